import type { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { answerBatch, unreadableAgain } from '../../../functions/wiring/queue-batch.ts';
import { keptJournal } from '../../fakes/facts.ts';

const record = (messageId: string, received = 1) =>
  ({
    messageId,
    receiptHandle: `handle of ${messageId}`,
    attributes: { ApproximateReceiveCount: String(received) },
  }) as SQSRecord;

/** SQS that does not answer so many times. */
function sqs(failures = 0) {
  const visibility: (readonly [handle: string | undefined, seconds: number | undefined])[] = [];
  let left = failures;
  const send = async (command: ChangeMessageVisibilityCommand) => {
    left -= 1;
    if (left >= 0) {
      throw new Error('no answer');
    }
    visibility.push([command.input.ReceiptHandle, command.input.VisibilityTimeout]);
  };
  return { queues: { send } as unknown as SQSClient, visibility };
}

const answered = (ids: readonly string[]) => ({ batchItemFailures: ids.map((id) => ({ itemIdentifier: id })) });

describe('a batch of a queue', () => {
  it('gives back what could not be done, for as long as the work says, and nothing else', async () => {
    const { queues, visibility } = sqs();
    const batch = { queues, urlOf: () => 'url', journal: keptJournal(), what: 'Pushing' };
    const records = [record('done'), record('later', 3), record('exact', 3), record('unreadable')];
    const answer = await answerBatch(batch, records, async () => [
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
    const { queues, visibility } = sqs();
    const journal = keptJournal();
    const batch = { queues, urlOf: () => 'url', journal, what: 'Pushing to shop' };
    const answer = await answerBatch(batch, [record('a'), record('b')], () => Promise.reject(new Error('no secret')));
    expect(answer).toEqual(answered(['a', 'b']));
    expect(visibility.map(([, seconds]) => seconds)).toEqual([1, 1]);
    expect(journal.lines.join()).toContain('Pushing to shop failed as a whole: 2 messages are tried again');
  });

  it('asks the queue again, for some hundred milliseconds, while it answers errors', async () => {
    const { queues, visibility } = sqs(4);
    const batch = { queues, urlOf: () => 'url', journal: keptJournal(), what: 'Pushing' };
    await answerBatch(batch, [record('a')], async () => [{ id: 'a', retryAfterMs: 1_000 }]);
    expect(visibility).toHaveLength(1);
  });

  it('that hangs goes back a second before the time of its function is over, which would leave it invisible', async () => {
    const { queues, visibility } = sqs();
    const batch = { queues, urlOf: () => 'url', journal: keptJournal(), what: 'Posting' };
    const hangs = () => new Promise<never>(() => undefined);
    const time = { getRemainingTimeInMillis: () => 1_020 };
    expect(await answerBatch(batch, [record('a')], hangs, time)).toEqual(answered(['a']));
    expect(visibility).toEqual([['handle of a', 1]]);
  });

  it('that is done in time is not waited for', async () => {
    const { queues, visibility } = sqs();
    const batch = { queues, urlOf: () => 'url', journal: keptJournal(), what: 'Posting' };
    const time = { getRemainingTimeInMillis: () => 3_600_000 };
    expect(await answerBatch(batch, [record('a')], async () => [], time)).toEqual(answered([]));
    expect(visibility).toEqual([]);
  });
});
