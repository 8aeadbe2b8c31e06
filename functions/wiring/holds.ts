/** What the functions need that place, end or expire holds. */

import { hash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { documentClient } from '../../shared/aws/lambda/document-client.ts';
import { environmentText, exposureRules, settleMs } from '../../shared/aws/lambda/environment.ts';
import { eventBridgeClient } from '../../shared/aws/lambda/event-bridge-client.ts';
import { cloudWatchJournal } from '../../shared/aws/lambda/journal.ts';
import { sqsClient } from '../../shared/aws/lambda/sqs-client.ts';
import { dynamoHoldRegistry } from '../../shared/aws/ledger/hold-registry.ts';
import { dynamoLedgerStore } from '../../shared/aws/ledger/ledger-store.ts';
import { dynamoParkingLot } from '../../shared/aws/ledger/parking-lot.ts';
import { eventBridgeStockEvents } from '../../shared/aws/messaging/event-bus.ts';
import { sqsHoldExpiryQueue } from '../../shared/aws/messaging/queues.ts';
import { parseChannelId } from '../../shared/domain/identifiers.ts';
import type { HoldPorts } from '../../shared/usecases/holds/hold-ports.ts';
import { sharePorts } from './shares.ts';

/** What the stock API and the expiry of holds need to post to the ledger themselves. */
export function holdPorts(queues = sqsClient()): HoldPorts {
  const database = documentClient();
  const table = environmentText('TABLE_NAME');
  return {
    ledger: dynamoLedgerStore(database, table),
    parking: dynamoParkingLot(database, table),
    // What is posted here are holds and their ends, no order lines: none is ever to be read back.
    ordersToRead: { canRead: () => false, request: () => Promise.reject(new Error('A hold has no order to read.')) },
    holds: dynamoHoldRegistry(database, table),
    expiry: sqsHoldExpiryQueue(queues, environmentText('HOLD_EXPIRY_QUEUE_URL')),
    events: eventBridgeStockEvents(eventBridgeClient(), environmentText('BUS_NAME')),
    journal: cloudWatchJournal(),
    channel: parseChannelId('api'),
    shares: sharePorts(database),
    clock: () => new Date(),
    digest: (text) => hash('sha256', text),
    rules: exposureRules(),
    settleMs: settleMs(),
    // Everybody who asks for the last units meets all others who do. A few who ask at the same moment pass each other within
    // some 20 ms, the time of a write; of a crowd those who lost spread out over one second at most, so that each needs a few
    // tries, not one for every member. All tries together take about 9 seconds, far less than the 29 after which the caller
    // would get no answer at all: then the answer is 503, try again.
    commitAttempts: 22,
    pause: (attempt) => setTimeout(Math.random() * Math.min(1_000, 10 * 2 ** attempt)),
  };
}
