/** Packing: what waits of one SKU becomes few messages, and nothing of it is lost or counts twice. */
import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, type SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { packedOrPosted, packingHandler } from '../../../functions/wiring/packing.ts';
import { sqsObservationQueue, sqsPackingQueue } from '../../../shared/aws/messaging/queues.ts';
import { parseMessage } from '../../../shared/aws/messaging/read-messages.ts';
import { observationMessage } from '../../../shared/aws/shapes/messages.ts';
import type { Observation } from '../../../shared/domain/stock/observation.ts';
import { postObservations } from '../../../shared/usecases/posting/post-observations.ts';
import { baseline, keptJournal, MUG, orderLine } from '../../fakes/facts.ts';
import { MemoryTable } from '../../fakes/memory/memory-table.ts';
import { postingPorts } from '../../fakes/ports/posting-ports.ts';
import { CUP } from '../../fakes/shops/held-mugs.ts';

/** The packing queue's messages as Lambda brings them, and what the packed queue got. */
function packing(refusal?: { Code: string; of: string }) {
  const waiting: string[] = [];
  const packed: SendMessageBatchRequestEntry[] = [];
  const client = {
    send: async (command: unknown) => {
      if (!(command instanceof SendMessageBatchCommand)) {
        return {};
      }
      const { QueueUrl, Entries = [] } = command.input;
      if (QueueUrl === 'packing') {
        waiting.push(...Entries.map(({ MessageBody = '' }) => MessageBody));
        return {};
      }
      const isRefused = ({ MessageBody = '' }: SendMessageBatchRequestEntry) =>
        refusal !== undefined && MessageBody.includes(refusal.of);
      packed.push(...Entries.filter((each) => !isRefused(each)));
      const SenderFault = refusal?.Code === 'InvalidMessageContents';
      return { Failed: Entries.filter(isRefused).map(({ Id }) => ({ Id, Code: refusal?.Code, SenderFault })) };
    },
  } as unknown as SQSClient;
  const handler = packingHandler({
    queues: client,
    url: 'packing',
    observations: sqsObservationQueue(client, 'observations', async () => undefined),
    journal: keptJournal(),
  });
  const put = (...observations: Observation[]) => sqsPackingQueue(client, 'packing').send(observations);
  const run = (records: readonly SQSRecord[]) =>
    handler({ Records: [...records] } satisfies SQSEvent, { getRemainingTimeInMillis: () => 10_000 });
  const records = () => waiting.map((body, nth) => recordOf(body, nth));
  const bodies = () => packed.map(({ MessageBody = '' }) => parseMessage(MessageBody, observationMessage, 'it'));
  return { put, run, records, packed, bodies };
}

function recordOf(body: string, nth: number, sentMs = nth): SQSRecord {
  return {
    messageId: `m${nth}`,
    receiptHandle: `r${nth}`,
    body,
    attributes: {
      SentTimestamp: `${sentMs}`,
      ApproximateReceiveCount: '1',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:packing',
    awsRegion: 'us-east-1',
  };
}

const sale = (nth: number, sku = MUG) => orderLine({ sku, order: `${nth}`, ordered: 1 });

describe('a function that both queues feed', () => {
  it('packs a batch of the packing queue, and posts one of the observations queue', async () => {
    const done: string[] = [];
    const handler = packedOrPosted(
      async () => {
        done.push('posted');
        return { batchItemFailures: [] };
      },
      {
        queues: {} as unknown as SQSClient,
        url: 'https://sqs.us-east-1.amazonaws.com/123456789012/packing',
        observations: { send: async () => void done.push('packed') },
        journal: keptJournal(),
      },
    );
    const time = { getRemainingTimeInMillis: () => 10_000 };
    const record = recordOf('{}', 1);
    await handler({ Records: [record] }, time);
    await handler(
      { Records: [{ ...record, eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:observations.fifo' }] },
      time,
    );
    expect(done).toEqual(['packed', 'posted']);
  });
});

describe('packing', () => {
  it('makes of four hundred messages of a SKU ten, in the order in which they were sent, in its group', async () => {
    const { put, run, records, packed, bodies } = packing();
    for (let nth = 0; nth < 400; nth += 1) {
      await put(sale(nth));
    }
    expect(await run(records().reverse())).toEqual({ batchItemFailures: [] });
    expect(packed.map(({ MessageGroupId }) => MessageGroupId)).toEqual(Array.from({ length: 10 }, () => 'MUG'));
    const orders = bodies().flatMap(({ observations }) => observations.map(({ source }) => source.order));
    expect(orders).toEqual(Array.from({ length: 400 }, (_, nth) => `${nth}`));
  });

  it('keeps SKUs apart', async () => {
    const { put, run, records, bodies } = packing();
    await put(sale(1), sale(2, CUP));
    await put(sale(3), sale(4, CUP));
    await run(records());
    expect(bodies().map(({ sku, observations }) => [sku, observations.length])).toEqual([
      [MUG, 2],
      [CUP, 2],
    ]);
  });

  it('that is done twice, each time with others, counts each sale once', async () => {
    const { put, run, records, bodies } = packing();
    for (let nth = 0; nth < 5; nth += 1) {
      await put(sale(nth));
    }
    await run(records().slice(0, 3));
    await run(records());
    const table = new MemoryTable();
    const ports = postingPorts(table);
    await postObservations(ports, [{ id: 'b', sku: MUG, observations: [baseline(10)] }]);
    await postObservations(
      ports,
      bodies().map((body, nth) => ({ id: `${nth}`, ...body })),
    );
    expect((await table.reader().skuState(MUG))?.stock).toMatchObject({ main: { onHand: 10, committed: 5 } });
  });

  it('leaves a message that cannot be read to come back alone', async () => {
    const { put, run, records, bodies } = packing();
    await put(sale(1));
    expect(await run([...records(), recordOf('no JSON', 7)])).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm7' }],
    });
    expect(bodies()).toHaveLength(1);
  });

  it('leaves what the observations queue can never take to come back alone, and passes on all that was packed with it', async () => {
    const { put, run, records, bodies } = packing({ Code: 'InvalidMessageContents', of: 'order:poison' });
    await put(sale(1));
    await put(orderLine({ order: 'poison', ordered: 1 }));
    await put(sale(2));
    await put(sale(3, CUP));
    expect(await run(records())).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    const passed = bodies().flatMap(({ observations }) => observations.map(({ source }) => source.order));
    expect(passed.sort()).toEqual(['1', '2', '3']);
  });

  it('gives back all of it while the observations queue takes nothing', async () => {
    const { put, run, records } = packing({ Code: 'RequestThrottled', of: 'order' });
    await put(sale(1));
    await put(sale(2));
    expect(await run(records())).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }, { itemIdentifier: 'm1' }] });
  });
});
