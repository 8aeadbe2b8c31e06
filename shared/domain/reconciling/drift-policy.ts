/** What the merchant wants done about a difference, by its cause and its size. */
import { isSeenSincePush, type Listing, type SeenListing, type Suspicion } from '../listing/listing.ts';
import { mustBeSetAgain } from '../pushing/absolute.ts';
import { causeOfDifference, type DifferenceCause, isOfPeople } from './difference-cause.ts';

/**
 * `overwrite`: the ledger's figure is set again. `adopt`: the channel's is taken into the stock. `ask`: both stay until an
 * operator decides.
 */
export type Remedy = 'overwrite' | 'adopt' | 'ask';

/** One remedy for all causes; or one for each, where what is left out is overwritten. */
export type DriftPolicy =
  | Remedy
  | ({ readonly [cause in DifferenceCause]?: Remedy | undefined } & {
      /** A difference of more units than that asks, whatever its cause; absent: none does for its size. */
      readonly maxChange?: number | undefined;
    });

/**
 * What is done about a confirmed difference. Only what people changed is adopted: a push that was not applied, and an order
 * that the channel did not count, look just like an edit, and adopting them would make up units.
 */
export function remedyOf(
  listing: Listing,
  difference: Pick<Suspicion, 'actual' | 'shown'>,
  policy: DriftPolicy,
): Remedy {
  const cause = causeOfDifference(listing, difference);
  const wanted = typeof policy === 'string' ? policy : (policy[cause] ?? 'overwrite');
  const { maxChange = Number.POSITIVE_INFINITY }: Exclude<DriftPolicy, string> =
    typeof policy === 'string' ? {} : policy;
  if (Math.abs(difference.actual - difference.shown) > maxChange) {
    return 'ask';
  }
  return wanted === 'adopt' && !isOfPeople(cause) ? 'overwrite' : wanted;
}

/** A rise of so many units is large: a delivery that was received in the channel's admin, rather than a slip of the keyboard. */
export const LARGE_RISE = 25;

/**
 * Whether an operator is asked what units are that appeared at the channel, though its figure is lowered to the ledger's: they
 * are many, and the channel was seen to show what we believe since the last push, so that no push which was never applied
 * is behind it.
 */
export function isAskedAbout(
  listing: Pick<Listing, 'managed' | 'push'> & SeenListing,
  { actual, shown }: Pick<Suspicion, 'actual' | 'shown'>,
): boolean {
  return isSeenSincePush(listing) && actual - shown >= LARGE_RISE && !mustBeSetAgain(listing);
}

/**
 * The policy of a channel whose stock work is followed, where what is left of a difference once all states were compared is
 * a count: what people changed there is taken over.
 */
export function whereWorkIsFollowed(policy: DriftPolicy): DriftPolicy {
  return { ...(typeof policy === 'string' ? {} : policy), raised: 'adopt', lowered: 'adopt' };
}
