// The queues between a channel's message and the ledger, and the order books.
import type { ChannelId } from '../../domain/identifiers.ts';
import type { Observation } from '../../domain/stock/observation.ts';
import type { OrderBook } from '../../domain/stock/order-book.ts';
import type { Notice, OrderToRead } from '../channel/channel.ts';

/** The observations queue: first in, first out per SKU. */
export type ObservationQueue = {
  /** Resolves once every observation is durably queued. After a rejection some may be queued; sending again is harmless. */
  send(observations: readonly Observation[]): Promise<void>;
  /** Like `send`, but the queue's deduplication does not drop observations that were sent a moment ago. */
  replay(observations: readonly Observation[]): Promise<void>;
};

/** Which SKU each line of an order has, for sources that may move a line to another SKU. */
export type OrderBooks = {
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
export type OrderReadings = {
  /** Whether the channel's orders can be read back at all. */
  canRead(channel: ChannelId): boolean;
  /** Resolves once every order is durably queued; requesting twice is harmless. Rejects for an order that cannot be read. */
  request(orders: readonly OrderToRead[]): Promise<void>;
};
