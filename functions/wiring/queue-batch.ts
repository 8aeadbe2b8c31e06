/** Answers Lambda for one batch of a queue of ours: what could not be done goes back to the queue, to come again soon. */

import { setTimeout } from 'node:timers/promises';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { REAL_TIME, type Timing, tryFor } from '../../shared/aws/lambda/back-off.ts';
import { giveBack } from '../../shared/aws/messaging/queues.ts';
import type { Journal } from '../../shared/ports/journal.ts';
import type { ReturnedMessage } from '../../shared/usecases/progress.ts';

export type QueueBatch = {
  readonly queues: SQSClient;
  /** The URL of the queue that the message came from. */
  readonly urlOf: (record: SQSRecord) => string;
  readonly journal: Pick<Journal, 'warn' | 'count'>;
  /** What the batch is worked on for, to complete “… failed”. */
  readonly what: string;
  /**
   * After so many milliseconds work that is not done is left, and its batch given back. Lambda freezes what still runs then and
   * lets it go on with the next invocation (Lambda developer guide, "Lambda runtime environment"): only for work whose
   * every step may come late, which a push may not. Absent: the work may take all the time of its function.
   */
  readonly workMs?: number;
  /** Another clock than the real one. */
  readonly timing?: BatchTiming;
};

export type BatchTiming = Timing & { readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<unknown> };

const REAL_BATCH_TIME: BatchTiming = {
  ...REAL_TIME,
  sleep: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }),
};

/** When a whole batch failed, it was the table or a secret, mostly for a moment. */
const FAILED_RETRY_MS = 1_000;
/** Reading it again changes nothing: it waits the longest, until it is a dead letter. */
const UNREADABLE_RETRY_MS = 60_000;

/** How long a function may still run, as Lambda counts it. */
export type TimeLeft = { getRemainingTimeInMillis(): number };

/** Kept of a function's time for its answer. Without one the whole batch would be hidden, what was done of it too. */
const ANSWERING_MS = 500;

/**
 * Works on the batch and gives back what `work` returns. When `work` rejects, or is not done in time, the whole batch comes
 * again within a second or so, and later each time; an invocation that failed instead would leave it invisible for its
 * queue's visibility timeout. While the queue does not answer, giving back is tried for as long as the function may run:
 * only an outage that outlasts it hides the messages. Never rejects.
 */
export async function answerBatch(
  batch: QueueBatch,
  records: readonly SQSRecord[],
  time: TimeLeft,
  work: () => Promise<readonly ReturnedMessage[]>,
): Promise<SQSBatchResponse> {
  const returned = await worked(batch, work).catch((error: unknown) => {
    batch.journal.count('BatchFailed', undefined);
    batch.journal.warn(`${batch.what} failed as a whole: ${records.length} messages are tried again`, {
      ...{ step: 'batch failed', messages: records.length, error },
    });
    return records.map(({ messageId }): ReturnedMessage => ({ id: messageId, retryAfterMs: FAILED_RETRY_MS }));
  });
  const byId = new Map(records.map((record) => [record.messageId, record]));
  const leftMs = time.getRemainingTimeInMillis() - ANSWERING_MS;
  await doneWithin(batch, leftMs, async () => {
    await Promise.all(
      returned.map(async (message) => {
        const record = byId.get(message.id);
        if (record !== undefined) {
          await giveBackSoon(batch, record, message, leftMs);
        }
      }),
    );
  });
  return { batchItemFailures: returned.map(({ id }) => ({ itemIdentifier: id })) };
}

/** What the work returns; rejects when its time is over first. */
async function worked<Result>(batch: QueueBatch, work: () => Promise<Result>): Promise<Result> {
  const { workMs } = batch;
  if (workMs === undefined) {
    return work();
  }
  const done = await doneWithin(batch, workMs, work);
  if (done === undefined) {
    throw new Error(`It was not done within ${workMs} ms: something that it called hangs.`);
  }
  return done.result;
}

/** What it resolves with; undefined when that takes longer than so many milliseconds. */
async function doneWithin<Result>(
  { timing = REAL_BATCH_TIME }: QueueBatch,
  milliseconds: number,
  run: () => Promise<Result>,
): Promise<{ readonly result: Result } | undefined> {
  const timer = new AbortController();
  const tooLate = timing.sleep(milliseconds, timer.signal).then(() => undefined);
  try {
    return await Promise.race([run().then((result) => ({ result })), tooLate]);
  } finally {
    timer.abort();
    tooLate.catch(() => undefined);
  }
}

/** Messages that cannot be read, as they go back. */
export function unreadableAgain(records: readonly SQSRecord[]): readonly ReturnedMessage[] {
  return records.map(({ messageId }) => ({ id: messageId, retryAfterMs: UNREADABLE_RETRY_MS }));
}

async function giveBackSoon(
  { queues, urlOf, timing = REAL_BATCH_TIME }: QueueBatch,
  record: SQSRecord,
  { retryAfterMs, isExact }: ReturnedMessage,
  forMs: number,
): Promise<void> {
  const givingBack = () => giveBack(queues, urlOf(record), record, retryAfterMs, isExact);
  // Not given back, it comes again when its visibility timeout is over.
  await tryFor(forMs, givingBack, timing).catch(() => undefined);
}
