/** Where the pushes of listings are kept. */
import type { Sku } from '../../domain/identifiers.ts';
import type { AppliedNote, Listing, WithdrawNote } from '../../domain/listing/listing.ts';
import type { PushIntent } from '../../domain/listing/push-intent.ts';
import type { PushInputs } from '../../domain/pushing/push-inputs.ts';
import type { SkuState } from '../sku-state.ts';

/** A push that ended, kept to answer what became of an order. */
export type PushRecord = {
  readonly intent: PushIntent;
  readonly endedAt: string;
  /** The channel's answer in words. */
  readonly answer: string;
  /** What decided its figure; absent where an earlier invocation, which crashed, had planned it. */
  readonly inputs?: PushInputs;
};

/** The push state of one channel's listings. Every write is conditional: one push is on its way per listing. */
export type PushStore = {
  /**
   * Stock and this channel's listings, read in turn; undefined for an unknown SKU. A posting in between notifies the channel
   * itself where anything is due after it, and the claim of what was planned from halves is refused.
   */
  read(sku: Sku): Promise<SkuState | undefined>;
  /**
   * The same of several SKUs, each by itself: one that cannot be read rejects alone. A component that several of them contain
   * is read once, after the listings of all.
   */
  readEach(skus: readonly Sku[]): ReadonlyMap<Sku, Promise<SkuState | undefined>>;
  /** The same as of one moment, at twice the price. */
  readIsolated(sku: Sku): Promise<SkuState | undefined>;
  /**
   * Whether anything was posted to the SKU since that read, or how it is offered was revised; of a bundle, to its components
   * as well. What a push has moved itself does not count. A smaller read than another whole one, and only to be quicker: it
   * may miss what was posted a moment ago, which notifies the channel itself.
   */
  hasMoved(read: SkuState): Promise<boolean>;
  /**
   * Writes the intent before the channel is called; undefined when somebody else's push moved since the read. With what a new
   * push was planned from, where that was read in turn: undefined also when the listing's own sale was posted since.
   */
  claim(listing: Listing, intent: PushIntent, read?: SkuState): Promise<Listing | undefined>;
  /** The same for a raise: undefined also when what the SKU's listings may show is not as it was read any more. */
  claimRaise(read: SkuState, listing: Listing, intent: PushIntent): Promise<Listing | undefined>;
  /**
   * Ends the push as applied: `shown` moves with it and the record is kept. Does nothing if it had ended already.
   * `note` is kept on the listing; a channel that did not say what it shows is not known to show anything.
   */
  finish(listing: Listing, record: PushRecord, note?: AppliedNote): Promise<void>;
  /**
   * Takes back a push whose call is not made (again): `shown` stays. Does nothing if it had ended already, or if another
   * invocation has it by now. `checkAt`: for
   * when a check was scheduled; `calledAt`: until when its call may have been made after all (ISO 8601).
   */
  withdraw(listing: Listing, intent: PushIntent, note: WithdrawNote): Promise<void>;
  /**
   * Ends this invocation's lease on the push, where its claim or its end could not be written: anybody may resume it now,
   * as after a crash. Does nothing when the push has ended, was never claimed, or is another invocation's by now.
   */
  endLease(listing: Listing, intent: PushIntent): Promise<void>;
  /**
   * Ends the push as refused: `shown` stays, the reason stays visible on the listing, with the time at which it is tried
   * again (ISO 8601), if it is. Does nothing if it had ended already, or if another invocation has it by now.
   */
  refuse(listing: Listing, record: PushRecord, retryAt?: string): Promise<void>;
};
