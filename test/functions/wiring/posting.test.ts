import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { postingHandler } from '../../../functions/wiring/posting.ts';
import { observationMessage } from '../../../shared/aws/shapes/messages.ts';
import { PermanentError } from '../../../shared/ports/permanent-error.ts';
import type { Check } from '../../../shared/ports/reconciling/checks.ts';
import type { PostingPorts } from '../../../shared/usecases/posting/posting-ports.ts';
import { baseline, later, MUG, NOON, orderLine, SHOPIFY } from '../../fakes/facts.ts';
import { MemoryTable } from '../../fakes/memory/memory-table.ts';
import { postingPorts } from '../../fakes/ports/posting-ports.ts';

function record(messageId: string, body: string): SQSRecord {
  return {
    messageId,
    receiptHandle: messageId,
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '0',
      MessageGroupId: 'MUG',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:111122223333:observations',
    awsRegion: 'eu-central-1',
  };
}

const body = (order: string) =>
  JSON.stringify(observationMessage.stamp({ sku: MUG, observations: [orderLine({ order })] }));

/** Ten mugs, the handler over them, and what it sent to the queues. */
async function posting(overrides: (table: MemoryTable) => Partial<PostingPorts> = () => ({}), isDlqDown = false) {
  const packing: { waiting: string | undefined } = { waiting: '0' };
  const table = new MemoryTable();
  const deadLetters: unknown[] = [];
  const waits: (number | undefined)[] = [];
  const client = {
    send: async (command: unknown) => {
      if (command instanceof ChangeMessageVisibilityCommand) {
        waits.push(command.input.VisibilityTimeout);
      }
      if (command instanceof GetQueueAttributesCommand) {
        if (packing.waiting === undefined) {
          throw new Error('no answer');
        }
        return { Attributes: { ApproximateNumberOfMessages: packing.waiting } };
      }
      if (command instanceof SendMessageCommand) {
        if (isDlqDown) {
          throw new Error('no answer');
        }
        deadLetters.push(command.input);
      }
      return {};
    },
  };
  const queues = {
    queues: client as unknown as SQSClient,
    url: 'queue',
    deadLettersUrl: 'dead letters',
    packingUrl: 'packing',
  };
  const first = postingHandler(postingPorts(table), queues);
  const seed = JSON.stringify(observationMessage.stamp({ sku: MUG, observations: [baseline(10)] }));
  await first({ Records: [record('seed', seed)] }, TIME);
  const handler = postingHandler(postingPorts(table, overrides(table)), queues);
  return { table, handler, deadLetters, waits, packing };
}

const TIME = { getRemainingTimeInMillis: () => 10_000 };

describe('a batch of the observations queue', () => {
  it('comes back after a second where it could not be posted: its SKU waits for it', async () => {
    const { handler, waits } = await posting(() => ({ commitAttempts: 0 }));
    expect(await handler({ Records: [record('m', body('1'))] }, TIME)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm' }],
    });
    expect(waits).toEqual([1]);
  });

  it('asks for the check that a marker carries only once what is before it is posted', async () => {
    const marker = { sku: MUG, channel: SHOPIFY, channelLocation: '-', at: later(300), reportedUpTo: NOON };
    const behind = JSON.stringify(observationMessage.stamp({ sku: MUG, observations: [], marker }));
    const asked: Check[] = [];
    const checks = { settleMs: 30_000, queue: { schedule: async (check: Check) => void asked.push(check) } };
    const records = [record('m', body('1')), record('marker', behind)];
    const failing = await posting(() => ({ checks, commitAttempts: 0 }));
    const ids = ['m', 'marker'].map((itemIdentifier) => ({ itemIdentifier }));
    expect(await failing.handler({ Records: records }, TIME)).toEqual({ batchItemFailures: ids });
    expect(asked).toEqual([]);
    const sound = await posting(() => ({ checks }));
    expect(await sound.handler({ Records: [record('marker', behind)] }, TIME)).toEqual({ batchItemFailures: [] });
    expect(asked).toEqual([marker]);
  });

  it.each(['3', undefined])(
    'drops a marker while something waits to be packed, or nobody knows: %s',
    async (waiting) => {
      const marker = { sku: MUG, channel: SHOPIFY, channelLocation: '-', at: later(300), reportedUpTo: NOON };
      const behind = JSON.stringify(observationMessage.stamp({ sku: MUG, observations: [], marker }));
      const asked: Check[] = [];
      const checks = { settleMs: 30_000, queue: { schedule: async (check: Check) => void asked.push(check) } };
      const { handler, packing } = await posting(() => ({ checks }));
      packing.waiting = waiting;
      expect(await handler({ Records: [record('marker', behind)] }, TIME)).toEqual({ batchItemFailures: [] });
      expect(asked).toEqual([]);
      packing.waiting = '0';
      await handler({ Records: [record('marker', behind)] }, TIME);
      expect(asked).toEqual([marker]);
    },
  );

  it('sets a message aside at once that nobody can read, and posts those behind it', async () => {
    const { handler, deadLetters, table } = await posting();
    const answer = await handler({ Records: [record('poison', '{'), record('good', body('1'))] }, TIME);
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(deadLetters).toEqual([
      {
        QueueUrl: 'dead letters',
        MessageBody: '{',
        MessageAttributes: { Reason: { DataType: 'String', StringValue: expect.stringContaining('read') } },
        MessageGroupId: 'MUG',
        MessageDeduplicationId: 'poison',
      },
    ]);
    expect(await table.reader().entries(MUG, 0, 10)).toHaveLength(2);
  });

  it('sets a message aside at once that can neither be posted nor parked', async () => {
    const { handler, deadLetters } = await posting((table) => ({
      ledger: { ...table.ledgerStore(), load: () => Promise.reject(new PermanentError('The key is too long.')) },
      parking: { ...table.parkingLot(), park: () => Promise.reject(new PermanentError('The key is too long.')) },
    }));
    expect(await handler({ Records: [record('m', body('1'))] }, TIME)).toEqual({ batchItemFailures: [] });
    expect(deadLetters).toHaveLength(1);
  });

  it('keeps it where it could not be set aside: nothing is lost', async () => {
    const { handler } = await posting(undefined, true);
    expect(await handler({ Records: [record('poison', '{')] }, TIME)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'poison' }],
    });
  });
});
