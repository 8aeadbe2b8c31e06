/** Packs what waits in the packing queue: many observations of one SKU become one message of the observations queue. */

import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type QueueMessage, readMessages } from '../../shared/aws/messaging/read-messages.ts';
import { observationMessage, type QueuedObservations } from '../../shared/aws/shapes/messages.ts';
import { type ObservationQueue, UnsendableError } from '../../shared/ports/intake/intake-queues.ts';
import type { Journal } from '../../shared/ports/journal.ts';
import { answerBatch, type TimeLeft, unreadableAgain } from './queue-batch.ts';

export type PackingParts = {
  readonly queues: SQSClient;
  /** The packing queue. */
  readonly url: string;
  readonly observations: Pick<ObservationQueue, 'send'>;
  readonly journal: Journal;
};

/**
 * The handler of the packing queue. A message is done once the observations queue has all of it, so that one that comes again
 * is at most packed twice, and each of its observations counts once by its key. What the observations queue can never take comes
 * back until it is a dead letter.
 */
export function packingHandler({ queues, url, observations, journal }: PackingParts): BatchHandler {
  const batch = { queues, urlOf: () => url, journal, what: 'Packing' };
  return ({ Records }, time) =>
    answerBatch(batch, Records, time, async () => {
      const { messages, unreadable } = readMessages(Records, observationMessage, journal);
      const unsendable = await packMessages(observations, messages);
      return unreadableAgain([...unreadable, ...unsendable]);
    });
}

type BatchHandler = (event: SQSEvent, time: TimeLeft) => Promise<SQSBatchResponse>;

/** The handler of a function that both queues feed: a batch is of one of them. */
export function packedOrPosted(post: BatchHandler, parts: PackingParts): BatchHandler {
  const pack = packingHandler(parts);
  const packingQueue = parts.url.split('/').at(-1);
  return (event, time) => {
    const isToPack = event.Records[0]?.eventSourceARN.split(':').at(-1) === packingQueue;
    return isToPack ? pack(event, time) : post(event, time);
  };
}

type Waiting = QueueMessage<QueuedObservations>;

/** As they were sent: a standard queue brings them in about that order. */
function inOrder(messages: readonly Waiting[]): readonly Waiting[] {
  const sentAt = ({ record }: Waiting) => Number(record.attributes.SentTimestamp);
  return [...messages].sort((left, right) => sentAt(left) - sentAt(right));
}

/** Packs the messages. Resolves with those that hold what the observations queue can never take; it has all others then. */
export async function packMessages(
  observations: PackingParts['observations'],
  messages: readonly Waiting[],
): Promise<readonly SQSRecord[]> {
  const unpacked = await unsentOf(observations, inOrder(messages));
  const unsendable: Waiting[] = [];
  // What a pack was refused for is in one of its messages: the others do not share its fate.
  for (const message of unpacked) {
    unsendable.push(...(await unsentOf(observations, [message])));
  }
  return unsendable.map(({ record }) => record);
}

/** Sends what the messages hold; resolves with those of which the queue can never take something as it was sent. */
async function unsentOf(
  observations: PackingParts['observations'],
  messages: readonly Waiting[],
): Promise<readonly Waiting[]> {
  try {
    await observations.send(messages.flatMap(({ body }) => body.observations));
    return [];
  } catch (error) {
    if (!(error instanceof UnsendableError)) {
      throw error;
    }
    const unsent = new Set(error.observations);
    return messages.filter(({ body }) => body.observations.some((each) => unsent.has(each)));
  }
}
