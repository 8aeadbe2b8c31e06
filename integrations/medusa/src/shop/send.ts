/** Sends what happened to Stockline: signed, within a time limit, until it is acknowledged. */
import { holdsOfCart, markCaptured } from '../database/holds.ts';
import { claimOrder, type KnownOrder, markSent, postpone } from '../database/orders.ts';
import { readSetting } from '../database/settings.ts';
import { signedHeaders } from '../protocol/signature.ts';
import { captureHold } from './stockline-holds.ts';
import type { Store } from './store.ts';

const TIMEOUT_MS = 10_000;
const REFUSED_AGAIN_SECONDS = 600;

export type Message = { readonly type: string; readonly timestamp: string; readonly data: object };

/** The messages that say how an order stands, one for each location. */
export function messagesOf({ version, states }: KnownOrder): readonly Message[] {
  const time = version?.toISOString();
  return time === undefined
    ? []
    : states.map((state) => ({ type: 'order.updated', timestamp: time, data: { ...state, version: time } }));
}

/** The status that Stockline answered; null without an answer, or where the store is not connected. */
export async function sendMessage({ settings, database, logger }: Store, message: Message): Promise<number | null> {
  const webhookUrl = await readSetting(database, 'sendsTo');
  if (webhookUrl === undefined) {
    return null;
  }
  const body = JSON.stringify({ ...message, sentAt: new Date().toISOString() });
  try {
    const answer = await fetch(webhookUrl, {
      method: 'POST',
      headers: signedHeaders(body, settings.signingSecret),
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await answer.text();
    if (!answer.ok) {
      logger.warn(`Stockline answered ${answer.status} to ${message.type}: ${text.slice(0, 500)}`);
    }
    return answer.status;
  } catch (error) {
    logger.warn(`Stockline did not answer ${message.type}: ${error instanceof Error ? error.message : 'no reason'}`);
    return null;
  }
}

/** Sends an order that Stockline does not have in its present version. What is not acknowledged is tried again by the job. */
export async function sendOrder(store: Store, id: string): Promise<void> {
  const order = await claimOrder(store.database, id);
  if (order === undefined) {
    return;
  }
  await captureItsHold(store, order);
  for (const message of messagesOf(order)) {
    const status = await sendMessage(store, message);
    if (status === null || status >= 300) {
      const isRefused = status === 400 || status === 409 || status === 413;
      await postpone(store.database, order, isRefused ? REFUSED_AGAIN_SECONDS : 0);
      return;
    }
  }
  await markSent(store.database, order);
}

/** A captured hold does not expire, however late the order's message comes. */
async function captureItsHold(store: Store, { id, states }: KnownOrder): Promise<void> {
  const [first] = states;
  if (first?.hold === undefined || store.settings.holds === undefined) {
    return;
  }
  const { data } = await store.query.graph({ entity: 'order_cart', fields: ['cart_id'], filters: { order_id: id } });
  const holds = await holdsOfCart(store.database, data[0]?.cart_id ?? '');
  const hold = holds.find((each) => each.id === first.hold);
  if (hold === undefined || hold.isCaptured) {
    return;
  }
  if (await captureHold(store.settings.holds, hold.id, id)) {
    await markCaptured(store.database, hold.id);
  }
}
