/** Posts a batch of the observations queue to the ledger, or packs one of the packing queue for it. */

import { hash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { dynamoPolicyBook } from '../shared/aws/exposure/policy-book.ts';
import { documentClient } from '../shared/aws/lambda/document-client.ts';
import {
  checkQueues,
  environmentText,
  exposureRules,
  ordersToRead,
  settleMs,
} from '../shared/aws/lambda/environment.ts';
import { eventBridgeClient } from '../shared/aws/lambda/event-bridge-client.ts';
import { cloudWatchJournal } from '../shared/aws/lambda/journal.ts';
import { sqsClient } from '../shared/aws/lambda/sqs-client.ts';
import { dynamoLedgerStore } from '../shared/aws/ledger/ledger-store.ts';
import { dynamoParkingLot } from '../shared/aws/ledger/parking-lot.ts';
import { eventBridgeStockEvents } from '../shared/aws/messaging/event-bus.ts';
import { sqsObservationQueue, sqsOrdersToRead } from '../shared/aws/messaging/queues.ts';
import { sqsCheckQueue } from '../shared/aws/reconciling/check-queue.ts';
import { resolveSkuRules } from '../shared/usecases/exposure/resolve-sku-rules.ts';
import type { PostingPorts } from '../shared/usecases/posting/posting-ports.ts';
import { packedOrPosted } from './wiring/packing.ts';
import { postingHandler } from './wiring/posting.ts';

const table = environmentText('TABLE_NAME');
const database = documentClient();
const queue = sqsClient();
const rules = exposureRules();
const policies = dynamoPolicyBook(database, table);

const ports: PostingPorts = {
  ledger: dynamoLedgerStore(database, table),
  parking: dynamoParkingLot(database, table),
  ordersToRead: sqsOrdersToRead(queue, ordersToRead()),
  events: eventBridgeStockEvents(eventBridgeClient(), environmentText('BUS_NAME')),
  journal: cloudWatchJournal(),
  clock: () => new Date(),
  settleMs: settleMs(),
  digest: (text) => hash('sha256', text),
  checks: { queue: sqsCheckQueue(queue, checkQueues()), settleMs: settleMs() },
  rules,
  rulesFor: (sku) => resolveSkuRules(policies, rules, sku),
  commitAttempts: 6,
  pause: (attempt) => setTimeout(Math.random() * 20 * 2 ** attempt),
};

const observationsUrl = environmentText('OBSERVATIONS_QUEUE_URL');
const packingUrl = environmentText('PACKING_QUEUE_URL');

const post = postingHandler(ports, {
  queues: queue,
  url: observationsUrl,
  deadLettersUrl: environmentText('OBSERVATIONS_DEAD_LETTERS_URL'),
  packingUrl,
});

/** Posts a batch of the observations queue; a SKU that fails gives back its own messages only. One of the packing queue is packed. */
export const handler = packedOrPosted(post, {
  queues: queue,
  url: packingUrl,
  observations: sqsObservationQueue(queue, observationsUrl),
  journal: ports.journal,
});
