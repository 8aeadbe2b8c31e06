// The queues between a channel's message and the ledger, and the order books.
import type { ChannelId } from '../../domain/identifiers.ts';
import type { Observation } from '../../domain/stock/observation.ts';
import type { OrderBook } from '../../domain/stock/order-book.ts';
import type { Notice, OrderToRead } from '../channel/channel.ts';
import { PermanentError } from '../permanent-error.ts';

/** The observations queue: first in, first out per SKU. */
export type ObservationQueue = {
  /**
   * Resolves once every observation is durably queued. After a rejection some may be queued; sending again is harmless.
   * Rejects with UnsendableError for those that the queue can never take, once it has all others.
   */
  send(observations: readonly Observation[]): Promise<void>;
  /** Like `send`, but the queue's deduplication does not drop observations that were sent a moment ago. */
  replay(observations: readonly Observation[]): Promise<void>;
};

/** The queue can never take these observations, and has all others that were sent with them. */
export class UnsendableError extends PermanentError {
  override readonly name = 'UnsendableError';
  readonly observations: readonly Observation[];

  constructor(message: string, observations: readonly Observation[]) {
    super(message);
    this.observations = observations;
  }
}

/** Which SKU each line of an order has, for sources that may move a line to another SKU. */
export type OrderBooks = {
  /** Whether the store can keep the book: it has not too many lines. */
  fits(book: OrderBook): boolean;
  read(channel: ChannelId, order: string): Promise<OrderBook | undefined>;
  /** False: another writer came since the read; nothing was written. */
  write(channel: ChannelId, order: string, book: OrderBook, before: OrderBook | undefined): Promise<boolean>;
};

/** The queue of notices, whose channel's changes must be read. */
export type NoticeQueue = {
  /** Resolves once every notice is durably queued. */
  send(notices: readonly Notice[]): Promise<void>;
};

/** The queue of orders to read back from their channel. */
export type OrdersToRead = {
  /** Whether the channel's orders can be read back at all. */
  canRead(channel: ChannelId): boolean;
  /** Resolves once every order is durably queued; requesting twice is harmless. Rejects for an order that cannot be read. */
  request(orders: readonly OrderToRead[]): Promise<void>;
};
