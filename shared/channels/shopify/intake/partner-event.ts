/** Translates webhooks that come over Shopify's partner event source. */

import { stringify } from 'lossless-json';
import * as v from 'valibot';
import type { ShopifyChannel } from '../../../channel-config.ts';
import type { Intake } from '../../../ports/channel/channel.ts';
import { type Malformed, readJson } from '../../json-body.ts';
import { translateShopify } from './translate.ts';

/** What EventBridge brought from Shopify's partner event source, as its rule put it into the queue. */
export type ShopifyEvent = {
  readonly body: string;
  readonly channel: ShopifyChannel;
  /** ISO 8601, milliseconds, UTC. */
  readonly receivedAt: string;
};

/**
 * `metadata` has the headers that a delivery over HTTPS has, `payload` its body. There is no signature to check: only
 * Shopify's partner source can put events on the bus that is associated with it.
 * Source: https://shopify.dev/docs/apps/build/webhooks/subscribe/get-started?deliveryMethod=eventBridge (2026-04), a
 * recorded event of 2026-05-11.
 */
const partnerEvent = v.object({
  detail: v.object({
    metadata: v.pipe(
      v.record(v.string(), v.unknown()),
      v.transform((headers) =>
        Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
      ),
      v.object({
        'x-shopify-topic': v.string('Expected a topic.'),
        'x-shopify-shop-domain': v.string('Expected a shop.'),
      }),
    ),
    payload: v.unknown(),
  }),
});

/**
 * Shopify's events are a preview and may replace webhooks one day. Their headers lack the prefix X-, and their bodies
 * differ. A merchant who tries them loses nothing, because the webhooks go on.
 * Source: https://shopify.dev/docs/apps/build/events (2026, API version unstable); lib/types.ts of npm
 * @shopify/shopify-api 15.0.0.
 */
export const PREVIEW_EVENT: Intake = {
  kind: 'ignored',
  reason: 'It is one of Shopify’s preview events, which Stockline does not read: subscribe to webhooks.',
};

const previewEvent = v.object({
  detail: v.object({
    metadata: v.pipe(
      v.record(v.string(), v.unknown()),
      v.check((headers) => {
        const names = Object.keys(headers).map((name) => name.toLowerCase());
        return names.includes('shopify-topic') && !names.includes('x-shopify-topic');
      }),
    ),
  }),
});

/** Says the same as a webhook, under the same keys: what comes both ways counts once. */
export function translateShopifyEvent({ body, channel, receivedAt }: ShopifyEvent): Intake {
  if (readJson(body, previewEvent).kind === 'read') {
    return PREVIEW_EVENT;
  }
  const read = readJson(body, partnerEvent);
  if (read.kind === 'malformed') {
    return read;
  }
  const { metadata, payload } = read.value.detail;
  if (metadata['x-shopify-shop-domain'].toLowerCase() !== channel.shop) {
    return { kind: 'ignored', reason: `The event is of another shop than ${channel.shop}.` };
  }
  const rawBody = new TextEncoder().encode(stringify(payload) ?? '');
  const intake = translateShopify({ topic: metadata['x-shopify-topic'], rawBody, channel, receivedAt });
  return intake.kind === 'malformed' ? withinPayload(intake) : intake;
}

function withinPayload({ path, ...malformed }: Malformed): Malformed {
  return { ...malformed, path: path === '' ? 'detail.payload' : `detail.payload.${path}` };
}
