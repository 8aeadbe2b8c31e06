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

/**
 * Units of the component that the listings of these bundles may still show or have sold unreported. Undefined while one of
 * them is not proven to show no more than we believe. A component under escrow offers its bundles nothing, so that this
 * number only falls, until a cancelled order puts a bundle back on display (`withBundlePutBack`).
 */
export function bundledUnits(
  component: Sku,
  bundles: readonly PresentBundle[],
  now: Date,
  settleMs: number,
): number | undefined {
  let units = 0;
  for (const { madeOf = [], listings } of bundles) {
    const { quantity = 0 } = madeOf.find(({ sku }) => sku === component) ?? {};
    const selling = quantity === 0 ? [] : listings.filter((each) => each.managed || wasStopped(each));
    if (!selling.every((listing) => isProven(listing, now, settleMs))) {
      return undefined;
    }
    units += selling.reduce((sum, listing) => sum + quantity * Math.max(0, exposedUnits(listing)), 0);
  }
  return units;
}

/** On a channel that only accepts figures a sale from before the reading may be reported a settle time later. */
function isProven(listing: Listing, now: Date, settleMs: number): boolean {
  const { intent, answered, agreedRevision = 0, revision, comparedAt } = listing;
  if (intent !== undefined) {
    return false;
  }
  const isRead = agreedRevision === revision && comparedAt !== undefined;
  return isProvenOnlyByReading(listing)
    ? isRead && now.getTime() - Date.parse(comparedAt) >= settleMs
    : isRead || answered !== undefined;
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
