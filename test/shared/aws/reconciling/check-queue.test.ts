import {
  SendMessageBatchCommand,
  type SendMessageBatchCommandInput,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import { parseMessage } from '../../../../shared/aws/messaging/read-messages.ts';
import { sqsCatalogueNotices, sqsRetryQueue, sqsUninstalls } from '../../../../shared/aws/reconciling/check-queue.ts';
import { checkQueueMessage } from '../../../../shared/aws/shapes/messages.ts';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import type { CatalogueNotice } from '../../../../shared/ports/intake/catalogue-notices.ts';
import { AMAZON, later, NOON, SHOPIFY } from '../../../fakes/facts.ts';

const URLS = new Map([
  [SHOPIFY as string, 'https://sqs/shopify'],
  [AMAZON as string, 'https://sqs/amazon'],
]);

function queue() {
  const batches: SendMessageBatchCommandInput[] = [];
  const single: unknown[] = [];
  const client = {
    send: async (command: unknown) => {
      if (command instanceof SendMessageBatchCommand) {
        batches.push(command.input);
      }
      if (command instanceof SendMessageCommand) {
        single.push(command.input);
      }
      return {};
    },
  } as unknown as SQSClient;
  return { batches, single, client };
}

const notice = (externalId: string, sku: string, channel = SHOPIFY): CatalogueNotice => ({
  channel,
  externalId,
  news: { kind: 'offered', sku },
  occurredAt: NOON,
  receivedAt: NOON,
});

describe('what catalogues say', () => {
  it('waits in the queue of its channel’s checks, until a sale that explains it has been reported', async () => {
    const { batches, client } = queue();
    await sqsCatalogueNotices(client, URLS).send([notice('1', 'MUG'), notice('2', 'CUP', AMAZON)]);
    expect(batches.map(({ QueueUrl }) => QueueUrl)).toEqual(['https://sqs/shopify', 'https://sqs/amazon']);
    expect(batches[0]?.Entries?.[0]).toMatchObject({ DelaySeconds: 10 });
  });

  it('of the greatest product that Shopify has, with the longest SKUs, goes in calls that SQS takes', async () => {
    const { batches, client } = queue();
    const variants = Array.from({ length: 2_048 }, (_, index) =>
      notice('9'.repeat(19), `${index}`.padEnd(256, '\u0001')),
    );
    await sqsCatalogueNotices(client, URLS).send(variants);
    const bytes = batches.map(({ Entries }) =>
      (Entries ?? []).reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody ?? ''), 0),
    );
    expect(Math.max(...bytes)).toBeLessThan(1_048_576);
    const bodies = batches.flatMap(({ Entries }) => Entries ?? []).map(({ MessageBody }) => MessageBody ?? '');
    const messages = bodies.map((body) => parseMessage(body, checkQueueMessage, 'it'));
    expect(messages.flatMap((message) => (message.kind === 'catalogue' ? message.notices : []))).toEqual(variants);
  });

  it('of a channel that nothing checks is refused', async () => {
    const { client } = queue();
    await expect(sqsCatalogueNotices(client, new Map()).send([notice('1', 'MUG')])).rejects.toThrow(
      'no queue of checks',
    );
  });

  it('ends a channel through the same queue, at once', async () => {
    const { single, client } = queue();
    const uninstalled = { channel: SHOPIFY, occurredAt: NOON, receivedAt: NOON };
    await sqsUninstalls(client, URLS).send(uninstalled);
    expect(single).toEqual([
      {
        QueueUrl: 'https://sqs/shopify',
        MessageBody: JSON.stringify({ kind: 'uninstalled', notice: uninstalled, shapeVersion: 3 }),
      },
    ]);
  });

  it('tries a refused push again through the same queue, not before SQS can delay a message', async () => {
    const { single, client } = queue();
    const retry = { sku: parseSku('MUG'), channel: SHOPIFY, channelLocation: '-', at: later(86_400) };
    await sqsRetryQueue(client, URLS).schedule(retry);
    expect(single).toEqual([
      {
        QueueUrl: 'https://sqs/shopify',
        MessageBody: JSON.stringify({ kind: 'retry', retry, shapeVersion: 3 }),
        DelaySeconds: 900,
      },
    ]);
    const [{ MessageBody }] = single as [{ MessageBody: string }];
    expect(parseMessage(MessageBody, checkQueueMessage, 'it')).toEqual({ kind: 'retry', retry });
  });
});
