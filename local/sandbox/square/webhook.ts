import { createHmac, randomUUID } from 'node:crypto';
import type { SandboxKernel } from '../server.ts';
import { formatInstant } from './instant.ts';
import type { Till } from './till.ts';
import { countOnWire } from './wire.ts';

/**
 * A webhook subscription. Deliveries go to `url`; the signature covers `notificationUrl`, the URL as it was registered,
 * which is `url` unless a proxy stands between.
 */
export type SquareWebhook = { url: string; notificationUrl?: string; signatureKey: string };

// https://developer.squareup.com/docs/webhooks/troubleshooting (read 2026-11-24): answer within 10 seconds.
const TIMEOUT_MS = 10_000;

/** Tells the subscriber what a variation's count is now: a state, built when the change happened. */
export function sendCountUpdated(kernel: SandboxKernel, webhook: SquareWebhook, till: Till, variationId: string): void {
  const { merchantId } = till.account;
  const createdAt = formatInstant(till.clock());
  const body = JSON.stringify({
    merchant_id: merchantId,
    type: 'inventory.count.updated',
    event_id: randomUUID(),
    created_at: createdAt,
    data: {
      type: 'inventory_counts',
      id: randomUUID(),
      object: { inventory_counts: [countOnWire(till.inventory.count(variationId), till.account)] },
    },
  });
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Square Connect v2',
    'square-environment': 'Sandbox',
    'square-initial-delivery-timestamp': createdAt,
    'x-square-hmacsha256-signature': signature(webhook, body),
  };
  kernel.notify(({ retry, lastFailure, signal }) => {
    const again =
      retry === 0 ? {} : { 'square-retry-number': String(retry), 'square-retry-reason': reason(lastFailure) };
    return kernel.post({ url: webhook.url, headers: { ...headers, ...again }, body, timeoutMs: TIMEOUT_MS, signal });
  });
}

/** https://developer.squareup.com/docs/webhooks/step3validate: base64 of HMAC-SHA256 over URL and body. */
function signature({ url, notificationUrl = url, signatureKey }: SquareWebhook, body: string): string {
  return createHmac('sha256', signatureKey).update(`${notificationUrl}${body}`).digest('base64');
}

function reason(lastFailure: string): string {
  if (lastFailure === 'http_timeout') return 'http_timeout';
  return lastFailure.startsWith('http_') ? 'http_error' : 'other_error';
}
