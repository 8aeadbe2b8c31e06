/** Posts a batch of the observations queue to the ledger. */

import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { dynamoPolicyBook } from '../shared/aws/exposure/policy-book.ts';
import { documentClient, eventBridgeClient, sqsClient } from '../shared/aws/lambda/clients.ts';
import { environmentText, exposureRules, ordersToRead, settleMs } from '../shared/aws/lambda/environment.ts';
import { cloudWatchJournal } from '../shared/aws/lambda/journal.ts';
import { dynamoLedgerStore } from '../shared/aws/ledger/ledger-store.ts';
import { dynamoParkingLot } from '../shared/aws/ledger/parking-lot.ts';
import { eventBridgeStockEvents } from '../shared/aws/messaging/event-bus.ts';
import { sqsOrderReadings } from '../shared/aws/messaging/queues.ts';
import { readMessages } from '../shared/aws/messaging/read-messages.ts';
import { observationMessage } from '../shared/aws/shapes/messages.ts';
import { resolveSkuRules } from '../shared/usecases/exposure/resolve-sku-rules.ts';
import { postObservations } from '../shared/usecases/posting/post-observations.ts';
import type { PostingPorts } from '../shared/usecases/posting/posting-ports.ts';
import { answerBatch } from './wiring/queue-batch.ts';

const table = environmentText('TABLE_NAME');
const queueUrl = environmentText('OBSERVATIONS_QUEUE_URL');
const database = documentClient();
const queue = sqsClient();
const rules = exposureRules();
const policies = dynamoPolicyBook(database, table);

const ports: PostingPorts = {
  ledger: dynamoLedgerStore(database, table),
  parking: dynamoParkingLot(database, table),
  readings: sqsOrderReadings(queue, ordersToRead()),
  events: eventBridgeStockEvents(eventBridgeClient(), environmentText('BUS_NAME')),
  journal: cloudWatchJournal(),
  clock: () => new Date(),
  settleMs: settleMs(),
  digest: (text) => createHash('sha256').update(text).digest('hex'),
  rules,
  rulesFor: (sku) => resolveSkuRules(policies, rules, sku),
  commitAttempts: 6,
  pause: (attempt) => setTimeout(Math.random() * 20 * 2 ** attempt),
};

/** A failed posting comes back after a second, not after the queue's visibility: its SKU waits for it. */
const RETRY_AFTER_MS = 1_000;
const batch = { queues: queue, urlOf: () => queueUrl, journal: ports.journal, what: 'Posting' };

/** Posts a batch of the observations queue to the ledger; a SKU that fails gives back its own messages only. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return await answerBatch(batch, event.Records, async () => {
    const { messages, unreadable } = readMessages(event.Records, observationMessage, ports.journal);
    const bodies = messages.map(({ id, body }) => ({ id, ...body }));
    const { failed } = await postObservations(ports, bodies);
    const again = [...unreadable.map(({ messageId }) => messageId), ...failed];
    return again.map((id) => ({ id, retryAfterMs: RETRY_AFTER_MS }));
  });
}
