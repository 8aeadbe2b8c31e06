/** Our SQS queues: how messages are sent to them, and returned to them. */
import { createHash, randomUUID } from 'node:crypto';
import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { Sku } from '../../domain/identifiers.ts';
import type { Observation } from '../../domain/stock/observation.ts';
import type { NoticeQueue, ObservationQueue, OrderReadings } from '../../ports/intake/intake-queues.ts';
import type { HoldExpiryQueue } from '../../ports/posting/holds.ts';
import {
  holdTimerMessage,
  noticeMessage,
  observationMessage,
  orderToReadMessage,
  type QueuedObservations,
} from '../shapes/messages.ts';
import { observationShape } from '../shapes/observation.ts';

/** SendMessageBatch takes 10 messages and 1 MiB in all (SQS quotas, 2025-08); a message is kept far below that. */
const MESSAGES_PER_CALL = 10;
const MESSAGE_BYTES_MAX = 60_000;
/** Only the cut-over of a SKU with very many open orders comes near it. */
const CALL_BYTES_MAX = 1_000_000;
/** Observations of one message are posted in one or two transactions. */
const OBSERVATIONS_PER_MESSAGE = 40;

/** The observations queue: one group per SKU keeps each SKU's observations in order. */
export function sqsObservationQueue(client: SQSClient, queueUrl: string): ObservationQueue {
  const sendFacts = (observations: readonly Observation[], entryOf: (body: QueuedObservations) => ObservationEntry) => {
    const bodies = [...Map.groupBy(observations, (observation) => observation.sku)].flatMap(([sku, group]) =>
      packed(group).map((part) => ({ sku, observations: part })),
    );
    return sendAll(client, queueUrl, bodies.map(entryOf));
  };
  return {
    send: (observations) => sendFacts(observations, observationEntry),
    replay: (observations) =>
      sendFacts(observations, (body) => ({ ...observationEntry(body), MessageDeduplicationId: randomUUID() })),
  };
}

type ObservationEntry = Omit<SendMessageBatchRequestEntry, 'Id'>;

/** A standard queue of notices: their order does not matter, because the channel is read for each of them. */
export function sqsNoticeQueue(client: SQSClient, queueUrl: string): NoticeQueue {
  return {
    send: (notices) =>
      sendAll(
        client,
        queueUrl,
        notices.map((notice) => ({ MessageBody: JSON.stringify(noticeMessage.stamp(notice)) })),
      ),
  };
}

/**
 * How long an order waits to be read. Until then another state may come under the same version
 * (shared/domain/stock/order-reading.ts), and later requests for the same order are answered by the same read.
 */
const READING_DELAY_SECONDS = 4;

/** A standard queue per channel whose orders can be read; `urls` by the channel's id. */
export function sqsOrderReadings(client: SQSClient, urls: ReadonlyMap<string, string>): OrderReadings {
  return {
    canRead: (channel) => urls.has(channel),
    async request(orders) {
      for (const [channel, group] of Map.groupBy(orders, (each) => each.channel)) {
        const url = urls.get(channel);
        if (url === undefined) {
          throw new Error(`Orders of ${channel} cannot be read: no queue of orders to read is bound for it.`);
        }
        await sendAll(
          client,
          url,
          group.map((asked) => ({
            MessageBody: JSON.stringify(orderToReadMessage.stamp(asked)),
            DelaySeconds: READING_DELAY_SECONDS,
          })),
        );
      }
    },
  };
}

/** A message may be delayed for 15 minutes at most (SQS API reference, DelaySeconds). */
const DELAY_SECONDS_MAX = 900;

/** A standard queue of delayed messages, one for each time a hold is checked. */
export function sqsHoldExpiryQueue(client: SQSClient, queueUrl: string): HoldExpiryQueue {
  return {
    async schedule(hold, afterSeconds) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: JSON.stringify(holdTimerMessage.stamp(hold)),
          DelaySeconds: Math.min(DELAY_SECONDS_MAX, Math.max(0, Math.ceil(afterSeconds))),
        }),
      );
    },
  };
}

