/** The queues of the alerts, and queues of the tests that listen beside them. */
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { emulatorClientConfig } from '../emulator.ts';
import type { RunningStack } from '../running-stack.ts';

/** `taken`: all that came to it so far, in the order that it was read in. */
export type OwnQueue = { readonly arn: string; taken(): Promise<readonly string[]> };

/** Topics and rules may send to it: the emulator holds them to the queue's policy, as AWS does. */
const POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      ...{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' },
      Principal: { Service: ['sns.amazonaws.com', 'events.amazonaws.com'] },
    },
  ],
};

/** A queue of the test's own. */
export async function ownQueue(config: ReturnType<typeof emulatorClientConfig>, QueueName: string): Promise<OwnQueue> {
  const client = new SQSClient(config);
  const { QueueUrl } = await client.send(
    new CreateQueueCommand({ QueueName, Attributes: { Policy: JSON.stringify(POLICY) } }),
  );
  const read = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const all: string[] = [];
  return {
    arn: read.Attributes?.['QueueArn'] ?? '',
    async taken() {
      const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      for (const { Body = '', ReceiptHandle } of Messages) {
        all.push(Body);
        await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
      return [...all];
    },
  };
}

/** Each queue of the alerts, and how many messages wait there, are worked on, or come again later. */
export async function alertQueues({ outputs }: RunningStack): Promise<readonly { url: string; messages: number }[]> {
  const client = new SQSClient(emulatorClientConfig(outputs.aws.endpoint));
  const { QueueUrls = [] } = await client.send(new ListQueuesCommand({}));
  const urls = QueueUrls.filter((url) => url.includes('Alerting'));
  if (urls.length === 0) {
    throw new Error(`No queue is of the alerts: ${QueueUrls.join(', ')}`);
  }
  return Promise.all(
    urls.map(async (url) => {
      const read = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
      const { Attributes = {} } = await client.send(read);
      const counts = Object.entries(Attributes).filter(([name]) => name.startsWith('ApproximateNumberOfMessages'));
      return { url, messages: counts.reduce((sum, [, count]) => sum + Number(count), 0) };
    }),
  );
}
