/** What comes from Shopify over HTTP: verified with the app's client secrets, then translated. */

import { type ShopifyChannel, shopifyChannel } from '../../../channel-config.ts';
import type { WebhookIntake } from '../../platform.ts';
import { parseShopifyCredentials } from '../connecting/credentials.ts';
import { SHOPIFY } from '../facts.ts';
import { translateShopify } from './translate.ts';
import { createShopifyVerifier } from './verify.ts';

export const shopifyIntake: WebhookIntake<ShopifyChannel> = {
  by: 'webhook',
  channel: shopifyChannel,
  brings: SHOPIFY.intake.brings,
  open(channel, secret) {
    const verify = createShopifyVerifier(channel, parseShopifyCredentials(secret));
    return async ({ body, headers, receivedAt }) => {
      const verdict = await verify(body, headers);
      return verdict.valid
        ? { kind: 'authentic', intake: translateShopify({ topic: verdict.topic, rawBody: body, channel, receivedAt }) }
        : { kind: 'notAuthentic', reason: verdict.reason };
    };
  },
};
