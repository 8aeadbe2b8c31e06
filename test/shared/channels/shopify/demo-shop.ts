/** The configuration of the Shopify shop that tests use. */
import type { ShopifyChannel } from '../../../../shared/channel-config.ts';
import { parseChannelId, parseLocationId } from '../../../../shared/domain/identifiers.ts';

/** A shop with one location, as it stands in a merchant's configuration. */
export const DEMO_SHOP: ShopifyChannel = {
  id: parseChannelId('shopify'),
  platform: 'shopify',
  shop: 'demo.myshopify.com',
  locations: { 655441491: [parseLocationId('main')] },
  buffer: 0,
};
