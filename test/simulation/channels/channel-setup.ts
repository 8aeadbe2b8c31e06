/** What kind of platform a channel of the simulation is, and where its units are. */
import type { ChannelId, LocationId } from '../../../shared/domain/identifiers.ts';

/**
 * How a channel takes pushes. `compared`: by difference, if it shows what the caller expects (Shopify); `counted`: by
 * difference, and answers with the count (Square); `absolute`: a figure, accepted now and applied later (Amazon).
 */
export type ChannelKind = 'compared' | 'counted' | 'absolute';

export type ChannelSetup = {
  readonly id: ChannelId;
  readonly kind: ChannelKind;
  readonly channelLocation: string;
  readonly drawsOn: readonly LocationId[];
  /** Where its orders take their units from. */
  readonly shipsFrom: LocationId;
  /** Whether a repeated key is compared before the first answer is replayed, as Shopify has been seen to do. */
  readonly comparesFirst: boolean;
  /** Whether a key whose call was stale is spent, as others say of Shopify (IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED). */
  readonly remembersFailures: boolean;
  /** Whether a figure that was accepted may never be applied. */
  readonly losesFigures: boolean;
  /** The most that it takes to apply a figure, in milliseconds; absent: 20 s. */
  readonly appliesWithinMs?: number;
};
