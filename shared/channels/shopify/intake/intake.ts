/** What comes from Shopify over HTTP: verified with the app's client secrets, then translated. */

import { type ShopifyChannel, shopifyChannel } from '../../../channel-config.ts';
import type { WebhookIntake } from '../../platform.ts';
import { SHOPIFY_API_VERSION } from '../api-version.ts';
import { parseShopifyCredentials } from '../connecting/credentials.ts';
import { SHOPIFY } from '../facts.ts';
import { PREVIEW_EVENT } from './partner-event.ts';
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
      if (!verdict.valid) {
        return { kind: 'notAuthentic', reason: verdict.reason };
      }
      const { topic, version, isPreviewEvent } = verdict;
      const isOther = version !== undefined && version !== SHOPIFY_API_VERSION;
      return {
        kind: 'authentic',
        intake: isPreviewEvent ? PREVIEW_EVENT : translateShopify({ topic, rawBody: body, channel, receivedAt }),
        ...(isOther && { otherVersion: version }),
      };
    };
  },
};
