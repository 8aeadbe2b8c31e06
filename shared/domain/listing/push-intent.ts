/** A push as it is written down before its channel is called. */

/**
 * One push on its way: written before the channel is called and kept until its answer is known, so that after a crash
 * exactly this call is repeated under exactly this key.
 */
export type PushIntent = DifferenceIntent | AbsoluteIntent;

/** A push to a channel that adds units to what it shows, or takes them away. */
export type DifferenceIntent = PushFacts & {
  readonly kind: 'difference';
  /** `changeFrom` must first be read from the channel: the comparison before was stale. */
  readonly unread: boolean;
};

/** A push to a channel that sets a figure whatever it shows. */
export type AbsoluteIntent = PushFacts & {
  readonly kind: 'absolute';
  /** `possiblyOverwritten` of the listing when the push was planned: for so many it sets the figure again. */
  readonly setsAgain: number;
  /**
   * What `target` is made of. `shown`: what we believe the channel shows; once applied, `shown` becomes the target. `share`:
   * under escrow, where a raise adds its whole figure to `shown`, and 0 leaves it as it is (absolute-escrow.ts).
   */
  readonly basis: 'shown' | 'share';
};

/** What both kinds of push have. */
type PushFacts = {
  /** Grows with each push of the listing; part of the idempotency key. */
  readonly generation: number;
  /** Grows when the channel proved a call stale: the next call is a new operation under a new key. From 1. */
  readonly attempt: number;
  /** The ledger seq whose stock this push carries. */
  readonly seq: number;
  /** Units to add to what the channel shows. */
  readonly delta: number;
  /** The figure that the channel shows afterwards, as long as every sale of its own has been reported to us. */
  readonly target: number;
  /** What we expect the channel to show before the call; null: the call compares with nothing. */
  readonly changeFrom: number | null;
  /** ISO 8601, like all times here. */
  readonly startedAt: string;
  /** Until then one invocation has it for itself; later any other may resume it. Null: the lease was ended. */
  readonly leaseUntil: string | null;
  /** This very call may have been made before: its answer never came. */
  readonly repeated: boolean;
};
