/** Where the results of checks are kept, and how checks are scheduled. */
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import type { AgreedStates, Evidence, Listing, Rise, Suspicion } from '../../domain/listing/listing.ts';
import type { Notice } from '../channel/channel.ts';

/** What a check leaves on a listing. */
export type CheckNote =
  /** The channel shows `shown`, by that evidence: nothing is suspected, and no further check is on its way. */
  | { readonly kind: 'agrees'; readonly evidence: Evidence; readonly states?: AgreedStates }
  /** The channel said in passing that it shows `shown`. That proves no lowering, and ends no check. */
  | { readonly kind: 'seen'; readonly evidence: Evidence }
  /** Another check is scheduled for then (ISO 8601), with what is suspected till then, if anything is. */
  | { readonly kind: 'again'; readonly checkAt: string; readonly suspicion: Suspicion | undefined }
  /** The channel's figure is adopted: what it counted before that time (ISO 8601) moves `shown` no more. */
  | { readonly kind: 'adopted'; readonly checkAt: string; readonly asOf: string }
  /** The channel has no such listing, for the reason that stays visible on it; nothing further is checked. */
  | { readonly kind: 'notListed'; readonly problem: string };

/** What checks keep on listings. Every write is conditional: no push and no other check moved since the read. */
export type CheckStore = {
  /** False: somebody moved since the read; nothing was written. */
  note(listing: Listing, note: CheckNote): Promise<boolean>;
  /**
   * `shown` becomes the suspected figure, as the channel had it at that time (ISO 8601), and no check is ahead. False: a
   * push or a check moved since the read, or the channel's own sale was posted; nothing was written. Of a suspicion that is
   * asked about, the rise stays as a question.
   */
  takeShown(listing: Listing, suspicion: Suspicion, asOf: string): Promise<boolean>;
  /**
   * Under escrow, on a channel that only accepts figures: everything sold before the reading was reported, so `shown` becomes
   * the figure that was seen, no check is ahead, and no sale that was noted by then is possibly overwritten any more. False: a
   * push, a check or a report moved since the read; nothing was written.
   */
  takeReading(listing: Listing, reading: Suspicion): Promise<boolean>;
  /** The rise is answered: nobody is asked about it any more. False: another one came since it was read, or it was answered. */
  endRise(listing: Pick<Listing, 'sku' | 'channel' | 'channelLocation'>, rise: Rise): Promise<boolean>;
};

/** Somebody should compare what the channel shows with what we believe it shows, not before `at` (ISO 8601). */
export type Check = {
  readonly sku: Sku;
  readonly channel: ChannelId;
  readonly channelLocation: string;
  readonly at: string;
  /** Everything that the channel sold up to then (ISO 8601) is posted. Absent: nobody knows. */
  readonly reportedUpTo?: string;
};

/** A check whose time has come, or what the channel said of a quantity of its own accord. */
export type CheckRequest =
  | { readonly kind: 'check'; readonly check: Check }
  | { readonly kind: 'notice'; readonly notice: Notice };

/** Checks wait here for their time. */
export type CheckQueue = {
  /** Resolves once the check is durably queued; it comes after so many seconds (at most 900). */
  schedule(check: Check, afterSeconds: number): Promise<void>;
};
