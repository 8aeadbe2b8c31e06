/** What becomes of a belief when the channel's own figure takes its place. */
import type { Listing, SeenQuantity, Suspicion } from './listing.ts';

export type TakenFigure = Pick<Listing, 'shown'> & Partial<Pick<Listing, 'shownAsOf' | 'foundMore' | 'rise'>>;

/**
 * The channel's figure becomes `shown`, which was believed to be `believed`. Where stock work may be behind it, the difference
 * is added up; and what the channel sold before and reports later still moves `shown`, so that the sum is of stock work alone. Everywhere else a rise that
 * somebody is asked about stays as a question.
 */
export function takenFigure(
  { foundMore = 0 }: Pick<Listing, 'foundMore'>,
  { units, asOf, mayBeWork, isAsked }: SeenQuantity,
  believed: number,
): TakenFigure {
  if (mayBeWork) {
    return { shown: units, foundMore: foundMore + units - believed };
  }
  return { shown: units, shownAsOf: asOf, ...(isAsked && { rise: { shows: units, believed, at: asOf } }) };
}

/**
 * A suspected figure as one that was seen. Where the states of its units were read with it, stock work that is posted by no
 * reading yet may be behind it: the figure is set right now, and accounted for later.
 */
export function seenOf({ actual, offSale, isAsked }: Suspicion, asOf: string): SeenQuantity {
  return {
    units: actual,
    asOf,
    ...(offSale !== undefined && { mayBeWork: true as const }),
    ...(isAsked && { isAsked }),
  };
}
