/** The channels, locations and rules of this deployment. */
import { defineConfig } from './shared/config.ts';

/**
 * What your deployment connects. Each channel's credentials live in AWS Secrets Manager under `stockline/<id>`,
 * never here. A second Shopify shop is one more entry with an id of its own.
 */
export default defineConfig({
  locations: ['main'],
  exposure: { policy: 'shared', safetyStock: 0 },
  channels: [
    { id: 'shopify', platform: 'shopify', shop: 'your-shop.myshopify.com', locations: { '655441491': ['main'] } },
    {
      id: 'amazon',
      platform: 'amazon',
      sellerId: 'A2EXAMPLESELLER',
      region: 'na',
      marketplaceIds: ['ATVPDKIKX0DER'],
      drawsOn: ['main'],
    },
    { id: 'square', platform: 'square', locations: { LEXAMPLE12345: ['main'] } },
    { id: 'pos', platform: 'pos' },
  ],
});
