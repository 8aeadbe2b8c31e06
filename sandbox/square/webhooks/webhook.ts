/** The webhooks of the Square sandbox: their bodies, headers and signature. */
import { createHmac, randomUUID } from 'node:crypto';
import type { SandboxKernel } from '../../kernel/server.ts';
import { formatInstant } from '../instant.ts';
import { countOnWire } from '../inventory/wire.ts';
import type { Till } from '../till.ts';
import type { Subscription, Subscriptions } from './subscriptions.ts';

/**
 * A webhook subscription made in the Developer Console. Deliveries go to `url`; the signature covers `notificationUrl`,
 * the URL as it was registered, which is `url` unless a proxy stands between.
 */
export type SquareWebhook = { url: string; notificationUrl?: string; signatureKey: string };

export const COUNT_UPDATED = 'inventory.count.updated';

// https://developer.squareup.com/docs/webhooks/troubleshooting (read 2026-11-24): answer within 10 seconds.
const TIMEOUT_MS = 10_000;

/** What Square's test notifications name: an item and a place that no account has. */
const EXAMPLE_COUNT = {
  catalog_object_id: 'FGIXM7CCKGDMVZ2LLTQYXNAD',
  catalog_object_type: 'ITEM_VARIATION',
  state: 'IN_STOCK',
  location_id: 'YYQR03DGCTXA4',
  quantity: '10',
};

/**
 * Sends the subscribers the count that a variation has now: a state, built when the change happened. Of one that was
 * deleted the event has no `data.object`: `InventoryCountUpdatedEventData.object` of npm square 46.0.0 "is absent if
 * affected object was deleted".
 */
export function sendCountUpdated(
  kernel: SandboxKernel,
  subscriptions: Subscriptions,
  { till, variationId, what }: { till: Till; variationId: string; what: 'counted' | 'deleted' },
): void {
  const count = what === 'deleted' ? undefined : countOnWire(till.inventory.count(variationId), till.account);
  const { createdAt, body } = countEvent(till, count);
  for (const subscription of subscriptions.tellingOf(COUNT_UPDATED)) {
    const headers = headersFor(subscription, createdAt, body);
    kernel.notify(({ retry, lastFailure, signal }) => {
      const again =
        retry === 0 ? {} : { 'square-retry-number': String(retry), 'square-retry-reason': reason(lastFailure) };
      const url = subscription.deliverTo;
      return kernel.post({ url, headers: { ...headers, ...again }, body, timeoutMs: TIMEOUT_MS, signal });
    });
  }
}

/** Sends an example at once and once; resolves with the status it was answered with, undefined without an answer. */
export async function sendExample(
  kernel: SandboxKernel,
  till: Till,
  subscription: Subscription,
  type: string,
): Promise<number | undefined> {
  const at = formatInstant(till.clock());
  const { createdAt, body } =
    type === COUNT_UPDATED ? countEvent(till, { ...EXAMPLE_COUNT, calculated_at: at }) : event(till, type, {});
  const headers = headersFor(subscription, createdAt, body);
  const { signal } = new AbortController();
  const result = await kernel.post({ url: subscription.deliverTo, headers, body, timeoutMs: TIMEOUT_MS, signal });
  if (result.accepted) return 200;
  const status = /^http_(\d{3})$/.exec(result.reason)?.[1];
  return status === undefined ? undefined : Number(status);
}

function countEvent(till: Till, count: object | undefined) {
  return event(till, COUNT_UPDATED, {
    type: 'inventory_counts',
    id: randomUUID(),
    ...(count === undefined ? {} : { object: { inventory_counts: [count] } }),
  });
}

function event(till: Till, type: string, data: object): { createdAt: string; body: string } {
  const createdAt = formatInstant(till.clock());
  const { merchantId } = till.account;
  const body = { merchant_id: merchantId, type, event_id: randomUUID(), created_at: createdAt, data };
  return { createdAt, body: JSON.stringify(body) };
}

function headersFor(subscription: Subscription, createdAt: string, body: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'Square Connect v2',
    'square-environment': 'Sandbox',
    'square-initial-delivery-timestamp': createdAt,
    'x-square-hmacsha256-signature': signature(subscription, body),
  };
}

/** https://developer.squareup.com/docs/webhooks/step3validate: base64 of HMAC-SHA256 over URL and body. */
function signature({ notificationUrl, signatureKey }: Subscription, body: string): string {
  return createHmac('sha256', signatureKey).update(`${notificationUrl}${body}`).digest('base64');
}

function reason(lastFailure: string): string {
  if (lastFailure === 'http_timeout') return 'http_timeout';
  return lastFailure.startsWith('http_') ? 'http_error' : 'other_error';
}
