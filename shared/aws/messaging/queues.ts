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
import type { HoldExpiryQueue } from '../../ports/holds/holds.ts';
import {
  type NoticeQueue,
  type ObservationQueue,
  type OrdersToRead,
  UnsendableError,
} from '../../ports/intake/intake-queues.ts';
import { PermanentError } from '../../ports/permanent-error.ts';
import type { Check } from '../../ports/reconciling/checks.ts';
import type { MarkerQueue } from '../../ports/reconciling/unreported.ts';
import { comesAgainMs, type Wait, waitWithJitter } from '../lambda/back-off.ts';
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

/** The observations queue: one group per SKU keeps each SKU's observations in order. `wait`: before what was refused for the moment is sent again. */
export function sqsObservationQueue(client: SQSClient, queueUrl: string, wait?: Wait): ObservationQueue {
  const queue = { client, queueUrl, wait };
  return {
    send: (observations) => sendFacts(queue, observations, observationEntry),
    replay: (observations) =>
      sendFacts(queue, observations, (body) => ({ ...observationEntry(body), MessageDeduplicationId: randomUUID() })),
  };
}

/**
 * The packing queue: a standard queue, which takes any number of messages of one SKU a second. What comes out of it is packed
 * for the observations queue.
 */
export function sqsPackingQueue(client: SQSClient, queueUrl: string, wait?: Wait): Pick<ObservationQueue, 'send'> {
  const entryOf = (body: QueuedObservations) => ({ MessageBody: bodyOf(body) });
  return { send: (observations) => sendFacts({ client, queueUrl, wait }, observations, entryOf) };
}

/** Sends the observations of each SKU, as many in a message as it may have. Rejects with UnsendableError for those that the queue can never take. */
async function sendFacts(
  {
    client,
    queueUrl,
    wait,
  }: { readonly client: SQSClient; readonly queueUrl: string; readonly wait: Wait | undefined },
  observations: readonly Observation[],
  entryOf: (body: QueuedObservations) => ObservationEntry,
): Promise<void> {
  const bodies = [...Map.groupBy(observations, (observation) => observation.sku)].flatMap(([sku, group]) =>
    packed(group).map((part) => ({ sku, observations: part })),
  );
  const refused = await sendWhatIsTaken(client, queueUrl, bodies.map(entryOf), wait);
  const unsent = bodies.filter((_, index) => refused.has(index)).flatMap((body) => body.observations);
  if (unsent.length > 0) {
    const [first] = unsent;
    const why = [...new Set(refused.values())].join(', ');
    throw new UnsendableError(
      `The queue can never take ${unsent.length} observation(s), as ${first?.source.key} (${why}).`,
      unsent,
    );
  }
}

