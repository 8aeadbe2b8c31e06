/** Opens the configured channels for a command: the client of each, and its order feed. */

import type { SecretReader } from '../../shared/aws/secrets/secrets.ts';
import { platformOf, sellingChannels } from '../../shared/channels/platform-of.ts';
import type { StocklineConfig } from '../../shared/config.ts';
import type { ImportedChannel } from '../../shared/usecases/importing/read-channels.ts';
import { countingSkuUnits } from '../../shared/usecases/linking/sku-units.ts';
import { secretNameOf } from '../arguments/aws-options.ts';

/**
 * Every configured channel that has listings, with its client, which counts units of the SKU, and its order feed. Rejects when a
 * channel's secret is not usable.
 */
export async function openChannels(
  config: StocklineConfig,
  readSecret: SecretReader,
): Promise<readonly ImportedChannel[]> {
  const opened = await Promise.all(
    sellingChannels(config).map(async (channel): Promise<ImportedChannel | undefined> => {
      const { selling } = await platformOf(channel);
      if (selling === undefined) {
        return undefined;
      }
      const secret = await readSecret(secretNameOf(channel.id));
      return {
        client: countingSkuUnits(selling.client(channel, secret)),
        orderFeed: selling.orderFeed(channel, secret),
      };
    }),
  );
  return opened.filter((each) => each !== undefined);
}
