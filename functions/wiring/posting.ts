/** Posts batches of the observations queue: what must come again goes back soon, what never can is set aside at once. */

import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { readQueue } from '../../shared/aws/messaging/queue-state.ts';
import { setAside } from '../../shared/aws/messaging/queues.ts';
import { readMessages } from '../../shared/aws/messaging/read-messages.ts';
import { observationMessage } from '../../shared/aws/shapes/messages.ts';
import { postObservations } from '../../shared/usecases/posting/post-observations.ts';
import type { PostingPorts } from '../../shared/usecases/posting/posting-ports.ts';
import { requestMarkedChecks } from '../../shared/usecases/posting/request-marked-checks.ts';
import type { ReturnedMessage } from '../../shared/usecases/progress.ts';
import { answerBatch, type TimeLeft } from './queue-batch.ts';

export type ObservationsQueue = {
  readonly queues: SQSClient;
  readonly url: string;
  readonly deadLettersUrl: string;
  /** The packing queue: what waits there of a SKU is not behind its marker. */
  readonly packingUrl: string;
};

/** A failed posting comes back after a second, not after the queue's visibility: its SKU waits for it. */
const RETRY_AFTER_MS = 1_000;

/**
 * Room for two calls that hang at both tries. What takes longer goes back, so that its SKUs do not wait for the queue's
 * visibility; the function may run for longer than twice that (infra/intake/intake.ts), for a queue that does not answer.
 */
export const POSTING_WORK_MS = 4_000;

/** The handler of the observations queue. A batch that AWS lets hang goes back. */
export function postingHandler(
  ports: PostingPorts,
  { queues, url, deadLettersUrl, packingUrl }: ObservationsQueue,
): (event: SQSEvent, time: TimeLeft) => Promise<SQSBatchResponse> {
  const batch = { queues, urlOf: () => url, journal: ports.journal, what: 'Posting', workMs: POSTING_WORK_MS };
  const work = async (event: SQSEvent): Promise<readonly ReturnedMessage[]> => {
    const { messages, unreadable, hopeless } = readMessages(event.Records, observationMessage, ports.journal);
    const bodies = messages.map(({ id, body }) => ({ id, ...body }));
    const posted = await postObservations(ports, bodies);
    const unposted = new Set([...posted.failed, ...posted.hopeless]);
    // An unreadable message may be of any SKU.
    const hasMarkers = bodies.some(({ marker }) => marker !== undefined);
    // A marker that is dropped is followed by a check that comes without it.
    const notYet =
      hasMarkers && (await isAnyWaiting(queues, packingUrl))
        ? []
        : await requestMarkedChecks(ports, bodies, ({ id }) => unreadable.length > 0 || unposted.has(id));
    const lost = event.Records.filter((each) => hopeless.includes(each) || posted.hopeless.includes(each.messageId));
    const isSetAside = await setAsideAll(queues, deadLettersUrl, lost);
    const again = [...unreadable.map(({ messageId }) => messageId), ...unposted, ...notYet];
    return [...new Set(again)].filter((id) => !isSetAside.has(id)).map((id) => ({ id, retryAfterMs: RETRY_AFTER_MS }));
  };
  return (event, time) => answerBatch(batch, event.Records, time, () => work(event));
}

/**
 * Whether anything waits to be packed, as far as SQS knows within a minute (SQS API reference, GetQueueAttributes). A queue that
 * does not say is taken for one where something waits.
 */
export async function isAnyWaiting(queues: SQSClient, url: string): Promise<boolean> {
  try {
    return (await readQueue(queues, url)).messages > 0;
  } catch {
    return true;
  }
}

/** Sets aside what no attempt can work on, and resolves with the ids of what was: the others come back. */
async function setAsideAll(
  queues: SQSClient,
  deadLettersUrl: string,
  records: readonly SQSRecord[],
): Promise<ReadonlySet<string>> {
  const sent = await Promise.allSettled(
    records.map((record) =>
      setAside(queues, deadLettersUrl, record, 'It can neither be read nor kept, however often it is tried.'),
    ),
  );
  return new Set(records.filter((_, at) => sent[at]?.status === 'fulfilled').map(({ messageId }) => messageId));
}
