/** What a function needs to rebalance shares. */

import { setTimeout } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoExposureStore } from '../../shared/aws/exposure/exposure-store.ts';
import { environmentText, exposureRules, settleMs } from '../../shared/aws/lambda/environment.ts';
import { eventBridgeClient } from '../../shared/aws/lambda/event-bridge-client.ts';
import { cloudWatchJournal } from '../../shared/aws/lambda/journal.ts';
import { eventBridgeStockEvents } from '../../shared/aws/messaging/event-bus.ts';
import type { SharePorts } from '../../shared/usecases/exposure/rebalance-shares.ts';

/** What push-… and check-… need to let shares move once a channel has proved something. */
export function sharePorts(database: DynamoDBDocumentClient): SharePorts {
  return {
    store: dynamoExposureStore(database, environmentText('TABLE_NAME')),
    events: eventBridgeStockEvents(eventBridgeClient(), environmentText('BUS_NAME')),
    rules: exposureRules(),
    settleMs: settleMs(),
    journal: cloudWatchJournal(),
    clock: () => new Date(),
    pause: (attempt) => setTimeout(Math.random() * 20 * 2 ** attempt),
  };
}
