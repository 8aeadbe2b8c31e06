import type { SecretReader } from '../../shared/aws/secrets/secrets.ts';
import { parseAmazonCredentials } from '../../shared/channels/amazon/connecting/credentials.ts';
import { createAmazonActivity } from '../../shared/channels/amazon/orders/order-feed.ts';
import { parseShopifyCredentials } from '../../shared/channels/shopify/connecting/credentials.ts';
import { createShopifyActivity } from '../../shared/channels/shopify/orders/order-feed.ts';
import { parseSquareCredentials } from '../../shared/channels/square/connecting/credentials.ts';
import { createSquareActivity } from '../../shared/channels/square/orders/order-feed.ts';
import { type ChannelConfig, SECRET_PREFIX, type StocklineConfig } from '../../shared/config.ts';
import type { ChannelActivity } from '../../shared/ports/channel.ts';

/** What happens on every configured channel that has listings. Rejects when a channel's secret is not usable. */
export async function activitiesOf(
  config: StocklineConfig,
  readSecret: SecretReader,
): Promise<readonly ChannelActivity[]> {
  const activities = await Promise.all(config.channels.map((channel) => activityOf(channel, readSecret)));
  return activities.filter((activity) => activity !== undefined);
}

async function activityOf(channel: ChannelConfig, readSecret: SecretReader): Promise<ChannelActivity | undefined> {
  const secret = () => readSecret(`${SECRET_PREFIX}${channel.id}`);
  switch (channel.platform) {
    case 'shopify':
      return createShopifyActivity(channel, parseShopifyCredentials(await secret()));
    case 'amazon':
      return createAmazonActivity(channel, parseAmazonCredentials(await secret()));
    case 'square':
      return createSquareActivity(channel, parseSquareCredentials(await secret()));
    case 'pos':
      return undefined;
    default:
      return channel satisfies never;
  }
}
