import {
  type ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  type SendMessageBatchCommandInput,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import {
  giveBack,
  sendAll,
  sqsMarkerQueue,
  sqsObservationQueue,
  sqsOrdersToRead,
} from '../../../../shared/aws/messaging/queues.ts';
import { parseMessage } from '../../../../shared/aws/messaging/read-messages.ts';
import { observationMessage, orderToReadMessage } from '../../../../shared/aws/shapes/messages.ts';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import { isFinalReading } from '../../../../shared/domain/stock/order-reading.ts';
import type { OrderToRead } from '../../../../shared/ports/channel/channel.ts';
import { AMAZON, later, MUG, NOON, orderLine, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';

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
  return { sent, client, port: sqsOrdersToRead(client, URLS) };
}

const order = (channel: OrderToRead['channel'], id: string): OrderToRead => ({
  channel,
  order: id,
  because: 'conflicting',
  version: Date.parse(NOON),
  occurredAt: NOON,
  receivedAt: later(0),
});

describe('a marker', () => {
  it('waits in the group of its SKU, and is sent again however soon', async () => {
    const { sent, client } = readings();
    const check = { sku: MUG, channel: SHOPIFY, channelLocation: '-', at: later(300), reportedUpTo: NOON };
    const markers = sqsMarkerQueue(client, 'https://sqs/observations');
    await markers.send(check);
    await markers.send(check);
    const entries = sent.flatMap(({ Entries }) => Entries ?? []);
    expect(entries.map(({ MessageGroupId }) => MessageGroupId)).toEqual(['MUG', 'MUG']);
    expect(new Set(entries.map(({ MessageDeduplicationId }) => MessageDeduplicationId)).size).toBe(2);
    expect(parseMessage(entries[0]?.MessageBody ?? '', observationMessage, 'it')).toEqual({
      ...{ sku: MUG, observations: [], marker: check },
    });
  });
});

describe('orders to read', () => {
  it('wait in the queue of their channel until what they reported is final', async () => {
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

/** A queue that refuses some messages, as SQS says so of single entries, or of the whole call. */
function refusingQueue(
  refused: (body: string) => { Code: string; SenderFault: boolean } | undefined,
  isWholeCall = false,
) {
  const taken: string[] = [];
  const client = {
    send: async ({ input }: SendMessageBatchCommand) => {
      const entries = (input.Entries ?? []).map(({ Id = '', MessageBody = '' }) => ({ Id, MessageBody }));
      const failed = entries.flatMap(({ Id, MessageBody }) => {
        const why = refused(MessageBody);
        return why === undefined ? [] : [{ Id, ...why }];
      });
      if (isWholeCall && failed.length > 0) {
        throw Object.assign(new Error('refused'), { name: failed[0]?.Code });
      }
      taken.push(...entries.filter(({ Id }) => !failed.some((each) => each.Id === Id)).map((each) => each.MessageBody));
      return { Failed: failed };
    },
  };
  return { taken, client: client as unknown as SQSClient };
}

describe('observations that the queue can never take', () => {
  const facts = Array.from({ length: 25 }, (_, index) => orderLine({ sku: parseSku(`S-${index}`) }));
  const isOdd = (body: string) => body.includes('"S-7"');

  it.each([false, true])(
    'are named, once the queue has all others (refused as a whole call: %p)',
    async (isWholeCall) => {
      const why = { Code: 'InvalidMessageContents', SenderFault: true };
      const { taken, client } = refusingQueue((body) => (isOdd(body) ? why : undefined), isWholeCall);
      const sent = sqsObservationQueue(client, 'url').send(facts);
      await expect(sent).rejects.toMatchObject({ name: 'UnsendableError', observations: [{ sku: 'S-7' }] });
      expect(taken).toHaveLength(24);
    },
  );

  it('are not those that it did not take for the moment: the sender must send again', async () => {
    const why = { Code: 'InternalError', SenderFault: false };
    const { client } = refusingQueue((body) => (isOdd(body) ? why : undefined));
    const sent = sqsObservationQueue(client, 'url').send(facts);
    await expect(sent).rejects.not.toMatchObject({ name: 'UnsendableError' });
    await expect(sent).rejects.toThrow('InternalError');
  });
});

describe('observations in the queue', () => {
  /** A queue that keeps what it is given. */
  const keeping = () => {
    const entries: SendMessageBatchRequestEntry[] = [];
    const client = {
      send: async ({ input }: SendMessageBatchCommand) => {
        entries.push(...(input.Entries ?? []));
        return {};
      },
    };
    return { entries, queue: sqsObservationQueue(client as unknown as SQSClient, 'url') };
  };

  it('have their SKU as their group, hashed where SQS does not take it', async () => {
    const { entries, queue } = keeping();
    const skus = ['MUG', '50% OFF mug', '50% OFF cup', 'x'.repeat(200)].map(parseSku);
    await queue.send(skus.map((sku) => orderLine({ sku })));
    const groups = entries.map(({ MessageGroupId = '' }) => MessageGroupId);
    expect(groups[0]).toBe('MUG');
    expect(new Set(groups).size).toBe(4);
    expect(groups.every((group) => /^[A-Za-z0-9._:-]{1,128}$/.test(group))).toBe(true);
  });

  it('are packed into messages far below what SQS takes', async () => {
    const { entries, queue } = keeping();
    const past = Array.from({ length: 100 }, () => ({ at: NOON, shipped: 0, returned: 0, deducted: 0 }));
    await queue.send(Array.from({ length: 60 }, (_, index) => ({ ...orderLine({ order: `${index}` }), past })));
    const bytes = entries.map(({ MessageBody = '' }) => Buffer.byteLength(MessageBody));
    expect(bytes.length).toBeGreaterThan(5);
    expect(Math.max(...bytes)).toBeLessThan(70_000);
  });
});

describe('a message that is given back', () => {
  it('waits for 2 s at most eight times, because an outage lasts for seconds, then longer each time, up to a minute', async () => {
    const waits: (number | undefined)[] = [];
    const client = {
      send: async ({ input }: ChangeMessageVisibilityCommand) => void waits.push(input.VisibilityTimeout),
    };
    for (const received of [1, 4, 5, 8, 9, 12, 13, 20]) {
      const attributes = {
        ApproximateReceiveCount: `${received}`,
        SentTimestamp: '0',
        SenderId: '',
        ApproximateFirstReceiveTimestamp: '0',
      };
      await giveBack(client as unknown as SQSClient, 'url', { receiptHandle: 'r', attributes }, 1_000);
    }
    expect(waits).toEqual([1, 1, 2, 2, 4, 32, 60, 60]);
  });
});

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
