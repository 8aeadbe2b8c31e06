/** Reads how many messages a queue has, and how it is set up. */
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { DeadObservations } from '../../ports/reconciling/unreported.ts';

/** A queue as an operator sees it. */
export type QueueState = {
  readonly arn: string;
  /** Messages that wait, those that a function works on, and those that wait for their time: SQS counts approximately. */
  readonly messages: number;
  /** Its resource policy, as JSON. */
  readonly policy: string | undefined;
  /** The customer's own key that it is encrypted with, if it is. */
  readonly kmsKey: string | undefined;
};

/** Rejects when there is no such queue. */
export async function readQueue(client: SQSClient, url: string): Promise<QueueState> {
  const { Attributes: attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
  );
  const counts = [
    attributes['ApproximateNumberOfMessages'],
    attributes['ApproximateNumberOfMessagesNotVisible'],
    attributes['ApproximateNumberOfMessagesDelayed'],
  ];
  return {
    arn: attributes['QueueArn'] ?? '',
    messages: counts.reduce((sum, count) => sum + Number(count ?? 0), 0),
    policy: attributes['Policy'],
    kmsKey: attributes['KmsMasterKeyId'],
  };
}

/** The dead letters of the observations queue, counted: the count of a queue follows within a minute (SQS API reference, GetQueueAttributes). */
export function sqsDeadObservations(client: SQSClient, deadLettersUrl: string): DeadObservations {
  return { areAny: async () => (await readQueue(client, deadLettersUrl)).messages > 0 };
}
