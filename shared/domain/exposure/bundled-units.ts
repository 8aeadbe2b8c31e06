// Escrow: the units of a component that the listings of its bundles may still sell. They are in no share.
import type { Sku } from '../identifiers.ts';
import { wasStopped } from '../listing/catalogue-note.ts';
import type { Listing } from '../listing/listing.ts';
import { isProvenOnlyByReading } from '../listing/listing-push.ts';
import { type Component, isOfBundle } from '../stock/bundle.ts';
import type { StockChange } from '../stock/stock.ts';
import type { Exposure } from './exposure.ts';
import { exposedUnits } from './shares.ts';

/** A bundle as it is now. `madeOf` is absent once it is a bundle no more. */
export type PresentBundle = {
  readonly madeOf?: readonly Component[] | undefined;
  readonly listings: readonly Listing[];
};

/** How many units of a component the listings of its bundles may still sell, or the listings whose figure must be proven first. */
export type BundledCount =
  | {
      readonly kind: 'counted';
      readonly units: number;
      /** Those that are pushed no more and may still sell: only readings say when that is over. */
      readonly left: readonly Listing[];
    }
  | { readonly kind: 'unproven'; readonly listings: readonly Listing[] };

/**
 * Units of the component that the listings of these bundles may still show or have sold unreported. They are not known while
 * one of them is not proven to show no more than we believe. A component under escrow offers its bundles nothing, so that this
 * number only falls, until a cancelled order puts a bundle back on display (`withBundlePutBack`).
 */
export function bundledUnits(component: Sku, bundles: readonly PresentBundle[]): BundledCount {
  const selling = bundles.flatMap(({ madeOf = [], listings }) => {
    const { quantity = 0 } = madeOf.find(({ sku }) => sku === component) ?? {};
    const own = listings.filter((each) => quantity > 0 && (each.managed || wasStopped(each)));
    return own.map((listing) => ({ listing, quantity }));
  });
  const unproven = selling.filter(({ listing }) => !isProven(listing));
  const units = selling.reduce((sum, { listing, quantity }) => sum + quantity * Math.max(0, exposedUnits(listing)), 0);
  const left = selling.map(({ listing }) => listing).filter((each) => !each.managed && exposedUnits(each) > 0);
  return unproven.length === 0
    ? { kind: 'counted', units, left }
    : { kind: 'unproven', listings: unproven.map(({ listing }) => listing) };
}

/**
 * On a channel that only accepts figures a reading is the proof, once everything that was sold before it is posted: the same as
 * of a listing that has a share (`escrowPositionOfBundle`). It leaves `answered`, which no answer to a push does there.
 */
function isProven(listing: Listing): boolean {
  const { intent, answered, agreedRevision = 0, revision, comparedAt } = listing;
  const isRead = !isProvenOnlyByReading(listing) && agreedRevision === revision && comparedAt !== undefined;
  return intent === undefined && (isRead || answered !== undefined);
}

/**
 * The exposure after a movement of the component that was posted because of a bundle. What that put back may be on display
 * on the bundle's listing again: until the bundles are counted anew it is granted to nobody.
 */
export function withBundlePutBack(exposure: Exposure, key: string, changes: readonly StockChange[]): Exposure {
  const { bundled } = exposure;
  const putBack = changes.reduce((sum, { onHand = 0, committed = 0 }) => sum + onHand - committed, 0);
  return bundled === undefined || putBack <= 0 || !isOfBundle(key)
    ? exposure
    : { ...exposure, bundled: bundled + putBack };
}