/** Puts markers into the observations queue, each behind what is queued of its SKU. */
export function sqsMarkerQueue(client: SQSClient, queueUrl: string, wait?: Wait): MarkerQueue {
  return { send: (check, behind) => sendAll(client, queueUrl, [markerEntry(check, behind)], wait) };
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
export function sqsOrdersToRead(client: SQSClient, urls: ReadonlyMap<string, string>): OrdersToRead {
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

/**
 * Puts a message that no attempt can work on into the dead-letter queue, as it is, instead of letting it come back: in a
 * FIFO queue everything of its group would wait behind it. The caller must not return it to its queue. `reason` is a
 * sentence for the operator.
 */
export async function setAside(
  client: SQSClient,
  deadLettersUrl: string,
  { body, messageId, attributes }: Pick<SQSRecord, 'body' | 'messageId' | 'attributes'>,
  reason: string,
): Promise<void> {
  const group = attributes.MessageGroupId;
  await client.send(
    new SendMessageCommand({
      QueueUrl: deadLettersUrl,
      MessageBody: body,
      MessageAttributes: { Reason: { DataType: 'String', StringValue: reason } },
      ...(group !== undefined && { MessageGroupId: group, MessageDeduplicationId: messageId }),
    }),
  );
}

/**
 * Sets when a failed message comes again: after `afterMs`, and later with each time it was received (`comesAgainMs`), instead
 * of after the queue's visibility timeout. `isExact`: the time is known and does not grow.
 */
export async function giveBack(
  client: SQSClient,
  queueUrl: string,
  record: Pick<SQSRecord, 'receiptHandle' | 'attributes'>,
  afterMs: number,
  isExact = false,
): Promise<void> {
  const waitMs = isExact ? afterMs : comesAgainMs(afterMs, Number(record.attributes.ApproximateReceiveCount));
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
    MessageBody: bodyOf(body),
    MessageGroupId: messageGroup(body.sku),
    /**
     * The same facts sent again within five minutes are dropped by SQS: a filter that saves work. The guard is the
     * key in the table. Made of the contents, not of a delivery id, which a sender may use twice.
     */
    MessageDeduplicationId: createHash('sha256').update(JSON.stringify(facts)).digest('hex'),
  };
}

function bodyOf(body: QueuedObservations): string {
  return JSON.stringify(
    observationMessage.stamp({ ...body, observations: body.observations.map(observationShape.stamp) }),
  );
}

function markerEntry(marker: Check, sku: Sku = marker.sku): ObservationEntry {
  return {
    MessageBody: JSON.stringify(observationMessage.stamp({ sku, observations: [], marker })),
    MessageGroupId: messageGroup(sku),
    MessageDeduplicationId: randomUUID(),
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
  wait?: Wait,
): Promise<void> {
  const refused = await sendWhatIsTaken(client, queueUrl, entries, wait);
  if (refused.size > 0) {
    const codes = [...new Set(refused.values())].join(', ');
    throw new PermanentError(`The queue can never take ${refused.size} of ${entries.length} messages (${codes}).`);
  }
}

/**
 * Sends every message that the queue takes, and resolves with the index of each that it can never take, with SQS's code:
 * its contents are at fault, not its moment. Rejects when the queue did not take one for another reason.
 */
async function sendWhatIsTaken(
  client: SQSClient,
  queueUrl: string,
  entries: readonly Omit<SendMessageBatchRequestEntry, 'Id'>[],
  wait?: Wait,
): Promise<ReadonlyMap<number, string>> {
  const refused = new Map<number, string>();
  for (const batch of batchesOf(entries)) {
    for (const { index, code } of await sendUntilTaken(client, queueUrl, batch, wait)) {
      refused.set(index, code);
    }
  }
  return refused;
}

const ATTEMPTS = 4;

/**
 * Sends the batch, and again what the queue did not take for the moment, a few times within about half a second: the SDK
 * repeats a call that failed, but not the messages that failed in a call (SQS API reference, SendMessageBatch,
 * 2012-11-05). Resolves with those that the queue can never take; rejects when it did not take all others.
 */
async function sendUntilTaken(
  client: SQSClient,
  queueUrl: string,
  batch: readonly Entry[],
  wait: Wait = waitWithJitter,
): Promise<readonly FailedEntry[]> {
  const never: FailedEntry[] = [];
  let untaken = batch;
  for (let attempt = 1; ; attempt += 1) {
    const failed = await sendBatch(client, queueUrl, untaken);
    never.push(...failed.filter(({ isSendersFault }) => isSendersFault));
    const forNow = new Map(
      failed.filter(({ isSendersFault }) => !isSendersFault).map((each) => [each.index, each.code]),
    );
    if (forNow.size === 0) {
      return never;
    }
    if (attempt >= ATTEMPTS) {
      const codes = [...new Set(forNow.values())].join(', ');
      throw new Error(`The queue took not all of ${batch.length} messages (${codes}).`);
    }
    untaken = untaken.filter(({ index }) => forNow.has(index));
    await wait(attempt);
  }
}

type FailedEntry = { readonly index: number; readonly code: string; readonly isSendersFault: boolean };

/** Errors of a whole call that one of its messages caused (SQS API reference, SendMessageBatch, 2012-11-05). */
const CAUSED_BY_CONTENTS: ReadonlySet<string> = new Set(['InvalidMessageContents', 'BatchRequestTooLong']);

/** The messages of one call that the queue did not take. When a call is refused as a whole, each is sent by itself. */
async function sendBatch(
  client: SQSClient,
  queueUrl: string,
  batch: readonly Entry[],
): Promise<readonly FailedEntry[]> {
  const Entries = batch.map(({ index, ...entry }) => ({ ...entry, Id: `${index}` }));
  try {
    const answer = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    return (answer.Failed ?? []).map(({ Id = '', Code = 'no code', SenderFault = false }) => ({
      index: Number(Id),
      code: Code,
      isSendersFault: SenderFault && !/throttl/i.test(Code),
    }));
  } catch (error) {
    if (!(error instanceof Error) || !CAUSED_BY_CONTENTS.has(error.name)) {
      throw error;
    }
    const [only, ...others] = batch;
    if (only !== undefined && others.length === 0) {
      return [{ index: only.index, code: error.name, isSendersFault: true }];
    }
    const failed: FailedEntry[] = [];
    for (const each of batch) {
      failed.push(...(await sendBatch(client, queueUrl, [each])));
    }
    return failed;
  }
}

type Entry = Omit<SendMessageBatchRequestEntry, 'Id'> & { readonly index: number };

function batchesOf(entries: readonly Omit<SendMessageBatchRequestEntry, 'Id'>[]): readonly Entry[][] {
  const batches: Entry[][] = [];
  let bytes = 0;
  for (const [index, entry] of entries.entries()) {
    const size = Buffer.byteLength(entry.MessageBody ?? '');
    const batch = batches.at(-1);
    if (batch === undefined || batch.length >= MESSAGES_PER_CALL || bytes + size > CALL_BYTES_MAX) {
      batches.push([{ ...entry, index }]);
      bytes = size;
    } else {
      batch.push({ ...entry, index });
      bytes += size;
    }
  }
  return batches;
}
