/** Plans what becomes of the bundles that a channel makes of its own listings. Writes nothing. */

import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import { type Component, componentsInWords } from '../../domain/stock/bundle.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import type { ImportedListing } from './read-channels.ts';
import type { SkuReading, StockSource } from './stock-source.ts';

/** A bundle of a channel, and what becomes of it here. */
export type PlannedBundle = {
  readonly sku: Sku;
  readonly channel: ChannelId;
  readonly madeOf: readonly Component[];
  /** `define`: it becomes a bundle here too. `stands`: it is that already. `leave`: it is left as it is, with a reason. */
  readonly becomes: 'define' | 'stands' | 'leave';
  readonly reason?: string;
};

/**
 * A bundle is defined here of the same components, unless it is known as one of others, or a component will not be in the
 * ledger. `inLedger`: the SKUs that are there once the import is done, bundles of channels aside. Where two channels have
 * a bundle of one SKU, the first is taken.
 */
export function planBundles(
  listings: readonly ImportedListing[],
  skuStates: ReadonlyMap<Sku, SkuState>,
  inLedger: ReadonlySet<Sku>,
): readonly PlannedBundle[] {
  const planned = new Map<Sku, PlannedBundle>();
  for (const { client, listing } of listings) {
    const { sku, madeOf } = listing;
    if (madeOf !== undefined && !planned.has(sku)) {
      planned.set(sku, {
        sku,
        channel: client.channel,
        madeOf,
        ...decisionOn(madeOf, skuStates.get(sku)?.exposure?.madeOf, inLedger),
      });
    }
  }
  return [...planned.values()];
}

/** The SKUs that some channel makes of others. */
export function bundleSkus(listings: readonly ImportedListing[]): ReadonlySet<Sku> {
  return new Set(listings.filter(({ listing }) => listing.madeOf !== undefined).map(({ listing }) => listing.sku));
}

function decisionOn(
  madeOf: readonly Component[],
  known: readonly Component[] | undefined,
  inLedger: ReadonlySet<Sku>,
): Pick<PlannedBundle, 'becomes' | 'reason'> {
  if (known !== undefined) {
    return isSame(madeOf, known)
      ? { becomes: 'stands' }
      : { becomes: 'leave', reason: `It is made of ${componentsInWords(known)} here, which stays.` };
  }
  const missing = madeOf.filter(({ sku }) => !inLedger.has(sku)).map(({ sku }) => sku);
  return missing.length === 0
    ? { becomes: 'define' }
    : { becomes: 'leave', reason: `Not in the ledger: ${missing.join(', ')}.` };
}

function isSame(one: readonly Component[], other: readonly Component[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ sku, quantity }) => other.some((each) => each.sku === sku && each.quantity === quantity))
  );
}

/** The source, for which a bundle has nothing on hand: its components have. One that is left as it is has no figure. */
export function withoutBundles(source: StockSource, bundles: readonly PlannedBundle[]): StockSource {
  const planned = new Map(bundles.map((each) => [each.sku, each]));
  return {
    ...source,
    stockOf(reading: SkuReading) {
      const bundle = planned.get(reading.sku);
      const [asOf] = reading.listings.map((each) => each.asOf).sort();
      if (bundle === undefined) {
        return source.stockOf(reading);
      }
      return bundle.becomes === 'leave' || asOf === undefined
        ? undefined
        : { from: bundle.channel, onHand: {}, unavailable: {}, offSale: [], asOf, includes: 'fromChannel' };
    },
  };
}
