/** Receives what a platform puts into a queue of ours. */

import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { AccountPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Arrival } from '../../shared/channels/platform-facts.ts';
import type { Channel, Setup } from '../channels/setup.ts';
import { SetAside } from '../constructs/set-aside.ts';
import { StocklineFunction } from '../constructs/stockline-function.ts';
import { StocklineQueue } from '../constructs/stockline-queue.ts';
import { type Intake, RECEIVING_AT_ONCE, RECEIVING_TIMEOUT } from './intake.ts';

export type NotificationQueueProps = {
  readonly setup: Setup;
  readonly channel: Channel;
  /** How the platform's messages arrive. */
  readonly arrival: Extract<Arrival, { by: 'queue' }>;
  readonly intake: Intake;
};

/**
 * One channel's queue that its platform writes to, as Amazon does: standard, because Amazon writes to no FIFO queue. What
 * comes over the channel's event bus is brought into the same queue by a rule.
 */
export class NotificationQueue extends Construct {
  readonly channel: Channel;
  readonly notifications: StocklineQueue;
  readonly receiver: StocklineFunction;

  constructor(scope: Construct, id: string, { setup, channel, arrival, intake }: NotificationQueueProps) {
    super(scope, id);
    this.channel = channel;
    this.notifications = new StocklineQueue(this, 'Notifications', {
      functionTimeout: RECEIVING_TIMEOUT,
      // Some ten minutes of tries, most of them a minute apart. Nobody answers the sender of a malformed notification: it ends
      // as a dead letter, with an alarm.
      maxReceiveCount: 22,
    });
    this.notifications.queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'SellingPartnerApiSends',
        effect: Effect.ALLOW,
        principals: [new AccountPrincipal(arrival.sender)],
        actions: ['sqs:SendMessage', 'sqs:GetQueueAttributes'],
        resources: [this.notifications.queue.queueArn],
      }),
    );
    this.receiver = new StocklineFunction(this, 'Receive', {
      setup,
      entry: `receive-${channel.platform}`,
      name: `receive-${channel.id}`,
      description: `Stockline: reads and queues what is notified of ${channel.id}`,
      timeout: RECEIVING_TIMEOUT,
      channels: [channel],
    });
    intake.packing.bindReceiver(this.receiver);
    this.notifications.feed(this.receiver, {
      variable: 'INTAKE_QUEUE_URL',
      copies: RECEIVING_AT_ONCE,
      isLimited: false,
    });
    const eventBus = 'eventBus' in channel ? channel.eventBus : undefined;
    if (eventBus !== undefined) {
      this.#receiveOverBus(eventBus, arrival.busDetailTypes);
    }
  }

  #receiveOverBus(eventBus: string, detailType: readonly string[]): void {
    new Rule(this, 'QuantityChanges', {
      description: `Quantities and states of listings that changed on ${this.channel.id}`,
      eventBus: EventBus.fromEventBusName(this, 'PartnerBus', eventBus),
      eventPattern: { detailType: [...detailType] },
      targets: [new SqsQueue(this.notifications.queue, { deadLetterQueue: SetAside.of(this).ofRules })],
    });
  }
}
