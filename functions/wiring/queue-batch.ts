/** Answers Lambda for one batch of a queue of ours: what could not be done goes back to the queue, to come again soon. */

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
/** Otherwise a message stays invisible for minutes, and its SKU with it. */
const GIVE_BACK_TRIES = 2;

/**
 * Works on the batch and gives back what `work` returns. When `work` rejects, the whole batch comes again within a second
 * or so, and later each time; an invocation that failed instead would leave it invisible for minutes. Never rejects.
 */
export async function answerBatch(
  batch: QueueBatch,
  records: readonly SQSRecord[],
  work: () => Promise<readonly ReturnedMessage[]>,
): Promise<SQSBatchResponse> {
  const returned = await work().catch((error: unknown) => {
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
    }
  }
}
