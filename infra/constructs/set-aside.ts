/** Where standard queues, and rules of the bus, set aside what failed at every try: one queue for all of a deployment. */
import { Duration, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IQueue, Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** Encrypted at rest without a key to pay for, and reachable over TLS only. */
export const STOCKLINE_QUEUE: QueueProps = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };

/** The most that SQS keeps: time for a person to notice, repair and redrive. */
export const DEAD_LETTER_RETENTION = Duration.days(14);

/** Commands find the queue by the ids of its construct and its stack (shared/aws/messaging/dead-letter-queues.ts). */
const ID = 'SetAside';

/**
 * One queue for all, because an alarm is paid for by the queues that it watches. SQS writes on each message from which queue it moved it
 * (`DeadLetterQueueSourceArn`, ReceiveMessage, SQS API reference 2012-11-05), EventBridge to which it could not bring it (`TARGET_ARN`,
 * EventBridge user guide, “Dead-letter queues”, 2026-11). A FIFO queue cannot set aside here, and has a queue of its own.
 */
export class SetAside extends Construct {
  readonly queue: Queue;
  /** The same for the targets of rules, in any stack: a policy for each rule would not fit into the twenty statements that SQS takes. */
  readonly ofRules: IQueue;

  /** That of the deployment that the scope stands in, also in one of its nested stacks. */
  static of(scope: Construct): SetAside {
    const stack = Stack.of(scope).nestedStackParent ?? Stack.of(scope);
    const found = stack.node.tryFindChild(ID);
    return found instanceof SetAside ? found : new SetAside(stack);
  }

  private constructor(stack: Stack) {
    super(stack, ID);
    this.queue = new Queue(this, 'Queue', { ...STOCKLINE_QUEUE, retentionPeriod: DEAD_LETTER_RETENTION });
    this.ofRules = Queue.fromQueueArn(this, 'OfRules', this.queue.queueArn);
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'RulesSetAside',
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        // CloudFormation begins the names of rules, and of nested stacks, with that of the stack.
        conditions: {
          ArnLike: {
            'aws:SourceArn': stack.formatArn({
              service: 'events',
              resource: 'rule',
              resourceName: `*/${stack.stackName}-*`,
            }),
          },
        },
      }),
    );
  }
}
