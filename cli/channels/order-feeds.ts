import type { SecretReader } from '../../shared/aws/secrets/secrets.ts';
import { parseAmazonCredentials } from '../../shared/channels/amazon/connecting/credentials.ts';
import { createAmazonOrderFeed } from '../../shared/channels/amazon/orders/order-feed.ts';
import { parseShopifyCredentials } from '../../shared/channels/shopify/connecting/credentials.ts';
import { createShopifyOrderFeed } from '../../shared/channels/shopify/orders/order-feed.ts';
import { parseSquareCredentials } from '../../shared/channels/square/connecting/credentials.ts';
import { createSquareOrderFeed } from '../../shared/channels/square/orders/order-feed.ts';
import { type ChannelConfig, SECRET_PREFIX, type StocklineConfig } from '../../shared/config.ts';
import type { OrderFeed } from '../../shared/ports/channel.ts';

/** What happens on every configured channel that has listings. Rejects when a channel's secret is not usable. */
export async function orderFeedsOf(config: StocklineConfig, readSecret: SecretReader): Promise<readonly OrderFeed[]> {
  const orderFeeds = await Promise.all(config.channels.map((channel) => orderFeedOf(channel, readSecret)));
  return orderFeeds.filter((orderFeed) => orderFeed !== undefined);
}

async function orderFeedOf(channel: ChannelConfig, readSecret: SecretReader): Promise<OrderFeed | undefined> {
  const secret = () => readSecret(`${SECRET_PREFIX}${channel.id}`);
  switch (channel.platform) {
    case 'shopify':
      return createShopifyOrderFeed(channel, parseShopifyCredentials(await secret()));
    case 'amazon':
      return createAmazonOrderFeed(channel, parseAmazonCredentials(await secret()));
    case 'square':
      return createSquareOrderFeed(channel, parseSquareCredentials(await secret()));
    case 'pos':
      return undefined;
    default:
      return channel satisfies never;
  }
}
