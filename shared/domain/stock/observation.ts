/** Observations: what sources report to us, as state wherever the source gives state. */

import type { ChannelId, LocationId, Quantity, Sku } from '../identifiers.ts';
import type { OffSale, StockWorkRecord } from './off-sale.ts';
import type { OrderLineState } from './order-line.ts';
import type { StockChange } from './stock.ts';

/** The channel that reported the fact, and the fact's business identity there. */
export type Source = {
  readonly channel: ChannelId;
  readonly order?: string;
  readonly line?: string;
  /**
   * The idempotency key. It is made of business ids (order, line, receipt), never of delivery ids, so that the same fact
   * in two deliveries is one fact. Unique within the SKU.
   */
  readonly key: string;
};

type ObservationBase = {
  readonly sku: Sku;
  readonly source: Source;
  /** When it happened on the channel; ISO 8601, milliseconds, UTC. */
  readonly occurredAt: string;
  /** The same time as the source stated it, where its clock was put right; ISO 8601, milliseconds, UTC. */
  readonly statedAt?: string;
  /** When it reached our door; ISO 8601, milliseconds, UTC. */
  readonly receivedAt: string;
  /**
   * The quantities are in units of the SKU already, so many to one unit of the channel's listing. Absent: they are as the
   * channel counts them.
   */
  readonly listingUnits?: number;
};

/** The whole present state of one order line on one channel. */
export type OrderLineObservation = ObservationBase & {
  readonly kind: 'orderLine';
  readonly location: LocationId;
  readonly state: OrderLineState;
  /** The source's own version: a growing number, or a time in milliseconds since 1970 (fractions are allowed). */
  readonly version: number;
  /**
   * When the source made this state by its own clock (ISO 8601, UTC), where its orders cannot be read back: of two states
   * of one version the one that was made later holds.
   */
  readonly madeAt?: string;
  /** When we read the state back from the channel (milliseconds since 1970); absent when the channel sent it. */
  readonly readAt?: number;
  /** The channel's location from which the channel subtracted, where it keeps quantities per location. */
  readonly channelLocation?: string;
  /**
   * The id under which the channel's order names what was sold, where it has one of its own for that (Shopify: the
   * variant). Null: what was sold is not in the channel's catalogue any more.
   */
  readonly soldAs?: string | null;
  /** The line's whole state over all places, where `state` may be the part of it at this one. */
  readonly whole?: OrderLineState;
  /**
   * The channel has not said from which place it takes the units. `location` is where they count until it has: no raise
   * of the SKU's listings on that channel begins before.
   */
  readonly isPlaceAssumed?: true;
  /**
   * The part of a line at a place beside the one that has the line's own key, or a line that its channel's configuration
   * leaves out. While it has nothing, and nothing is recorded of it, it is no news.
   */
  readonly isFurtherPlace?: true;
  /**
   * The part of `state` that left the order unshipped and was not put back, where the channel does not say at which of the
   * line's places it was: this one is only the likeliest (see `placeLostUnits`).
   */
  readonly lost?: OrderLineState;
  /** How many units of `state` were lost at this place: those of `lost`, and those of which the channel says it. Absent: none. */
  readonly lostHere?: number;
  /** Earlier states of the line, as far as the source reports their times: oldest first, this state the last. */
  readonly past?: readonly PastState[];
  /** The hold that the order names: its units are this order's. */
  readonly hold?: string;
};

/** From `at` (ISO 8601, milliseconds, UTC) on, so many units of a line were shipped, returned and deducted. */
export type PastState = Omit<OrderLineState, 'ordered'> & { readonly at: string };

/**
 * Why units moved, other than by an order line. `takenOffSale` and `putBackOnSale` are units that stay where they are. Two
 * move no unit, they state by how much the ledger was wrong: `corrected` is an operator's entry, `adopted` an edit in a
 * channel's admin that is taken over.
 */
export type MovementCause =
  | 'sold'
  | 'received'
  | 'shipped'
  | 'returned'
  | 'damaged'
  | 'adjusted'
  | 'transferred'
  | 'takenOffSale'
  | 'putBackOnSale'
  | 'corrected'
  | 'adopted';

