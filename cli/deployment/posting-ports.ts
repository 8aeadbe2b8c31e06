/** What a command needs to post to the ledger itself. */

import { hash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { dynamoPolicyBook } from '../../shared/aws/exposure/policy-book.ts';
import { OF_A_COMMAND } from '../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../shared/aws/lambda/document-client.ts';
import { eventBridgeClient } from '../../shared/aws/lambda/event-bridge-client.ts';
import { dynamoLedgerStore } from '../../shared/aws/ledger/ledger-store.ts';
import { dynamoParkingLot } from '../../shared/aws/ledger/parking-lot.ts';
import { dynamoStockReader } from '../../shared/aws/ledger/stock-reader.ts';
import { eventBridgeStockEvents } from '../../shared/aws/messaging/event-bus.ts';
import { configuredRules } from '../../shared/config.ts';
import { parseChannelId } from '../../shared/domain/identifiers.ts';
import { resolveSkuRules } from '../../shared/usecases/exposure/resolve-sku-rules.ts';
import type { PostingPorts } from '../../shared/usecases/posting/posting-ports.ts';
import type { UndoPorts } from '../../shared/usecases/stock-files/plan-undo.ts';
import { SILENT } from '../channels/share-ports.ts';
import { busOf, type Deployment } from './deployment.ts';

/** What a command needs to plan and post stock files. */
export function stockFilePortsOf(deployment: Deployment): UndoPorts {
  return {
    ...postingPortsOf(deployment),
    reader: dynamoStockReader(documentClient(OF_A_COMMAND), deployment.table),
    channels: deployment.config.channels.map(({ id }) => parseChannelId(id)),
  };
}

/** Posts as post-observations does; what would have to be read back from its channel is parked instead. */
export function postingPortsOf(deployment: Deployment): PostingPorts {
  const database = documentClient(OF_A_COMMAND);
  const { table, config } = deployment;
  const rules = configuredRules(config);
  const policies = dynamoPolicyBook(database, table);
  return {
    ledger: dynamoLedgerStore(database, table),
    parking: dynamoParkingLot(database, table),
    ordersToRead: { canRead: () => false, request: () => Promise.reject(new Error('A command reads no orders back.')) },
    events: eventBridgeStockEvents(eventBridgeClient(OF_A_COMMAND), busOf(deployment)),
    journal: SILENT,
    clock: () => new Date(),
    digest: (text) => hash('sha256', text),
    rules,
    settleMs: config.settleSeconds * 1_000,
    rulesFor: (sku) => resolveSkuRules(policies, rules, sku),
    commitAttempts: 12,
    pause: (attempt) => setTimeout(Math.random() * Math.min(1_000, 20 * 2 ** attempt)),
  };
}
