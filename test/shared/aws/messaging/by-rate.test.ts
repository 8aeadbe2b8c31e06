import {
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import { sqsObservationsByRate } from '../../../../shared/aws/messaging/by-rate.ts';
import { UnsendableError } from '../../../../shared/ports/intake/intake-queues.ts';
import { MUG, orderLine } from '../../../fakes/facts.ts';
import { CUP } from '../../../fakes/shops/held-mugs.ts';

/** Both queues, what each was sent, and the observations queue as the test makes it. */
function shop(say: { waiting?: number; refuses?: string; isAtFault?: boolean } = {}) {
  const state = { waiting: 0, refuses: undefined as string | undefined, isAtFault: false, nowMs: 0, asked: 0, ...say };
  const sent = { observations: [] as SendMessageBatchRequestEntry[], packing: [] as SendMessageBatchRequestEntry[] };
  const client = {
    send: async (command: unknown) => {
      if (command instanceof GetQueueAttributesCommand) {
        state.asked += 1;
        return { Attributes: { ApproximateNumberOfMessages: `${state.waiting}` } };
      }
      if (!(command instanceof SendMessageBatchCommand)) {
        throw new Error('unexpected');
      }
      const { QueueUrl, Entries = [] } = command.input;
      if (QueueUrl === 'packing') {
        sent.packing.push(...Entries);
        return {};
      }
      if (state.refuses !== undefined) {
        const { refuses: Code, isAtFault: SenderFault } = state;
        return { Failed: Entries.map(({ Id }) => ({ Id, Code, SenderFault })) };
      }
      sent.observations.push(...Entries);
      return {};
    },
  };
  const queue = sqsObservationsByRate(
    client as unknown as SQSClient,
    { observationsUrl: 'observations', packingUrl: 'packing' },
    { nowMs: () => state.nowMs, wait: async () => undefined },
  );
  let orders = 0;
  const sell = async (sku = MUG) => {
    orders += 1;
    await queue.send([orderLine({ sku, order: `${orders}` })]);
  };
  const counts = () => [sent.observations.length, sent.packing.length];
  return { state, sent, sell, queue, counts };
}

describe('observations of a SKU', () => {
  it('go into the observations queue, however fast it sells, while they are posted as they come', async () => {
    const { sell, counts, state } = shop({ waiting: 99 });
    for (let nth = 0; nth < 20; nth += 1) {
      await sell();
    }
    expect(counts()).toEqual([20, 0]);
    expect(state.asked).toBe(1);
  });

  it('are packed while it sells fast and a hundred messages wait, from the third of a second on', async () => {
    const { sell, counts, sent } = shop({ waiting: 100 });
    for (let nth = 0; nth < 5; nth += 1) {
      await sell();
    }
    expect(counts()).toEqual([2, 3]);
    expect(sent.packing.map(({ MessageGroupId }) => MessageGroupId)).toEqual([undefined, undefined, undefined]);
  });

  it('that sells slowly go into the observations queue, however many wait of others, and ask for nothing', async () => {
    const { sell, counts, state } = shop({ waiting: 50_000 });
    for (let nth = 0; nth < 20; nth += 1) {
      await sell();
      state.nowMs += 500;
    }
    await sell(CUP);
    expect(counts()).toEqual([21, 0]);
    expect(state.asked).toBe(0);
  });

  it('are packed where the observations queue does not take them for the moment, and for ten seconds after', async () => {
    const { sell, counts, state } = shop({ refuses: 'RequestThrottled' });
    await sell();
    state.refuses = undefined;
    await sell();
    expect(counts()).toEqual([0, 2]);
    await sell(CUP);
    expect(counts()).toEqual([1, 2]);
    state.nowMs += 10_000;
    await sell();
    expect(counts()).toEqual([2, 2]);
  });

  it('are refused where the queue can never take them: the packing queue would keep them for nothing', async () => {
    const { sell, counts } = shop({ refuses: 'InvalidMessageContents', isAtFault: true });
    await expect(sell()).rejects.toThrow(UnsendableError);
    expect(counts()).toEqual([0, 0]);
  });

  it('of one message go one way together', async () => {
    const { state, sell, queue, counts } = shop({ refuses: 'RequestThrottled' });
    await sell();
    state.refuses = undefined;
    await queue.send([orderLine({ order: 'both' }), orderLine({ sku: CUP, order: 'both' })]);
    expect(counts()).toEqual([0, 3]);
  });
});