/** A difference with an id of its own, as 3PL and POS systems send. A transfer changes two locations in one entry. */
export type MovementObservation = ObservationBase & {
  readonly kind: 'movement';
  readonly cause: MovementCause;
  readonly changes: readonly StockChange[];
  /** Units that the source channel has subtracted from its own listing already (negative: added). */
  readonly deducted?: number;
  readonly channelLocation?: string;
  /** The channel's id of what moved, where the channel reports each of its items by itself. */
  readonly soldAs?: string;
  readonly reason?: string;
  /** The hold that the sale names: its units are this sale's. */
  readonly hold?: string;
  /**
   * When we read the movement from its source (milliseconds since 1970), where the source may give it other contents under
   * the same id: a later reading holds, and what it says more or less is posted. Absent where an id says one thing only.
   */
  readonly readAt?: number;
  /**
   * It is stock work, found by comparing a reading with what was last posted of it: what the reading had, and when the
   * record that it was compared with was read. It is posted only if it follows that very record.
   */
  readonly work?: { readonly now: StockWorkRecord; readonly follows: number };
  /**
   * The key of a count that a correction takes back: what the count left out of later reports is on hand again, and what is
   * reported from now on counts as if the count had never been. Or that of the baseline, which is taken back only while
   * nothing has taken or promised units of it.
   */
  readonly uncounts?: string;
};

/** The cut-over of a SKU into the ledger: what was on hand at `occurredAt`. */
export type BaselineObservation = ObservationBase & {
  readonly kind: 'baseline';
  readonly onHand: UnitsByLocation;
  /** The units among them that cannot be sold. */
  readonly unavailable?: UnitsByLocation;
  /** The lines of all channels' orders that were open around that time. Each state that was read, oldest first. */
  readonly openLines?: readonly OrderLineObservation[];
  /** Units of the open lines: unavailable until the lines themselves commit them. */
  readonly setAside?: Readonly<Record<LocationId, number>>;
  /**
   * Which movements before `occurredAt` at these locations `onHand` contains, however late they are reported. `counted`:
   * those that any source reports. `fromChannel`: those that a channel reports which lists the SKU, because no channel's
   * figure contains a till's sales. Absent: none.
   */
  readonly includes?: 'counted' | 'fromChannel';
  /** What the units of `unavailable` are, at each place of the channel, where stock work in its admin is followed. */
  readonly offSale?: readonly OffSaleAt[];
};

/** What a channel had off sale at one of its places. */
export type OffSaleAt = { readonly channelLocation: string; readonly offSale: OffSale };

/** The open lines of a cut-over are posted: the units that its baseline made unavailable for them are available again. */
export type BaselineEndObservation = Omit<BaselineObservation, 'kind' | 'openLines' | 'offSale'> & {
  readonly kind: 'baselineEnd';
};

type UnitsByLocation = Readonly<Record<LocationId, Quantity>>;

/** A stocktake: so many units were on hand at `occurredAt`, whenever it is reported. */
export type CountObservation = ObservationBase & {
  readonly kind: 'count';
  readonly location: LocationId;
  readonly counted: Quantity;
  /** Where the source channel set its own figure by it: the units by which that fell (negative: rose), where it says so. */
  readonly deducted?: number;
  readonly channelLocation?: string;
  readonly soldAs?: string;
};

/** A checkout asks for units for a limited time. They are granted only when what is available covers them. */
export type HoldObservation = ObservationBase & {
  readonly kind: 'hold';
  readonly id: string;
  readonly quantity: Quantity;
  readonly ttlSeconds: number;
  /** Where the units must be. Absent: at the location with most available. */
  readonly location?: LocationId;
};

/** What becomes of a hold: its units become an order's, leave, come back, or are available again. */
export type HoldEndObservation = ObservationBase & {
  readonly kind: 'holdEnd';
  readonly id: string;
  readonly end: HoldEnd;
  /** With `captured` and `sold`: the order that the units are for. Absent: the order with the hold's own id. */
  readonly order?: string;
  /** The channel of that order. Absent: each channel that reports an order of that id. */
  readonly channel?: ChannelId;
};

/**
 * `captured`: committed to an order. `sold`: sold and handed over at once. `shipped`: left after it was captured.
 * `returned`: came back. `voided`, `expired`, `cancelled`: available again.
 */
export type HoldEnd = 'captured' | 'sold' | 'shipped' | 'returned' | 'voided' | 'cancelled' | 'expired';

/** What a source reported. Our ledger, not the source, turns it into a movement. */
export type Observation =
  | OrderLineObservation
  | MovementObservation
  | CountObservation
  | HoldObservation
  | HoldEndObservation
  | BaselineObservation
  | BaselineEndObservation;
