/** A queue as Stockline runs all of them: encrypted, and what fails at every try is set aside. */
import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { nameParts } from '../channels/placement.ts';
import type { Channel, Setup } from '../channels/setup.ts';
import { DEAD_LETTER_RETENTION, SetAside, STOCKLINE_QUEUE } from './set-aside.ts';
import type { StocklineFunction } from './stockline-function.ts';

/**
 * Shorter than that of its dead-letter queue: of a standard queue a dead letter is as old as its message, which would be deleted
 * as it arrives (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html,
 * 2026-11). A function that cannot run at all, over a holiday, loses nothing for ten days. What runs and fails is set aside before.
 */
const RETENTION = Duration.days(10);

/** How long after its function's time is over a message comes again that was not given back. */
const AFTER_TIMEOUT = Duration.seconds(15);

/**
 * Of work that is right to do however late it is: some eight days of tries, a quarter of an hour apart at most. So a message
 * that was not given back may come again soon: a throttled function uses up none of the tries that matter.
 */
export function triedForAWeek(
  functionTimeout: Duration,
  gathering = Duration.seconds(0),
): Pick<StocklineQueueProps, 'functionTimeout' | 'visibility' | 'maxReceiveCount'> {
  return { functionTimeout, visibility: functionTimeout.plus(gathering).plus(AFTER_TIMEOUT), maxReceiveCount: 800 };
}

export type StocklineQueueProps = {
  /** The timeout of the function that the queue feeds. */
  readonly functionTimeout: Duration;
  /**
   * How long a message stays with the function that took it, before another may take it. It comes again so late only where it
   * was not given back: the function crashed, or SQS did not answer for as long as it ran. Default: six times the function's
   * timeout, as Lambda asks, so that a function that is throttled does not use up the tries
   * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html, 2026-11).
   */
  readonly visibility?: Duration;
  /** A name of our own; absent: CloudFormation makes one. */
  readonly queueName?: string;
  /** That name with `*` in place of its channel's id, where the queues of other channels are named alike. */
  readonly namePattern?: string;
  /** After so many receives a message is set aside as a dead letter. */
  readonly maxReceiveCount: number;
  /** What only a FIFO queue has. */
  readonly fifo?: Pick<
    QueueProps,
    'fifo' | 'deduplicationScope' | 'fifoThroughputLimit' | 'contentBasedDeduplication'
  > & { readonly fifo: true };
};

export type Feeding = {
  /** Under which name the function knows the queue, if it gives messages back after a while of its own. */
  readonly variable?: string;
  /**
   * So many copies of the function at once; 2 is the least that Lambda takes. What is left of the account's concurrency is for
   * webhooks, which a platform sends again only minutes after they were refused.
   */
  readonly copies: number;
  /**
   * Whether more of them might do harm: to a channel's budget of calls, or by a backlog that takes all functions of the
   * account, as one of a function that waits for others' servers does while they do not answer. Lambda then polls the queue with five pollers, without a limit with two while it is quiet
   * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html, 2026-11), and each poller is paid for day and
   * night. In an account that may run few functions every queue has its limit.
   */
  readonly isLimited: boolean;
  /** Messages that one copy takes at once, and how long it gathers them. Default: ten, as they come. */
  readonly batch?: { readonly size: number; readonly window: Duration };
};

/**
 * A name of our own for a queue of a channel in a nested stack: functions that know this queue of every channel have room
 * for one pattern only. In the stack itself the name that CloudFormation makes stays what it was.
 */
export function shortName(
  scope: Construct,
  { stage }: Pick<Setup, 'stage'>,
  { id }: Pick<Channel, 'id'>,
  what: string,
): Pick<StocklineQueueProps, 'queueName' | 'namePattern'> {
  const place = nameParts(scope, stage);
  const nameOf = (channel: string) => ['stockline', ...place, channel, what].join('-');
  return place.includes('more') ? { queueName: nameOf(id), namePattern: nameOf('*') } : {};
}

/** A queue, and where it sets messages aside. */
export class StocklineQueue extends Construct {
  readonly queue: Queue;
  /** That of the whole deployment; of a FIFO queue one of its own, which must be FIFO too (SQS developer guide). */
  readonly deadLetters: Queue;
  /** Its name: known now where it has one of our own, otherwise at deployment. */
  readonly queueName: string;
  readonly namePattern: string | undefined;

  constructor(scope: Construct, id: string, props: StocklineQueueProps) {
    super(scope, id);
    const { functionTimeout, visibility, maxReceiveCount, fifo, queueName } = props;
    this.deadLetters =
      fifo === undefined
        ? SetAside.of(this).queue
        : new Queue(this, 'DeadLetters', { ...STOCKLINE_QUEUE, ...fifo, retentionPeriod: DEAD_LETTER_RETENTION });
    this.queue = new Queue(this, 'Queue', {
      ...STOCKLINE_QUEUE,
      ...fifo,
      ...(queueName !== undefined && { queueName }),
      visibilityTimeout: visibility ?? Duration.seconds(6 * functionTimeout.toSeconds()),
      retentionPeriod: RETENTION,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount },
    });
    this.queueName = queueName ?? this.queue.queueName;
    this.namePattern = props.namePattern;
  }

  /** Gives the function the queue's URL under this name, and leave to send to it. */
  bindSender(stocklineFunction: StocklineFunction, variable: string): void {
    stocklineFunction.bind(variable, this.queue.queueUrl, {
      actions: ['sqs:SendMessage'],
      resources: [this.queue.queueArn],
    });
  }

  /** Gives the function the URL of the dead letters under this name, and leave to set messages aside there itself. */
  bindSetAside(stocklineFunction: StocklineFunction, variable: string): void {
    stocklineFunction.bind(variable, this.deadLetters.queueUrl, {
      actions: ['sqs:SendMessage'],
      resources: [this.deadLetters.queueArn],
    });
  }

  /** Gives the function the URL of the dead letters under this name, and leave to count them. */
  bindCount(stocklineFunction: StocklineFunction, variable: string): void {
    stocklineFunction.bind(variable, this.deadLetters.queueUrl, {
      actions: ['sqs:GetQueueAttributes'],
      resources: [this.deadLetters.queueArn],
    });
  }

  /**
   * Feeds the function, ten messages at a time as they come: a batching window would mostly be lag for nothing. A message
   * that fails goes back alone.
   */
  feed(stocklineFunction: StocklineFunction, { variable, copies, isLimited, batch }: Feeding): void {
    const allowed = stocklineFunction.plan(copies);
    if (variable !== undefined) {
      stocklineFunction.bind(variable, this.queue.queueUrl, {
        actions: ['sqs:ChangeMessageVisibility'],
        resources: [this.queue.queueArn],
      });
    }
    stocklineFunction.lambda.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: batch?.size ?? 10,
        reportBatchItemFailures: true,
        ...(batch !== undefined && { maxBatchingWindow: batch.window }),
        ...((isLimited || stocklineFunction.isShort) && { maxConcurrency: allowed }),
      }),
    );
  }
}
