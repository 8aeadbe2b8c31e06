/** Rows of the conformance table: where the shop sends its messages, and what it says when it is asked. */

import * as v from 'valibot';
import { description } from '../../shared/channels/direct/connecting/connection.ts';
import { mustBeSigned, openOrders, reportedBy, shownMessage } from './reported.ts';
import { NotConforming } from './shop-caller.ts';
import { needsShop, type Row, type Trial } from './trial.ts';

const TEST_WAIT_MS = 2_000;
const DAY_MS = 86_400_000;

export const MESSAGE_ROWS: readonly Row[] = [
  {
    name: 'connect',
    promise: 'sends its messages to where it is connected to, and says so',
    unmet: needsShop,
    run: (trial) => connectTo(trial, trial.receiveAt),
  },
  {
    name: 'test message',
    promise: 'sends a signed message when it is asked to, and says how it was answered',
    unmet: needsShop,
    async run(trial) {
      await tryTestMessage(trial, 200);
      trial.receiver.refuseNext(isTest);
      await tryTestMessage(trial, 503);
    },
  },
  {
    name: 'open orders',
    promise: 'names its orders that have units to ship, each once and as it stands',
    unmet: needsShop,
    run: async (trial) => void (await openOrders(trial)),
  },
  {
    name: 'changes',
    promise: 'says again what it recorded in the last day, each order once',
    unmet: needsShop,
    async run(trial) {
      const now = Date.now();
      const window = { since: new Date(now - DAY_MS).toISOString(), until: new Date(now).toISOString() };
      await reportedBy(trial, 'changes', window);
    },
  },
];

export const LAST_ROWS: readonly Row[] = [
  {
    name: 'connect again',
    promise: 'sends its messages again to where it sent them before this trial',
    unmet: (trial) =>
      needsShop(trial) ??
      (trial.shop?.sendsTo && trial.shop.sendsTo !== trial.receiveAt ? undefined : 'it sent them nowhere before'),
    run: (trial) => connectTo(trial, trial.shop?.sendsTo ?? ''),
  },
];

async function connectTo({ caller }: Trial, webhookUrl: string): Promise<void> {
  const { exchange } = await caller.ask('connect', { webhookUrl }, v.object({}));
  const { value } = await caller.ask('describe', {}, description);
  if (value.sendsTo !== webhookUrl) {
    throw new NotConforming(`After it was connected it says that it sends to ${value.sendsTo ?? 'nobody'}.`, exchange);
  }
}

async function tryTestMessage({ caller, receiver }: Trial, status: number): Promise<void> {
  const known = new Set(receiver.received);
  const { value, exchange } = await caller.ask('test', {}, v.object({ status: v.nullable(v.number()) }));
  const message = await receiver.awaitMessage((each) => !known.has(each) && isTest(each.body), TEST_WAIT_MS);
  if (message === undefined) {
    throw new NotConforming('No message came.', exchange);
  }
  mustBeSigned(message);
  if (message.status !== status) {
    throw new NotConforming(`Its message was to be answered ${status}, and was not.`, shownMessage(message));
  }
  if (value.status !== status) {
    throw new NotConforming(`Its message was answered ${status}, and it says ${value.status}.`, exchange);
  }
}

function isTest(body: Buffer): boolean {
  return body.includes('"stockline.test"');
}
