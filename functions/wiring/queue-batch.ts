/** Answers Lambda for one batch of a queue of ours: what could not be done goes back to the queue, to come again soon. */

import { setTimeout } from 'node:timers/promises';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
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
};

/** When a whole batch failed, it was the table or a secret, mostly for a moment. */
const FAILED_RETRY_MS = 1_000;
/** Reading it again changes nothing: it waits the longest, until it is a dead letter. */
const UNREADABLE_RETRY_MS = 60_000;
/**
 * Otherwise a message stays invisible for minutes, and its SKU with it. A queue that answers errors at once does so for some
 * hundred milliseconds as a rule: the tries are apart by 50, 100, 200 and 400 ms at most.
 */
const GIVE_BACK_TRIES = 5;
const GIVE_BACK_PAUSE_MS = 50;

/** How long a function may still run, as Lambda counts it. */
export type TimeLeft = { getRemainingTimeInMillis(): number };

/** Kept of a function's time for giving its messages back. */
const GIVING_BACK_MS = 1_000;

/**
 * Works on the batch and gives back what `work` returns. When `work` rejects, the whole batch comes again within a second
 * or so, and later each time; an invocation that failed instead would leave it invisible for minutes. With `time`, so does a
 * batch that is not done a second before the function's time is over. Lambda freezes what still runs then and lets it go on
 * with the next invocation (Lambda developer guide, "Lambda runtime environment"): only for work whose every step may come
 * late, which a push may not. Never rejects.
 */
export async function answerBatch(
  batch: QueueBatch,
  records: readonly SQSRecord[],
  work: () => Promise<readonly ReturnedMessage[]>,
  time?: TimeLeft,
): Promise<SQSBatchResponse> {
  const returned = await inTime(work, time).catch((error: unknown) => {
    batch.journal.count('BatchFailed', undefined);
    batch.journal.warn(`${batch.what} failed as a whole: ${records.length} messages are tried again`, {
      ...{ step: 'batch failed', messages: records.length, error },
    });
    return records.map(({ messageId }): ReturnedMessage => ({ id: messageId, retryAfterMs: FAILED_RETRY_MS }));
  });
  const byId = new Map(records.map((record) => [record.messageId, record]));
  await Promise.all(
    returned.map(async (message) => {
      const record = byId.get(message.id);
      if (record !== undefined) {
        await giveBackSoon(batch, record, message);
      }
    }),
  );
  return { batchItemFailures: returned.map(({ id }) => ({ itemIdentifier: id })) };
}

/** What the work returns; rejects when the function's time is over first. */
async function inTime<Result>(work: () => Promise<Result>, time: TimeLeft | undefined): Promise<Result> {
  if (time === undefined) {
    return work();
  }
  const timer = new AbortController();
  const leftMs = time.getRemainingTimeInMillis() - GIVING_BACK_MS;
  const tooLate = setTimeout(leftMs, undefined, { signal: timer.signal }).then((): never => {
    throw new Error(`It was not done within ${leftMs} ms: something that it called hangs.`);
  });
  try {
    return await Promise.race([work(), tooLate]);
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
  { queues, urlOf }: QueueBatch,
  record: SQSRecord,
  { retryAfterMs, isExact }: ReturnedMessage,
): Promise<void> {
  for (let attempt = 1; attempt <= GIVE_BACK_TRIES; attempt += 1) {
    try {
      await giveBack(queues, urlOf(record), record, retryAfterMs, isExact);
      return;
    } catch {
      // Not given back, it comes again when its visibility timeout is over.
      await (attempt < GIVE_BACK_TRIES ? setTimeout(pauseMs(attempt)) : undefined);
    }
  }
}

/** Doubled with each try, and drawn between its half and the whole, so that many functions do not ask at once. */
function pauseMs(attempt: number): number {
  return GIVE_BACK_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
}
