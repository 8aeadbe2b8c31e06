import { SendMessageBatchCommand, type SendMessageBatchCommandInput, type SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import { sendAll, sqsOrderReadings } from '../../../../shared/aws/messaging/queues.ts';
import { parseMessage } from '../../../../shared/aws/messaging/read-messages.ts';
import { orderToReadMessage } from '../../../../shared/aws/shapes/messages.ts';
import { isFinalReading } from '../../../../shared/domain/stock/order-reading.ts';
import type { OrderToRead } from '../../../../shared/ports/channel/channel.ts';
import { AMAZON, later, NOON, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';

const URLS = new Map([
  [SHOPIFY as string, 'https://sqs/shopify'],
  [AMAZON as string, 'https://sqs/amazon'],
]);

function readings(failed: readonly { Id: string; Code: string; SenderFault: boolean }[] = []) {
  const sent: SendMessageBatchCommandInput[] = [];
  const client = {
    send: async (command: unknown) => {
      if (command instanceof SendMessageBatchCommand) {
        sent.push(command.input);
      }
      return { Failed: failed };
    },
  } as unknown as SQSClient;
  return { sent, port: sqsOrderReadings(client, URLS) };
}

const order = (channel: OrderToRead['channel'], id: string): OrderToRead => ({
  channel,
  order: id,
  because: 'conflicting',
  version: Date.parse(NOON),
  occurredAt: NOON,
  receivedAt: later(0),
});

describe('orders to read', () => {
  it('wait in the queue of their channel until what they were told has settled', async () => {
    const { sent, port } = readings();
    await port.request([order(SHOPIFY, '1'), order(AMAZON, '2'), order(SHOPIFY, '3')]);
    expect(sent.map(({ QueueUrl }) => QueueUrl)).toEqual(['https://sqs/shopify', 'https://sqs/amazon']);
    const entries = sent.flatMap(({ Entries }) => Entries ?? []);
    expect(entries.map(({ MessageBody }) => parseMessage(MessageBody ?? '', orderToReadMessage, 'it'))).toEqual([
      order(SHOPIFY, '1'),
      order(SHOPIFY, '3'),
      order(AMAZON, '2'),
    ]);
    for (const { DelaySeconds = 0 } of entries) {
      expect(isFinalReading(Date.parse(NOON), Date.parse(later(DelaySeconds)))).toBe(true);
    }
  });

  it('are not taken when one of them may not be queued', async () => {
    const { port } = readings([{ Id: '0', Code: 'InternalError', SenderFault: false }]);
    await expect(port.request([order(SHOPIFY, '1')])).rejects.toThrow('The queue took not all of 1 messages');
  });

  it('can be asked of the channels that have a queue, and of no other', async () => {
    const { port } = readings();
    expect([SHOPIFY, AMAZON, SQUARE].map((channel) => port.canRead(channel))).toEqual([true, true, false]);
    await expect(port.request([order(SQUARE, '1')])).rejects.toThrow('Orders of square cannot be read');
  });
});

/** A queue that takes everything, and the bodies of each call it got. */
function takingQueue() {
  const calls: number[][] = [];
  const client = {
    send: async ({ input }: SendMessageBatchCommand) => {
      calls.push((input.Entries ?? []).map(({ MessageBody = '' }) => MessageBody.length));
      return {};
    },
  };
  return { calls, client: client as unknown as SQSClient };
}

describe('sending to a queue', () => {
  it('takes ten messages a call', async () => {
    const { calls, client } = takingQueue();
    await sendAll(
      client,
      'url',
      Array.from({ length: 23 }, () => ({ MessageBody: 'x' })),
    );
    expect(calls.map((call) => call.length)).toEqual([10, 10, 3]);
  });

  it('takes no more than a call may carry, however few messages that are', async () => {
    const { calls, client } = takingQueue();
    const bodies = [400_000, 400_000, 400_000, 900_000, 10].map((length) => ({ MessageBody: 'x'.repeat(length) }));
    await sendAll(client, 'url', bodies);
    expect(calls).toEqual([[400_000, 400_000], [400_000], [900_000, 10]]);
  });
});
