import type { Demand } from '../domain/exposure/demand.ts';
import type { Exposure } from '../domain/exposure/exposure.ts';
import type { ChannelId, LocationId, Quantity, Sku } from '../domain/identifiers.ts';
import type { LedgerEntry } from '../domain/ledger/ledger-entry.ts';
import type { Outcome } from '../domain/ledger/outcome.ts';
import type { Seen, ShownMove, SkuLedger } from '../domain/ledger/sku-ledger.ts';
import type { Listing, PushIntent, PushMode, PushTold, Suspicion, WithdrawNote } from '../domain/listing/listing.ts';
import type { Observation } from '../domain/stock/observation.ts';
import type { OrderBook } from '../domain/stock/order-book.ts';
import type { Stock } from '../domain/stock/stock.ts';
import type { CatalogueListing, Notice, OrderToRead } from './channel.ts';

/** The observations queue: first in, first out per SKU. */
export type ObservationQueue = {
  /** Resolves once every observation is durably queued; rejects otherwise (some may be queued: sending again is harmless). */
  send(observations: readonly Observation[]): Promise<void>;
  /** Like `send`, also for what was sent a moment ago: the queue's filter for repeated facts does not drop it. */
  replay(observations: readonly Observation[]): Promise<void>;
};

/** What one transaction writes for one SKU. */
export type Posting = {
  /** The ledger the observations were folded into; its `seq` must still be the present one. */
  readonly before: SkuLedger;
  readonly after: SkuLedger;
  readonly entries: readonly LedgerEntry[];
  /** Facts to remember, each with what was remembered under its key before. */
  readonly seen: readonly { readonly now: Seen; readonly before: Seen | undefined }[];
  /** Listings whose `shown` moves, or is in doubt: one row a listing. */
  readonly shown: readonly ShownMove[];
};

/** `conflict`: somebody else wrote in between; nothing of this posting was written. */
export type Committed = 'committed' | 'conflict';

/** The ledger, written by posting only. */
export type LedgerStore = {
  /** The ledger of the SKU with what it remembers under the keys; `seq` 0 when unknown. Strongly consistent. */
  load(sku: Sku, keys: readonly string[]): Promise<SkuLedger>;
  /** The SKU's entries posted since that time (ISO 8601), oldest first. Strongly consistent. */
  history(sku: Sku, since: string): Promise<readonly LedgerEntry[]>;
  /** All of the posting or nothing. `conflict` means: load again and fold again. Rejects when the answer is unknown. */
  commit(posting: Posting): Promise<Committed>;
};

/** What reads of one SKU need. */
export type StockReader = {
  /** Stock and listings as of one moment (one snapshot); undefined for an unknown SKU. */
  snapshot(sku: Sku): Promise<StockSnapshot | undefined>;
  /** Entries with seq greater than `after`, in order, at most `limit` (1–1000). */
  entries(sku: Sku, after: number, limit: number): Promise<readonly LedgerEntry[]>;
  /** One entry by its number. */
  entry(sku: Sku, seq: number): Promise<LedgerEntry | undefined>;
  /** Everything kept of one order: its entries over all SKUs and what of it is parked. */
  order(channel: ChannelId, order: string): Promise<{ entries: readonly LedgerEntry[]; parked: readonly Parked[] }>;
  /** Pushes of the SKU that carried the stock of entry `seq` or a later one, oldest first, at most `limit`. */
  pushes(sku: Sku, seq: number, limit: number): Promise<readonly (PushRecord & { readonly listing: string })[]>;
};

export type StockSnapshot = {
  readonly sku: Sku;
  readonly seq: number;
  readonly stock: Stock;
  readonly listings: readonly Listing[];
  /** How the SKU is offered, where more than the deployment's rules is known of it. */
  readonly exposure?: Exposure;
  /** How fast it sells and where; absent before the first sale. */
  readonly demand?: Demand;
};

/** A push that ended, kept for whoever asks what became of an order. */
export type PushRecord = {
  readonly intent: PushIntent;
  readonly endedAt: string;
  /** The channel's answer in words. */
  readonly answer: string;
};

/** The push state of one channel's listings. Every write is conditional: one push is on its way per listing. */
export type PushStore = {
  /** Stock and this channel's listings as of one moment; undefined for an unknown SKU. */
  read(sku: Sku): Promise<StockSnapshot | undefined>;
  /** Writes the intent before the channel is called; undefined when somebody else's push moved since the read. */
  claim(listing: Listing, intent: PushIntent): Promise<Listing | undefined>;
  /** The same for a raise: undefined also when what the SKU's listings may show is not as it was read any more. */
  claimRaise(read: StockSnapshot, listing: Listing, intent: PushIntent): Promise<Listing | undefined>;
  /**
   * Ends the push as applied: `shown` moves with it and the record is kept. Does nothing if it had ended already.
   * `told` is kept on the listing; a channel that did not say what it shows is not known to show anything.
   */
  finish(listing: Listing, record: PushRecord, told?: PushTold): Promise<void>;
  /**
   * Takes back a push whose call is not made (again): `shown` stays. Does nothing if it had ended already. `checkAt`: for
   * when a check was scheduled; `calledAt`: until when its call may have been made after all (ISO 8601).
   */
  withdraw(listing: Listing, intent: PushIntent, note: WithdrawNote): Promise<void>;
  /** Ends the push as refused: `shown` stays, the reason stays visible on the listing. */
  refuse(listing: Listing, record: PushRecord): Promise<void>;
};

