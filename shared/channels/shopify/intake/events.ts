/** What comes from Shopify over an event bus in place of a URL: only Shopify can put events on that bus. */

import { type ShopifyChannel, shopifyChannel } from '../../../channel-config.ts';
import type { QueueIntake } from '../../platform.ts';
import { SHOPIFY } from '../facts.ts';
import { translateShopifyEvent } from './partner-event.ts';

export const shopifyEvents: QueueIntake<ShopifyChannel> = {
  by: 'queue',
  channel: shopifyChannel,
  brings: SHOPIFY.intake.brings,
  translate: translateShopifyEvent,
};
