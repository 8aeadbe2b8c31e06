import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { expect, it } from '@jest/globals';
import { putAllBack, takeDeadLetters } from '../../../shared/aws/messaging/dead-letters.ts';
import { emulatorClientConfig } from '../emulator.ts';

const client = new SQSClient(emulatorClientConfig());

async function newQueue(name: string, deadLetters?: string): Promise<string> {
  const policy = deadLetters && JSON.stringify({ deadLetterTargetArn: await arnOf(deadLetters), maxReceiveCount: 1 });
  const { QueueUrl: url = '' } = await client.send(
    new CreateQueueCommand({
      QueueName: name,
      Attributes: { VisibilityTimeout: '0', ...(policy && { RedrivePolicy: policy }) },
    }),
  );
  return url;
}

async function arnOf(url: string): Promise<string> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
  );
  return Attributes?.QueueArn ?? '';
}

async function receive(url: string): Promise<readonly (string | undefined)[]> {
  const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: url }));
  return Messages.map(({ Body }) => Body);
}

it('what queues of several kinds set aside in one queue goes back each into its own', async () => {
  const shared = await newQueue('set-aside-shared');
  const names = ['set-aside-pushes', 'set-aside-checks'];
  const urls = await Promise.all(names.map((name) => newQueue(name, shared)));
  for (const url of urls) {
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: `of ${url.split('/').at(-1)}` }));
    expect(await receive(url)).toHaveLength(1);
    // The second receive is one too many.
    expect(await receive(url)).toEqual([]);
  }
  const sources = urls.map((url, index) => ({ name: names[index] ?? '', url }));
  const queue = { name: 'SetAside', url: shared, sources, isShared: true };
  expect(await putAllBack(client, queue, { newId: () => 'none', limit: 10 })).toHaveLength(2);
  expect(await takeDeadLetters(client, queue, 10)).toEqual([]);
  expect(await Promise.all(urls.map(receive))).toEqual(names.map((name) => [`of ${name}`]));
});
