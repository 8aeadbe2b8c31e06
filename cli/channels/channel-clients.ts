/** Opens the configured channels for a command: the client of each, and its order feed. */

import type { SecretReader } from '../../shared/aws/secrets/secrets.ts';
import type { Selling } from '../../shared/channels/platform.ts';
import { platformOf, sellingChannels } from '../../shared/channels/platform-of.ts';
import type { SellingChannel, StocklineConfig } from '../../shared/config.ts';
import type { ChannelClient, OrderFeed } from '../../shared/ports/channel/channel.ts';
import { countingSkuUnits } from '../../shared/usecases/linking/sku-units.ts';
import { secretNameOf } from '../aws-options.ts';

/** The client of every configured channel that has listings. Rejects when a channel's secret is not usable. */
export function channelClientsOf(config: StocklineConfig, readSecret: SecretReader): Promise<readonly ChannelClient[]> {
  return openedOf(
    config,
    readSecret,
    ({ client }) =>
      (channel, secret) =>
        countingSkuUnits(client(channel, secret)),
  );
}

/** The order feed of every configured channel that has listings. Rejects when a channel's secret is not usable. */
export function orderFeedsOf(config: StocklineConfig, readSecret: SecretReader): Promise<readonly OrderFeed[]> {
  return openedOf(config, readSecret, ({ orderFeed }) => orderFeed);
}

async function openedOf<Opened>(
  config: StocklineConfig,
  readSecret: SecretReader,
  part: (selling: Selling<SellingChannel>) => (channel: SellingChannel, secret: string) => Opened,
): Promise<readonly Opened[]> {
  const opened = await Promise.all(
    sellingChannels(config).map(async (channel) => {
      const { selling } = await platformOf(channel);
      return selling && part(selling)(channel, await readSecret(secretNameOf(channel.id)));
    }),
  );
  return opened.filter((each) => each !== undefined);
}
