/** Reads orders back that a channel's messages leave unclear: the queues and functions for it. */

import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { sellingChannels, sellingFactsOf } from '../../shared/channels/platform-of.ts';
import type { SellingChannel } from '../../shared/config.ts';
import type { Credentials } from '../channels/credentials.ts';
import type { Placement } from '../channels/placement.ts';
import type { Setup } from '../channels/setup.ts';
import { ChannelQueues } from '../constructs/channel-queues.ts';
import { StocklineFunction } from '../constructs/stockline-function.ts';
import { StocklineQueue, shortName, triedForAWeek } from '../constructs/stockline-queue.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Intake } from './intake.ts';

export type OrdersToReadProps = {
  readonly setup: Setup;
  readonly credentials: Credentials;
  readonly intake: Intake;
  readonly placement: Placement;
  /** They receive what platforms put into queues of ours. */
  readonly queueReceivers: readonly StocklineFunction[];
  readonly ledger: Ledger;
};

/** Room for the ten orders of a batch, read side by side, each perhaps page by page. */
const READING_TIMEOUT = Duration.seconds(30);

/**
 * Orders that a channel's messages leave unclear are read back from it: orders to read → read-<platform>-orders →
 * observations. One queue and one function per channel, so that a channel whose API is down or throttles holds back no
 * other. A function that asks gets ORDERS_TO_READ (see ChannelQueues).
 */
export class OrdersToRead extends Construct {
  readonly readers: readonly OrderReader[];

  constructor(scope: Construct, id: string, props: OrdersToReadProps) {
    super(scope, id);
    const { config } = props.setup;
    const channels = sellingChannels(config).filter((channel) => sellingFactsOf(channel).readsOrders);
    this.readers = channels.map(
      (channel) => new OrderReader(...props.placement.partOf(this, channel), { ...props, channel }),
    );
    const queues = new ChannelQueues(
      'ORDERS_TO_READ',
      this.readers.map(({ channel, orders }) => ({ channel, queue: orders })),
    );
    queues.bindSender(props.intake.postObservations);
    for (const receiver of [...props.intake.receivers, ...props.queueReceivers]) {
      queues.bindSenderOfItsChannels(receiver);
    }
  }
}

/** One channel's orders to read, and the function that reads them. It knows its own queue as ORDERS_QUEUE_URL. */
export class OrderReader extends Construct {
  readonly channel: SellingChannel;
  readonly orders: StocklineQueue;
  readonly reader: StocklineFunction;

  constructor(scope: Construct, id: string, props: OrdersToReadProps & { readonly channel: SellingChannel }) {
    super(scope, id);
    const { setup, credentials, intake, ledger, channel } = props;
    this.channel = channel;
    this.orders = new StocklineQueue(this, 'Orders', {
      ...shortName(this, setup, channel, 'orders'),
      // As for pushes: reading again is always right.
      ...triedForAWeek(READING_TIMEOUT),
    });
    this.reader = new StocklineFunction(this, 'Read', {
      setup,
      entry: `read-${channel.platform}-orders`,
      name: `read-${channel.id}-orders`,
      description: `Stockline: reads orders back from ${channel.id} that its messages leave unclear`,
      timeout: READING_TIMEOUT,
      channels: [channel],
      chainsEnd: 'An order is read 4 s after it was asked for: it ends when two readings of it agree.',
    });
    ledger.bindTo(this.reader, 'readingOrders');
    credentials.bindTo(this.reader, [channel]);
    intake.observations.bindSender(this.reader, 'OBSERVATIONS_QUEUE_URL');
    // Two at once, the least that Lambda takes: Amazon gives one order in two seconds (getOrder, Orders API 2026-01-01),
    // and on Shopify readings share their budget with the pushes, which matter more.
    this.orders.feed(this.reader, { variable: 'ORDERS_QUEUE_URL', copies: 2, isLimited: true });
  }
}
