/** Receives a shop's webhooks over an event bus, beside its URL. */

import type { Duration } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { ShopifyChannel } from '../../shared/channel-config.ts';
import type { Setup } from '../channels/setup.ts';
import { SetAside } from '../constructs/set-aside.ts';
import { StocklineFunction } from '../constructs/stockline-function.ts';
import { StocklineQueue } from '../constructs/stockline-queue.ts';
import type { Packing } from './packing.ts';

/** One Shopify channel, and the event bus that its webhooks come over. */
export type ShopifyBusChannel = ShopifyChannel & { readonly eventBus: string };

export type ShopifyEventsProps = {
  readonly setup: Setup;
  readonly channel: ShopifyBusChannel;
  readonly timeout: Duration;
  /** So many copies of the receiver at once. */
  readonly atOnce: number;
  readonly packing: Packing;
};

/**
 * A shop's second door: its webhooks on the event bus that is associated with Shopify's partner event source. No answer
 * within 5 s is asked for there, and no subscription ends after failures. The queue behind the rule holds what comes
 * while the function cannot run. The other door stays open: what comes through both counts once.
 */
export class ShopifyEvents extends Construct {
  readonly channel: ShopifyBusChannel;
  readonly events: StocklineQueue;
  readonly receiver: StocklineFunction;

  constructor(scope: Construct, id: string, { setup, channel, timeout, atOnce, packing }: ShopifyEventsProps) {
    super(scope, id);
    this.channel = channel;
    this.events = new StocklineQueue(this, 'Events', {
      functionTimeout: timeout,
      // Some ten minutes of tries, most of them a minute apart. Nobody answers Shopify that an event is malformed: it ends as a
      // dead letter, with an alarm.
      maxReceiveCount: 22,
    });
    this.receiver = new StocklineFunction(this, 'Receive', {
      setup,
      entry: 'receive-shopify-events',
      name: `receive-${channel.id}-bus`,
      description: `Stockline: reads and queues what Shopify sends of ${channel.id} over an event bus`,
      timeout,
      channels: [channel],
    });
    packing.bindReceiver(this.receiver);
    this.events.feed(this.receiver, { variable: 'INTAKE_QUEUE_URL', copies: atOnce, isLimited: false });
    // One app's source carries all shops that installed it: each channel takes its own.
    new Rule(this, 'Webhooks', {
      description: `Webhooks of ${channel.id}`,
      eventBus: EventBus.fromEventBusName(this, 'PartnerBus', channel.eventBus),
      eventPattern: {
        detailType: ['shopifyWebhook'],
        detail: { metadata: { 'X-Shopify-Shop-Domain': [channel.shop] } },
      },
      targets: [new SqsQueue(this.events.queue, { deadLetterQueue: SetAside.of(this).ofRules })],
    });
  }
}
