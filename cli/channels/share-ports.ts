/** What a command needs to change how SKUs are offered. */

import { setTimeout } from 'node:timers/promises';
import { dynamoExposureStore } from '../../shared/aws/exposure/exposure-store.ts';
import { OF_A_COMMAND } from '../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../shared/aws/lambda/document-client.ts';
import { eventBridgeClient } from '../../shared/aws/lambda/event-bridge-client.ts';
import { eventBridgeStockEvents } from '../../shared/aws/messaging/event-bus.ts';
import { configuredRules } from '../../shared/config.ts';
import type { Journal } from '../../shared/ports/journal.ts';
import type { SharePorts } from '../../shared/usecases/exposure/rebalance-shares.ts';
import { busOf, type Deployment } from '../deployment/deployment.ts';

/** What a command needs to change how SKUs are offered. */
export function sharePortsOf(deployment: Deployment): SharePorts {
  return {
    store: dynamoExposureStore(documentClient(OF_A_COMMAND), deployment.table),
    events: eventBridgeStockEvents(eventBridgeClient(OF_A_COMMAND), busOf(deployment)),
    rules: configuredRules(deployment.config),
    settleMs: deployment.config.settleSeconds * 1_000,
    journal: SILENT,
    clock: () => new Date(),
    pause: (attempt) => setTimeout(Math.random() * 20 * 2 ** attempt),
  };
}

/** A command prints its own answer: it has no log. */
export const SILENT: Journal = { info() {}, warn() {}, count() {}, lag() {}, reportDelay() {} };
