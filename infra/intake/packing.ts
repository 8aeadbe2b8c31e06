/** The way of hot SKUs into the observations queue: packing queue → post-observations → observations queue. */
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { StocklineFunction } from '../constructs/stockline-function.ts';
import { StocklineQueue, triedForAWeek } from '../constructs/stockline-queue.ts';

/** Packing takes some 100 ms, so these pack thousands of messages a second. */
const PACKING_AT_ONCE = 10;
/** Ten messages of the observations queue, which posting takes together, of forty observations each. */
const PACKED_AT_ONCE = 400;
/**
 * The shortest that Lambda takes where a batch has more than ten messages (Lambda developer guide, “Lambda parameters for Amazon
 * SQS event source mappings”, 2026-11). What is packed would have waited for longer than that.
 */
const GATHERED_FOR = Duration.seconds(1);

export type PackingProps = {
  readonly observations: StocklineQueue;
  /** What is posted and what is packed have one function: a stack has room for few (CloudFormation quotas, 500 resources, 2026-11). */
  readonly postObservations: StocklineFunction;
  readonly timeout: Duration;
};

/** What receivers hand over of SKUs that sell faster than the observations queue takes them one by one. */
export class Packing extends Construct {
  readonly waiting: StocklineQueue;
  readonly #observations: StocklineQueue;

  constructor(scope: Construct, id: string, { observations, postObservations, timeout }: PackingProps) {
    super(scope, id);
    this.#observations = observations;
    // Packing again is always right.
    this.waiting = new StocklineQueue(this, 'Waiting', triedForAWeek(timeout, GATHERED_FOR));
    observations.bindSender(postObservations, 'OBSERVATIONS_QUEUE_URL');
    // A marker passes only while nothing waits to be packed.
    postObservations.allow({ actions: ['sqs:GetQueueAttributes'], resources: [this.waiting.queue.queueArn] });
    this.waiting.feed(postObservations, {
      variable: 'PACKING_QUEUE_URL',
      copies: PACKING_AT_ONCE,
      // What waits while the observations queue takes nothing would take the functions that webhooks need.
      isLimited: true,
      batch: { size: PACKED_AT_ONCE, window: GATHERED_FOR },
    });
  }

  /** Lets a receiver queue observations, at once or by way of packing. */
  bindReceiver(receiver: StocklineFunction): void {
    this.#observations.bindSender(receiver, 'OBSERVATIONS_QUEUE_URL');
    // How many messages wait is asked for while a SKU sells fast.
    receiver.allow({ actions: ['sqs:GetQueueAttributes'], resources: [this.#observations.queue.queueArn] });
    this.waiting.bindSender(receiver, 'PACKING_QUEUE_URL');
  }
}
