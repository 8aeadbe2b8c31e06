import type { ChannelId, LocationId, Quantity, Sku } from './identifiers.ts';
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
  /** Where the channel keeps quantities per location: the channel's location that counted itself down. */
  readonly channelLocation?: string;
};

/** Why units moved, other than by an order line. */
export type MovementCause = 'sold' | 'received' | 'shipped' | 'returned' | 'damaged' | 'adjusted' | 'transferred';

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

/** The cut-over of a SKU into the ledger: what is on the shelf now, and what each channel shows now. */
export type BaselineObservation = ObservationBase & {
  readonly kind: 'baseline';
  readonly onHand: Readonly<Record<LocationId, Quantity>>;
};

/** What a source told us. The ledger, not the source, turns it into a movement. */
export type Observation = OrderLineObservation | MovementObservation | BaselineObservation;
