/** Which units a count, or the figure of the cut-over, contains already. They must not move on hand a second time. */

import type { LocationId } from '../identifiers.ts';
import type { Observation } from '../stock/observation.ts';
import type { StockChange } from '../stock/stock.ts';
import type { AlreadyCounted } from './ledger-entry.ts';
import type { SkuLedger } from './sku-ledger.ts';

/**
 * The time as of which on hand at the location is known, whatever arrives late; undefined when it was never counted.
 * `isListed`: the reporting channel lists the SKU. A channel's figure at the cut-over contains what channels report, but
 * not what a till or a warehouse does.
 */
export function knownAsOf(
  { countedAt, cutOverAt }: SkuLedger,
  location: LocationId,
  isListed: boolean,
): string | undefined {
  const known = [countedAt[location], isListed ? cutOverAt?.[location] : undefined].filter((at) => at !== undefined);
  return known.sort().at(-1);
}

/** The changes that stand, and what is left out of them because it is on hand already. */
export type Uncounted = {
  readonly changes: readonly StockChange[];
  readonly alreadyCounted?: readonly AlreadyCounted[];
};

/**
 * The changes without the units on hand that a count contains already: units that left or entered the location before
 * its last count, however late they are reported. Everything else of each change stands. What is left out is returned
 * beside it: if the clock of the source is wrong, it is a sale that nobody subtracted, and somebody must see it.
 */
export function withoutCounted(
  ledger: SkuLedger,
  changes: readonly StockChange[],
  { occurredAt, source }: Pick<Observation, 'occurredAt' | 'source'>,
): Uncounted {
  const isListed = ledger.listings.some(({ channel }) => channel === source.channel);
  const alreadyCounted: AlreadyCounted[] = [];
  const standing = changes.map((change) => {
    const { location, onHand = 0 } = change;
    const countedAt = knownAsOf(ledger, location, isListed);
    const movedAt = change.occurredAt ?? occurredAt;
    if (countedAt === undefined || movedAt > countedAt || onHand === 0) {
      return change;
    }
    alreadyCounted.push({ location, onHand, occurredAt: movedAt, countedAt });
    return { ...change, onHand: 0 };
  });
  return { changes: standing, ...(alreadyCounted.length > 0 && { alreadyCounted }) };
}