/** A message that could not be worked on waits longer each time it comes back, up to this. */
const RETRY_MS_MAX = 60_000;

/**
 * Sets when a failed message comes again: after `afterMs`, doubled with each time it was received, instead of after the
 * queue's visibility timeout. So an outage of an hour does not use up all attempts in a minute. `isExact`: the time is
 * known and is not doubled.
 */
export async function giveBack(
  client: SQSClient,
  queueUrl: string,
  record: Pick<SQSRecord, 'receiptHandle' | 'attributes'>,
  afterMs: number,
  isExact = false,
): Promise<void> {
  const received = isExact ? 1 : Number(record.attributes.ApproximateReceiveCount);
  const waitMs = Math.max(afterMs, Math.min(RETRY_MS_MAX, afterMs * 2 ** Math.max(0, received - 1)));
  await client.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: queueUrl,
      ReceiptHandle: record.receiptHandle,
      VisibilityTimeout: Math.min(VISIBILITY_SECONDS_MAX, Math.ceil(waitMs / 1000)),
    }),
  );
}

/** A message may stay invisible for 12 hours (SQS API reference, ChangeMessageVisibility). */
const VISIBILITY_SECONDS_MAX = 43_200;

function observationEntry(body: QueuedObservations): ObservationEntry {
  const facts = body.observations.map(({ receivedAt: _receivedAt, ...fact }) => fact);
  return {
    MessageBody: JSON.stringify(
      observationMessage.stamp({ ...body, observations: body.observations.map(observationShape.stamp) }),
    ),
    MessageGroupId: messageGroup(body.sku),
    /**
     * The same facts sent again within five minutes are dropped by SQS: a filter that saves work. The guard is the
     * key in the table. Made of the contents, not of a delivery id, which a sender may use twice.
     */
    MessageDeduplicationId: createHash('sha256').update(JSON.stringify(facts)).digest('hex'),
  };
}

/** A group id has at most 128 characters out of a narrow set (SQS API reference, MessageGroupId). */
export function messageGroup(sku: Sku): string {
  return /^[A-Za-z0-9._:-]{1,128}$/.test(sku) ? sku : createHash('sha256').update(sku).digest('hex');
}

function packed(observations: readonly Observation[]): readonly (readonly Observation[])[] {
  const parts: Observation[][] = [];
  let bytes = 0;
  for (const observation of observations) {
    const size = Buffer.byteLength(JSON.stringify(observation));
    const part = parts.at(-1);
    if (part === undefined || part.length >= OBSERVATIONS_PER_MESSAGE || bytes + size > MESSAGE_BYTES_MAX) {
      parts.push([observation]);
      bytes = size;
    } else {
      part.push(observation);
      bytes += size;
    }
  }
  return parts;
}

/** Sends them all, as many at a time as one call takes; rejects when the queue did not take one of them. */
export async function sendAll(
  client: SQSClient,
  queueUrl: string,
  entries: readonly Omit<SendMessageBatchRequestEntry, 'Id'>[],
): Promise<void> {
  for (const batch of batchesOf(entries)) {
    const answer = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: batch }));
    if ((answer.Failed ?? []).length > 0) {
      const codes = [...new Set(answer.Failed?.map((each) => each.Code))].join(', ');
      throw new Error(`The queue took not all of ${batch.length} messages (${codes}).`);
    }
  }
}

function batchesOf(
  entries: readonly Omit<SendMessageBatchRequestEntry, 'Id'>[],
): readonly SendMessageBatchRequestEntry[][] {
  const batches: SendMessageBatchRequestEntry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.MessageBody ?? '');
    const batch = batches.at(-1);
    if (batch === undefined || batch.length >= MESSAGES_PER_CALL || bytes + size > CALL_BYTES_MAX) {
      batches.push([{ ...entry, Id: '0' }]);
      bytes = size;
    } else {
      batch.push({ ...entry, Id: `${batch.length}` });
      bytes += size;
    }
  }
  return batches;
}
