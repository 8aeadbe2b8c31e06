/** Shopify: a shop that sends whole orders, signed, and takes differences that it compares first. */

import { type ShopifyChannel, shopifyChannel } from '../../channel-config.ts';
import type { SellingPlatform } from '../platform.ts';
import { createShopifyClient } from './client/channel-client.ts';
import { createShopifyConnection } from './connecting/connection.ts';
import { parseShopifyCredentials } from './connecting/credentials.ts';
import { SHOPIFY_SECRET } from './connecting/secret-form.ts';
import { SHOPIFY } from './facts.ts';
import { shopifyEvents } from './intake/events.ts';
import { shopifyIntake } from './intake/intake.ts';
import { createShopifyOrderFeed, createShopifySweep } from './orders/order-feed.ts';
import { createShopifyOrderReader } from './orders/order-reader.ts';

const clock = () => new Date();

export const shopify = {
  facts: SHOPIFY,
  channel: shopifyChannel,
  intake: shopifyIntake,
  events: shopifyEvents,
  secret: SHOPIFY_SECRET,
  checkSecret: (text) => void parseShopifyCredentials(text),
  connecting: {
    to: 'webhook',
    open: (channel, secret, { webhookUrl }) =>
      createShopifyConnection(channel, parseShopifyCredentials(secret), { webhookUrl, clock }),
  },
  selling: {
    client: (channel, secret) => createShopifyClient(channel, parseShopifyCredentials(secret)),
    orderFeed: (channel, secret) => createShopifyOrderFeed(channel, parseShopifyCredentials(secret)),
    sweep: (channel, secret) => createShopifySweep(channel, parseShopifyCredentials(secret)),
    orderReader: (channel, secret) => createShopifyOrderReader(channel, parseShopifyCredentials(secret)),
    changeReader: undefined,
    pushAccount: ({ shop }) => `shopify#${shop}`,
    apiAddress: ({ apiEndpoint, shop }) => apiEndpoint ?? `https://${shop}/`,
  },
} satisfies SellingPlatform<ShopifyChannel>;
