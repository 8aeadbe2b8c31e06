/** Connects a bundle and its components: an observation of the bundle moves them, and their change notifies its channels. */

import { currentExposure, type ExposureRules, withheldFromBundles } from '../../domain/exposure/exposure.ts';
import type { Sku } from '../../domain/identifiers.ts';
import type { SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import type { Transaction } from '../../domain/posting/decision.ts';
import { channelsOf, ofComponents, takesComponents } from '../../domain/stock/bundle.ts';
import type { Observation } from '../../domain/stock/observation.ts';
import { mayTouchBundle } from '../../domain/stock/touched-bundles.ts';
import type { LedgerStore, StockChanged } from '../../ports/posting/posting.ts';
import { changesOfBundles } from '../exposure/notify-channels.ts';

/** What observations of a bundle mean for its components, by component; empty when the SKU is no bundle. */
export function componentObservations(
  { exposure }: SkuLedger,
  observations: readonly Observation[],
): ReadonlyMap<Sku, readonly Observation[]> {
  const components = exposure?.madeOf ?? [];
  const own = observations.filter(takesComponents).flatMap((each) => ofComponents(each, components));
  return Map.groupBy(own, ({ sku }) => sku);
}

/** A bundle of one unit and nothing else: what does not touch it, as a shipment, touches no bundle. */
const ALONE = { quantity: 1, others: [] };

/**
 * The bundles that may show another figure after these transactions of one SKU: they are to be notified. All that contain it,
 * where an observation moved nothing now: the event of the posting that it had before may have been lost after its commit.
 * All of them, too, while the SKU is under escrow, whose shares wait for what bundles are proven to show.
 */
export async function bundlesTouched(
  ledger: Pick<LedgerStore, 'inBundles'>,
  transactions: readonly Transaction[],
): Promise<readonly Sku[]> {
  const { sku, exposure } = transactions.at(-1)?.after ?? {};
  const partOf = exposure?.partOf ?? [];
  const ledgers = transactions.flatMap(({ before, after }) => [before, after]);
  const isAllNew = transactions.every(({ decided }) => decided.every(({ decision }) => decision.kind === 'append'));
  const isUnderEscrow = ledgers.some((each) => each.exposure?.shares !== undefined);
  if (sku === undefined || partOf.length === 0 || !isAllNew || isUnderEscrow) {
    return partOf;
  }
  const states = ledgers.map((each) => ({ ...each, withheldFromBundles: withheldFromBundles(each.exposure) }));
  if (!mayTouchBundle(states, ALONE)) {
    return [];
  }
  const inBundles = await ledger.inBundles(sku, partOf);
  return partOf.filter((bundle) => {
    const inBundle = inBundles.get(bundle);
    return inBundle === undefined || mayTouchBundle(states, inBundle);
  });
}

/**
 * A SKU's change with those of the bundles that it touches. What a bundle shows on which channel is not known here, so a
 * change of a bundle, or of a component, notifies every channel.
 */
export function withBundles(
  rules: ExposureRules,
  after: SkuLedger,
  changed: StockChanged,
  { isNews, touched }: { readonly isNews: boolean; readonly touched: readonly Sku[] },
): readonly StockChanged[] {
  const { madeOf } = currentExposure(after, rules);
  const { urgent: _urgent, ...rest } = changed;
  const own = madeOf === undefined ? changed : { ...rest, due: channelsOf(rules.channels) };
  return [...(isNews ? [own] : []), ...changesOfBundles(changed, touched, rules)];
}
