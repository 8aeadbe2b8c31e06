import type { SecretReader } from '../../shared/aws/secrets/secrets.ts';
import { createAmazonOutlet } from '../../shared/channels/amazon/client/channel-client.ts';
import { parseAmazonCredentials } from '../../shared/channels/amazon/connecting/credentials.ts';
import { createShopifyOutlet } from '../../shared/channels/shopify/client/channel-client.ts';
import { parseShopifyCredentials } from '../../shared/channels/shopify/connecting/credentials.ts';
import { createSquareOutlet } from '../../shared/channels/square/client/channel-client.ts';
import { parseSquareCredentials } from '../../shared/channels/square/connecting/credentials.ts';
import { type ChannelConfig, SECRET_PREFIX, type StocklineConfig } from '../../shared/config.ts';
import type { ChannelOutlet } from '../../shared/ports/channel.ts';

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
