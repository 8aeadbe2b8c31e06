import type { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { answerBatch, type QueueBatch, unreadableAgain } from '../../../functions/wiring/queue-batch.ts';
import { keptJournal } from '../../fakes/facts.ts';

const record = (messageId: string, received = 1) =>
  ({
    messageId,
    receiptHandle: `handle of ${messageId}`,
    attributes: { ApproximateReceiveCount: String(received) },
  }) as SQSRecord;

const answered = (ids: readonly string[]) => ({ batchItemFailures: ids.map((id) => ({ itemIdentifier: id })) });

/** A function that may run for so long, in a time of the test's own, beside an SQS that answers nothing before a moment. */
function running({ forMs = 30_000, sqsAnswersFromMs = 0 } = {}) {
  let nowMs = 0;
  const visibility: (readonly [handle: string | undefined, seconds: number | undefined])[] = [];
  const send = async (command: ChangeMessageVisibilityCommand) => {
    nowMs += 10;
    if (nowMs < sqsAnswersFromMs) {
      throw new Error('no answer');
    }
    visibility.push([command.input.ReceiptHandle, command.input.VisibilityTimeout]);
  };
  const alarms: { readonly atMs: number; readonly ring: () => void }[] = [];
  const pass = async (milliseconds: number) => {
    nowMs += milliseconds;
    for (const { ring } of alarms.filter(({ atMs }) => atMs <= nowMs)) {
      ring();
    }
  };
  const timing = {
    nowMs: () => nowMs,
    wait: async () => {
      await pass(100);
    },
    sleep: (milliseconds: number) =>
      new Promise<void>((ring) => {
        alarms.push({ atMs: nowMs + milliseconds, ring });
      }),
  };
  const batch = (what = 'Pushing'): QueueBatch => ({
    ...{ queues: { send } as unknown as SQSClient, urlOf: () => 'url', journal: keptJournal(), what, timing },
  });
  return { batch, pass, visibility, time: { getRemainingTimeInMillis: () => forMs - nowMs } };
}

describe('a batch of a queue', () => {
  it('gives back what could not be done, for as long as the work says, and nothing else', async () => {
    const { batch, visibility, time } = running();
    const records = [record('done'), record('later', 10), record('exact', 10), record('unreadable')];
    const answer = await answerBatch(batch(), records, time, async () => [
      { id: 'later', retryAfterMs: 2_000 },
      { id: 'exact', retryAfterMs: 2_000, isExact: true },
      ...unreadableAgain(records.slice(3)),
    ]);
    expect(answer).toEqual(answered(['later', 'exact', 'unreadable']));
    expect(visibility).toEqual([
      ['handle of later', 8],
      ['handle of exact', 2],
      ['handle of unreadable', 60],
    ]);
  });

  it('that fails as a whole comes again after a second, not after its visibility timeout, and says why', async () => {
    const { batch, visibility, time } = running();
    const journal = keptJournal();
    const shop = { ...batch('Pushing to shop'), journal };
    const failing = () => Promise.reject(new Error('no secret'));
    const answer = await answerBatch(shop, [record('a'), record('b')], time, failing);
    expect(answer).toEqual(answered(['a', 'b']));
    expect(visibility.map(([, seconds]) => seconds)).toEqual([1, 1]);
    expect(journal.lines.join()).toContain('Pushing to shop failed as a whole: 2 messages are tried again');
  });

  it('asks the queue again while it does not answer, for as long as its function may run', async () => {
    const { batch, visibility, time } = running({ forMs: 30_000, sqsAnswersFromMs: 29_000 });
    const answer = await answerBatch(batch(), [record('a')], time, async () => [{ id: 'a', retryAfterMs: 1_000 }]);
    expect(visibility).toEqual([['handle of a', 1]]);
    expect(answer).toEqual(answered(['a']));
  });

  it('answers before the time of its function is over, even where the queue never does: what was done is done', async () => {
    const { batch, visibility, time } = running({ forMs: 10_000, sqsAnswersFromMs: Number.POSITIVE_INFINITY });
    const records = [record('done'), record('a')];
    const answer = await answerBatch(batch(), records, time, async () => [{ id: 'a', retryAfterMs: 1_000 }]);
    expect(answer).toEqual(answered(['a']));
    expect(visibility).toEqual([]);
    expect(time.getRemainingTimeInMillis()).toBeGreaterThan(0);
  });

  it('whose queue hangs as well is answered in time', async () => {
    const { batch, pass, time } = running({ forMs: 10_000 });
    const hanging = { ...batch(), queues: { send: () => pass(9_600).then(never) } as unknown as SQSClient };
    const answer = answerBatch(hanging, [record('a')], time, async () => [{ id: 'a', retryAfterMs: 1_000 }]);
    expect(await answer).toEqual(answered(['a']));
  });

  it('that hangs goes back when the time for its work is over: it would be invisible otherwise', async () => {
    const { batch, pass, visibility, time } = running({ forMs: 10_000 });
    const answer = answerBatch({ ...batch('Posting'), workMs: 4_000 }, [record('a')], time, never);
    await pass(4_000);
    expect(await answer).toEqual(answered(['a']));
    expect(visibility).toEqual([['handle of a', 1]]);
  });

  it('that is done in time is not waited for', async () => {
    const { batch, visibility, time } = running();
    expect(await answerBatch({ ...batch(), workMs: 4_000 }, [record('a')], time, async () => [])).toEqual(answered([]));
    expect(visibility).toEqual([]);
  });
});

function never(): Promise<never> {
  return new Promise(() => undefined);
}
