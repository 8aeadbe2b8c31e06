import type { ChannelId } from '../domain/identifiers.ts';
import type { Observation } from '../domain/stock/observation.ts';
import type { OrderBook } from '../domain/stock/order-book.ts';
import type { Notice, OrderToRead } from './channel.ts';

/** The observations queue: first in, first out per SKU. */
export type ObservationQueue = {
  /** Resolves once every observation is durably queued; rejects otherwise (some may be queued: sending again is harmless). */
  send(observations: readonly Observation[]): Promise<void>;
  /** Like `send`, also for what was sent a moment ago: the queue's filter for repeated facts does not drop it. */
  replay(observations: readonly Observation[]): Promise<void>;
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
