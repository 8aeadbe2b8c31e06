import { Duration } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { AccountPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { AmazonChannel } from '../../shared/config.ts';
import type { Setup } from '../channels/setup.ts';
import { StocklineFunction } from '../constructs/stockline-function.ts';
import { StocklineQueue } from '../constructs/stockline-queue.ts';
import { type Intake, RECEIVING_TIMEOUT } from './intake.ts';

/** The account from which the Selling Partner API sends, in every region (amzn/selling-partner-api-samples, 2026-08). */
const SELLING_PARTNER_API = '437568002678';

export type AmazonNotificationsProps = {
  readonly setup: Setup;
  readonly channel: AmazonChannel;
  readonly intake: Intake;
};

/**
 * Amazon's door: it sends ORDER_CHANGE into a queue of ours, standard because it takes no FIFO queue, and changes of
 * listings to an event bus, from where a rule brings them into the same queue.
 */
export class AmazonNotifications extends Construct {
  readonly channel: AmazonChannel;
  readonly notifications: StocklineQueue;
  readonly receiver: StocklineFunction;

  constructor(scope: Construct, id: string, { setup, channel, intake }: AmazonNotificationsProps) {
    super(scope, id);
    this.channel = channel;
    this.notifications = new StocklineQueue(this, 'Notifications', {
      visibilityTimeout: Duration.seconds(6 * RECEIVING_TIMEOUT.toSeconds()),
      // Ten minutes of tries. Amazon cannot be told that a notification is malformed, so it ends as a dead letter, with an alarm.
      maxReceiveCount: 10,
    });
    this.notifications.queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'SellingPartnerApiSends',
        effect: Effect.ALLOW,
        principals: [new AccountPrincipal(SELLING_PARTNER_API)],
        actions: ['sqs:SendMessage', 'sqs:GetQueueAttributes'],
        resources: [this.notifications.queue.queueArn],
      }),
    );
    this.receiver = new StocklineFunction(this, 'Receive', {
      setup,
      entry: 'receive-amazon',
      name: `receive-${channel.id}`,
      description: `Stockline: reads and queues what Amazon notifies of ${channel.id}`,
      timeout: RECEIVING_TIMEOUT,
      channels: [channel],
    });
    intake.observations.bindSender(this.receiver, 'OBSERVATIONS_QUEUE_URL');
    this.notifications.feed(this.receiver);
    this.#hearListings();
  }

  /**
   * Source of the detail type: https://developer-docs.amazon.com/sp-api/docs/notification-type-values (2026). Nothing is
   * kept of what the rule cannot bring: the check after the listing's next push finds what it told.
   */
  #hearListings(): void {
    const { eventBus } = this.channel;
    if (eventBus === undefined) {
      return;
    }
    new Rule(this, 'QuantityChanges', {
      description: `Quantities and states of listings that changed on ${this.channel.id}`,
      eventBus: EventBus.fromEventBusName(this, 'PartnerBus', eventBus),
      eventPattern: { detailType: ['LISTINGS_ITEM_MFN_QUANTITY_CHANGE', 'LISTINGS_ITEM_STATUS_CHANGE'] },
      targets: [new SqsQueue(this.notifications.queue)],
    });
  }
}
