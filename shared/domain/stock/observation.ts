import type { ChannelId, LocationId, Quantity, Sku } from '../identifiers.ts';
import type { OrderLineState } from './order-line.ts';
import type { StockChange } from './stock.ts';

/** Who told us, and under which business identity. */
export type Source = {
  readonly channel: ChannelId;
  readonly order?: string;
  readonly line?: string;
  /**
   * The idempotency key: made of business ids (order, line, receipt), never of delivery ids, so that the same fact
   * told twice in different deliveries is one fact. Unique within the SKU.
   */
  readonly key: string;
};

type ObservationBase = {
  readonly sku: Sku;
  readonly source: Source;
  /** When it happened on the channel; ISO 8601, milliseconds, UTC. */
  readonly occurredAt: string;
  /** When it reached our door; ISO 8601, milliseconds, UTC. */
  readonly receivedAt: string;
};

/** The whole present state of one order line on one channel. */
export type OrderLineObservation = ObservationBase & {
  readonly kind: 'orderLine';
  readonly location: LocationId;
  readonly state: OrderLineState;
  /** The source's own version: a growing number, or a time in milliseconds since 1970 (fractions allowed). */
  readonly version: number;
  /** When the state was read back from the channel (milliseconds since 1970); absent when the channel sent it. */
  readonly readAt?: number;
  /** Where the channel keeps quantities per location: the channel's location that counted itself down. */
  readonly channelLocation?: string;
  /** How the line stood before, as far as the source tells it with times: oldest first, this state the last. */
  readonly past?: readonly PastState[];
};

/** From a time (ISO 8601, milliseconds, UTC) on, so many units of a line were shipped, returned and deducted. */
export type PastState = Omit<OrderLineState, 'ordered'> & { readonly at: string };

/** Why units moved, other than by an order line. `corrected` is an operator's entry against a mistake. */
export type MovementCause =
  | 'sold'
  | 'received'
  | 'shipped'
  | 'returned'
  | 'damaged'
  | 'adjusted'
  | 'transferred'
  | 'corrected';

/** A delta with its own id, as 3PL and POS systems send. A transfer changes two locations in one entry. */
export type MovementObservation = ObservationBase & {
  readonly kind: 'movement';
  readonly cause: MovementCause;
  readonly changes: readonly StockChange[];
  /** Units by which the source channel has already counted its own listing down (negative: up). */
  readonly deducted?: number;
  readonly channelLocation?: string;
  readonly reason?: string;
};

/** The cut-over of a SKU into the ledger: what was on the shelf at `occurredAt`. */
export type BaselineObservation = ObservationBase & {
  readonly kind: 'baseline';
  readonly onHand: UnitsByLocation;
  /** Of those, units that cannot be sold. */
  readonly unavailable?: UnitsByLocation;
  /** The lines of all channels' orders that were open around that time, in each state that was read, oldest first. */
  readonly openLines?: readonly OrderLineObservation[];
  /** Units of the open lines, out of reach until the lines themselves commit them. */
  readonly setAside?: Readonly<Record<LocationId, number>>;
  /**
   * What crossed the shelf at the named locations before `occurredAt` is in `onHand`, however late it is told: `counted`,
   * whoever tells it; `fromChannel`, as far as channels tell it that list the SKU. A till's sales are in no channel's figure.
   */
  readonly includes?: 'counted' | 'fromChannel';
};

/** The open lines of a cut-over are posted: what its baseline set aside for them is given back. */
export type BaselineEndObservation = Omit<BaselineObservation, 'kind' | 'openLines'> & { readonly kind: 'baselineEnd' };

type UnitsByLocation = Readonly<Record<LocationId, Quantity>>;

/** A stocktake: so many units were on the shelf at `occurredAt`, whenever we hear of it. */
export type CountObservation = ObservationBase & {
  readonly kind: 'count';
  readonly location: LocationId;
  readonly counted: Quantity;
};

/** A checkout asks for units for a while. Granted only when what is available covers them. */
export type HoldObservation = ObservationBase & {
  readonly kind: 'hold';
  readonly id: string;
  readonly quantity: Quantity;
  readonly ttlSeconds: number;
  /** Where the units must be; absent: the location with most available. */
  readonly location?: LocationId;
};

/** The end of a hold: its units become an order's, or are free again. */
export type HoldEndObservation = ObservationBase & {
  readonly kind: 'holdEnd';
  readonly id: string;
  readonly end: HoldEnd;
};

/** `captured`: committed to an order; `sold`: left the shelf at once; `voided`, `expired`: free again. */
export type HoldEnd = 'captured' | 'sold' | 'voided' | 'expired';

/** What a source told us. The ledger, not the source, turns it into a movement. */
export type Observation =
  | OrderLineObservation
  | MovementObservation
  | CountObservation
  | HoldObservation
  | HoldEndObservation
  | BaselineObservation
  | BaselineEndObservation;
