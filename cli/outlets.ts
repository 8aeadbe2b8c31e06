import type { SecretReader } from '../shared/aws/secrets.ts';
import { parseAmazonCredentials } from '../shared/channels/amazon/credentials.ts';
import { createAmazonOutlet } from '../shared/channels/amazon/outlet.ts';
import { parseShopifyCredentials } from '../shared/channels/shopify/credentials.ts';
import { createShopifyOutlet } from '../shared/channels/shopify/outlet.ts';
import { parseSquareCredentials } from '../shared/channels/square/credentials.ts';
import { createSquareOutlet } from '../shared/channels/square/outlet.ts';
import { type ChannelConfig, SECRET_PREFIX, type StocklineConfig } from '../shared/config.ts';
import type { ChannelOutlet } from '../shared/ports/channel.ts';

/** The outward side of every configured channel that has listings. Rejects when a channel's secret is not usable. */
export async function outletsOf(config: StocklineConfig, readSecret: SecretReader): Promise<readonly ChannelOutlet[]> {
  const outlets = await Promise.all(config.channels.map((channel) => outletOf(channel, readSecret)));
  return outlets.filter((outlet) => outlet !== undefined);
}

async function outletOf(channel: ChannelConfig, readSecret: SecretReader): Promise<ChannelOutlet | undefined> {
  switch (channel.platform) {
    case 'shopify':
      return createShopifyOutlet(channel, parseShopifyCredentials(await readSecret(`${SECRET_PREFIX}${channel.id}`)));
    case 'amazon':
      return createAmazonOutlet(channel, parseAmazonCredentials(await readSecret(`${SECRET_PREFIX}${channel.id}`)));
    case 'square':
      return createSquareOutlet(channel, parseSquareCredentials(await readSecret(`${SECRET_PREFIX}${channel.id}`)));
    case 'pos':
      return undefined;
    default:
      return channel satisfies never;
  }
}
