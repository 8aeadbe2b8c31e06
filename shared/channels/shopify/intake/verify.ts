/** Verifies Shopify's webhook signatures. */

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ShopifyChannel } from '../../../channel-config.ts';
import { utf8Text } from '../../json-body.ts';
import { shopifyLibrary } from '../client/library.ts';
import type { ShopifyCredentials } from '../connecting/credentials.ts';

export type ShopifyVerdict =
  | {
      readonly valid: true;
      /** As `ORDERS_CREATE`. Like every header it is not covered by the signature. */
      readonly topic: string;
      readonly webhookId: string;
      /** The API version that the message is written in; absent where Shopify did not say. */
      readonly version?: string;
      /** Shopify's events are a preview of what may one day be in place of webhooks; their bodies are others. */
      readonly isPreviewEvent: boolean;
    }
  | { readonly valid: false; readonly reason: string };

export type ShopifyVerifier = (
  rawBody: Uint8Array,
  headers: Readonly<Record<string, string | undefined>>,
) => Promise<ShopifyVerdict>;

/**
 * Makes the check of webhook signatures for one shop: HMAC-SHA256 over the raw bytes, compared in constant time, with
 * every client secret in turn, since Shopify goes on signing with the oldest unrevoked one for up to an hour.
 * Source: https://shopify.dev/docs/apps/build/webhooks/verify-deliveries (2026-04).
 */
export function createShopifyVerifier(channel: ShopifyChannel, credentials: ShopifyCredentials): ShopifyVerifier {
  const libraries = credentials.clientSecrets.map((secret) => shopifyLibrary(credentials.clientId, secret));
  return async (rawBody, headers) => {
    const body = utf8Text(rawBody);
    const given = headersOf(headers);
    if (body === undefined || given === undefined) {
      return { valid: false, reason: 'The body is not UTF-8, or a header is not text.' };
    }
    if (body === '') {
      return emptyBody(channel, credentials, given);
    }
    let reason = 'No client secret is configured.';
    for (const library of libraries) {
      const rawRequest = new Request('https://stockline.invalid/', { method: 'POST', headers: given });
      const result = await library.webhooks.validate({ rawBody: body, rawRequest });
      if (!result.valid) {
        reason = `Shopify's library says ${result.reason}.`;
        continue;
      }
      if (result.domain.toLowerCase() !== channel.shop) {
        return { valid: false, reason: `The webhook is of another shop than ${channel.shop}.` };
      }
      const { topic, webhookId, apiVersion: version, webhookType } = result;
      return { valid: true, topic, webhookId, version, isPreviewEvent: webhookType === 'events' };
    }
    return { valid: false, reason };
  };
}

/** Shopify's library refuses an empty body unseen. If it was signed it is authentic, and malformed: no 401 then. */
function emptyBody({ shop }: ShopifyChannel, { clientSecrets }: ShopifyCredentials, headers: Headers): ShopifyVerdict {
  const given = Buffer.from(headers.get('x-shopify-hmac-sha256') ?? '', 'base64');
  const isSigned = clientSecrets.some((secret) => {
    const expected = createHmac('sha256', secret).update('').digest();
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  const topic = headers.get('x-shopify-topic');
  const webhookId = headers.get('x-shopify-webhook-id');
  return isSigned && headers.get('x-shopify-shop-domain')?.toLowerCase() === shop && topic && webhookId
    ? { valid: true, topic: topic.toUpperCase().replace('/', '_'), webhookId, isPreviewEvent: false }
    : { valid: false, reason: 'The body is empty and not signed for this shop.' };
}

function headersOf(headers: Readonly<Record<string, string | undefined>>): Headers | undefined {
  try {
    return new Headers(
      Object.entries(headers).flatMap(([name, value]): [string, string][] =>
        value === undefined ? [] : [[name, value]],
      ),
    );
  } catch {
    return undefined;
  }
}
