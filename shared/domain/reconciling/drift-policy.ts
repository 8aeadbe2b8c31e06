/** What the merchant wants done about a difference, by its cause and its size. */
import type { Listing, Suspicion } from '../listing/listing.ts';
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
  if (typeof policy !== 'string' && policy.maxChange !== undefined) {
    const change = Math.abs(difference.actual - difference.shown);
    if (change > policy.maxChange) {
      return 'ask';
    }
  }
  return wanted === 'adopt' && !isOfPeople(cause) ? 'overwrite' : wanted;
}

/**
 * The policy of a channel whose stock work is followed, where what is left of a difference once all states were compared is
 * a count: what people changed there is taken over.
 */
export function whereWorkIsFollowed(policy: DriftPolicy): DriftPolicy {
  return { ...(typeof policy === 'string' ? {} : policy), raised: 'adopt', lowered: 'adopt' };
}
