import type { SecretReader } from '../../shared/aws/secrets/secrets.ts';
import { createAmazonClient } from '../../shared/channels/amazon/client/channel-client.ts';
import { parseAmazonCredentials } from '../../shared/channels/amazon/connecting/credentials.ts';
import { createShopifyClient } from '../../shared/channels/shopify/client/channel-client.ts';
import { parseShopifyCredentials } from '../../shared/channels/shopify/connecting/credentials.ts';
import { createSquareClient } from '../../shared/channels/square/client/channel-client.ts';
import { parseSquareCredentials } from '../../shared/channels/square/connecting/credentials.ts';
import { type ChannelConfig, SECRET_PREFIX, type StocklineConfig } from '../../shared/config.ts';
import type { ChannelClient } from '../../shared/ports/channel.ts';

/** The outward side of every configured channel that has listings. Rejects when a channel's secret is not usable. */
export async function channelClientsOf(
  config: StocklineConfig,
  readSecret: SecretReader,
): Promise<readonly ChannelClient[]> {
  const clients = await Promise.all(config.channels.map((channel) => clientOf(channel, readSecret)));
  return clients.filter((client) => client !== undefined);
}

async function clientOf(channel: ChannelConfig, readSecret: SecretReader): Promise<ChannelClient | undefined> {
  switch (channel.platform) {
    case 'shopify':
      return createShopifyClient(channel, parseShopifyCredentials(await readSecret(`${SECRET_PREFIX}${channel.id}`)));
    case 'amazon':
      return createAmazonClient(channel, parseAmazonCredentials(await readSecret(`${SECRET_PREFIX}${channel.id}`)));
    case 'square':
      return createSquareClient(channel, parseSquareCredentials(await readSecret(`${SECRET_PREFIX}${channel.id}`)));
    case 'pos':
      return undefined;
    default:
      return channel satisfies never;
  }
}
