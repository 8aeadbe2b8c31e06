import type { SecretReader } from '../shared/aws/secrets.ts';
import { parseAmazonCredentials } from '../shared/channels/amazon/credentials.ts';
import { createAmazonActivity } from '../shared/channels/amazon/order-search.ts';
import { parseShopifyCredentials } from '../shared/channels/shopify/credentials.ts';
import { createShopifyActivity } from '../shared/channels/shopify/order-search.ts';
import { createSquareActivity } from '../shared/channels/square/activity.ts';
import { parseSquareCredentials } from '../shared/channels/square/credentials.ts';
import { type ChannelConfig, SECRET_PREFIX, type StocklineConfig } from '../shared/config.ts';
import type { ChannelActivity } from '../shared/ports/channel.ts';

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
