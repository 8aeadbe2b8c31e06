/** Reads every channel's catalogue as it is now, with the links that are kept of it. */
import { OF_A_COMMAND } from '../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../shared/aws/lambda/document-client.ts';
import { secretsClient } from '../../shared/aws/lambda/secrets-client.ts';
import { dynamoLinkStore } from '../../shared/aws/listings/link-store.ts';
import { cachedSecrets } from '../../shared/aws/secrets/secrets.ts';
import type { LeftOut } from '../../shared/ports/channel/channel.ts';
import type { LinkableCatalogue } from '../../shared/usecases/linking/plan-links.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { openChannels } from './channel-clients.ts';

/** The channels that have listings, and the catalogue of each. */
export async function readCatalogues({ config, table }: Deployment) {
  const links = dynamoLinkStore(documentClient(OF_A_COMMAND), table);
  const secrets = cachedSecrets(secretsClient(OF_A_COMMAND));
  const channels = await openChannels(config, secrets);
  const catalogues = await Promise.all(
    channels.map(async ({ client }): Promise<LinkableCatalogue> => {
      const { channel, pushMode } = client;
      const leftOut: LeftOut[] = [];
      const rows = (await Array.fromAsync(client.catalogue((each) => leftOut.push(each)))).flat();
      return { channel, pushMode, rows, leftOut, links: await links.ofChannel(channel) };
    }),
  );
  return { channels, catalogues };
}