/** What a check leaves on a listing. */
export type CheckNote =
  /** The channel shows `shown`: nothing is suspected, and no further check is on its way. */
  | { readonly kind: 'agrees' }
  /** Another check is scheduled for then (ISO 8601), with what is suspected till then, if anything is. */
  | { readonly kind: 'again'; readonly checkAt: string; readonly suspicion: Suspicion | undefined }
  /** The channel's figure is adopted: what it counted before that time (ISO 8601) moves `shown` no more. */
  | { readonly kind: 'adopted'; readonly checkAt: string; readonly asOf: string };

/** What checks keep on listings. Every write is conditional: no push and no other check moved since the read. */
export type CheckStore = {
  /** False: somebody moved since the read; nothing was written. */
  note(listing: Listing, note: CheckNote): Promise<boolean>;
  /**
   * `shown` becomes the suspected figure, as the channel had it at that time (ISO 8601), and no check is ahead. False: a
   * push or a check moved since the read, or the channel's own sale was posted; nothing was written.
   */
  takeShown(listing: Listing, suspicion: Suspicion, asOf: string): Promise<boolean>;
};

/** Somebody should compare what the channel shows with what we believe it shows, not before `at` (ISO 8601). */
export type Check = {
  readonly sku: Sku;
  readonly channel: ChannelId;
  readonly channelLocation: string;
  readonly at: string;
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

/** Somebody should look at this SKU: what changed is read when it is looked at. */
export type StockChanged = {
  readonly sku: Sku;
  readonly seq: number;
  /** Channels that may not show what they should; those in `urgent` are looked at first, and are not among `due`. */
  readonly due: readonly ChannelId[];
  readonly urgent?: readonly ChannelId[];
  readonly available: number;
  readonly cause: string;
  /** The first `receivedAt` behind this event: the lag is counted from it. */
  readonly receivedAt: string;
  readonly postedAt: string;
};

/** More was sold than there was: recorded, told, never clamped. */
export type Oversold = {
  readonly sku: Sku;
  readonly seq: number;
  readonly available: number;
  readonly oversold: number;
  readonly cause: string;
  readonly occurredAt: string;
};

/** The bus. */
export type StockEvents = {
  /** Resolves once all are on the bus; rejects otherwise (emitting again is harmless). */
  emit(changed: readonly StockChanged[], oversold: readonly Oversold[]): Promise<void>;
};

/** What could not be posted, with everything needed to replay it. */
export type Parked = {
  readonly observation: Observation;
  readonly outcome: Outcome;
  readonly parkedAt: string;
};

export type ParkingLot = {
  /** Parks under the observation's key: parking the same again changes nothing. */
  park(parked: readonly Parked[]): Promise<void>;
  /** At most `limit`, by SKU; those that come after that one, where one is named. Fewer than `limit`: there are no more. */
  list(limit: number, after?: Parked): Promise<readonly Parked[]>;
  /** Removes this parking; one of the same observation that is newer stays. */
  remove(parked: Parked): Promise<void>;
};

/** Finds the SKU of a hold by its id, which is unique over all SKUs. */
export type HoldRegistry = {
  skuOf(id: string): Promise<Sku | undefined>;
};

/** A scheduled look at a hold: it may have ended, or not be written yet. */
export type HoldLook = {
  readonly id: string;
  readonly sku: Sku;
  /** When the hold was asked for; ISO 8601. Looks that are scheduled again keep it. */
  readonly askedAt: string;
};

/** Wakes up for a hold after a while, also when nothing else happens. */
export type HoldExpiryQueue = {
  /** `afterSeconds` may be cut to what the queue can wait at most: who is woken too early schedules again. */
  schedule(look: HoldLook, afterSeconds: number): Promise<void>;
};

/** Keeps which SKU each line of an order has, for sources that may move a line to another SKU. */
export type OrderBooks = {
  read(channel: ChannelId, order: string): Promise<OrderBook | undefined>;
  /** False: the book is not as it was read any more; nothing was written. */
  write(channel: ChannelId, order: string, book: OrderBook, before: OrderBook | undefined): Promise<boolean>;
};

/** Notices wait here for their channel's changes to be read. */
export type NoticeQueue = {
  /** Resolves once every notice is durably queued. */
  send(notices: readonly Notice[]): Promise<void>;
};

/** Orders wait here for their channel to be asked for them. */
export type OrderReadings = {
  /** Whether the channel's orders can be read back at all. */
  canRead(channel: ChannelId): boolean;
  /** Resolves once every order is durably queued; asking twice is harmless. Rejects for one that cannot be read. */
  request(orders: readonly OrderToRead[]): Promise<void>;
};

/** Where listings are registered. */
export type ListingRegistry = {
  /** Adds the listing or renews its ids; what is known of its `shown` and its pushes stays. */
  register(listing: CatalogueListing, channel: ChannelId, pushMode: PushMode, now: Date): Promise<'new' | 'known'>;
  /** The SKU behind a channel's id. */
  skuOf(channel: ChannelId, externalId: string): Promise<Sku | undefined>;
  /** Since when the SKU is listed here, and up to when the channel's own changes of it were read (ISO 8601). */
  readMarks(sku: Sku, channel: ChannelId): Promise<{ readonly registeredAt: string; readonly readUpTo: string }>;
  /** Never moves backwards. */
  markReadUpTo(sku: Sku, channel: ChannelId, time: Date): Promise<void>;
};

/** A merchant's log: one line a step, readable without the code. */
export type Journal = {
  info(message: string, fields: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
  /** Counts an event for the dashboard. */
  count(metric: string, channel: ChannelId | undefined, value?: number): void;
  /** Milliseconds from received to acknowledged by the channel. */
  lag(channel: ChannelId, milliseconds: number): void;
};

export type Clock = () => Date;
export type OnHand = Readonly<Record<LocationId, Quantity>>;
