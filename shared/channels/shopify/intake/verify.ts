/** Verifies Shopify's webhook signatures. */

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ShopifyChannel } from '../../../channel-config.ts';
import type { ShopifyCredentials } from '../connecting/credentials.ts';

export type ShopifyVerdict =
  | {
      readonly valid: true;
      /** As `ORDERS_CREATE`. Like every header it is not covered by the signature. */
      readonly topic: string;
      readonly webhookId: string;
      /** The API version that the message is written in. */
      readonly version: string;
      /** Shopify's events are a preview of what may one day be in place of webhooks; their bodies are others. */
      readonly isPreviewEvent: boolean;
    }
  | { readonly valid: false; readonly reason: string };

export type ShopifyVerifier = (
  rawBody: Uint8Array,
  headers: Readonly<Record<string, string | undefined>>,
) => ShopifyVerdict;

/** What the names of the headers begin with: a preview event has the second, and then nothing of the first is asked for. */
const PREFIXES = { webhook: 'x-shopify-', previewEvent: 'shopify-' } as const;

/**
 * Makes the check of webhook signatures for one shop: HMAC-SHA256 over the raw bytes, compared in constant time, with
 * every client secret in turn, since Shopify goes on signing with the oldest unrevoked one for up to an hour.
 * Source: https://shopify.dev/docs/apps/build/webhooks/verify-deliveries (2026-04). Shopify's own library
 * (@shopify/shopify-api 15.0.0, `webhooks.validate`) takes what this takes, and a quarter of the function's bytes; it refuses
 * an empty body unseen, which is authentic where it was signed, and malformed.
 */
export function createShopifyVerifier(
  { shop }: ShopifyChannel,
  { clientSecrets }: ShopifyCredentials,
): ShopifyVerifier {
  return (rawBody, headers) => {
    const given = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const isPreviewEvent = Boolean(given.get(`${PREFIXES.previewEvent}hmac-sha256`));
    const prefix = isPreviewEvent ? PREFIXES.previewEvent : PREFIXES.webhook;
    const missing: string[] = [];
    const required = (name: string): string => {
      const value = given.get(`${prefix}${name}`);
      if (!value) {
        missing.push(`${prefix}${name}`);
      }
      return value ?? '';
    };
    const signature = required('hmac-sha256');
    const [topic, domain] = [required('topic'), required('shop-domain')];
    const [version, webhookId] = [required('api-version'), required('webhook-id')];
    if (
      !clientSecrets.some((secret) => isSame(signature, createHmac('sha256', secret).update(rawBody).digest('base64')))
    ) {
      return { valid: false, reason: 'No client secret of this app signed these bytes.' };
    }
    if (missing.length > 0) {
      return { valid: false, reason: `Without ${missing.join(', ')}.` };
    }
    return domain.toLowerCase() === shop
      ? { valid: true, topic: topic.toUpperCase().replaceAll(/[/.]/g, '_'), webhookId, version, isPreviewEvent }
      : { valid: false, reason: `The webhook is of another shop than ${shop}.` };
  };
}

function isSame(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
