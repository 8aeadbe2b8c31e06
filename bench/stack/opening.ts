/** Takes the channels' catalogues and the stock into the ledger, as an import does, before anything is counted. */

import { documentClient } from '../../shared/aws/lambda/document-client.ts';
import { sqsClient } from '../../shared/aws/lambda/sqs-client.ts';
import { dynamoListingRegistry } from '../../shared/aws/listings/listing-registry.ts';
import { sqsObservationQueue } from '../../shared/aws/messaging/queues.ts';
import { amazon } from '../../shared/channels/amazon/platform.ts';
import { direct } from '../../shared/channels/direct/platform.ts';
import { shopify } from '../../shared/channels/shopify/platform.ts';
import { square } from '../../shared/channels/square/platform.ts';
import type { SellingChannel } from '../../shared/config.ts';
import { parseChannelId, parseLocationId, parseQuantity, parseSku } from '../../shared/domain/identifiers.ts';
import type { BaselineObservation } from '../../shared/domain/stock/observation.ts';
import type { ChannelClient } from '../../shared/ports/channel/channel.ts';
import { benchConfig, LOCATION, type Places } from './bench-config.ts';
import { SECRETS } from './channels.ts';

export type Opening = {
  readonly places: Places;
  readonly table: string;
  readonly observationsUrl: string;
  /** Units on hand of each SKU. */
  readonly onHand: ReadonlyMap<string, number>;
  readonly now: Date;
};

/** Registers every listing of the three channels, and queues a baseline for each SKU. */
export async function openLedger({ places, table, observationsUrl, onHand, now }: Opening): Promise<void> {
  const registry = dynamoListingRegistry(documentClient(), table);
  for (const channel of benchConfig(places).channels) {
    if (channel.platform === 'pos') {
      continue;
    }
    const client = clientOf(channel);
    for await (const page of client.catalogue()) {
      for (const listing of page) {
        await registry.register(listing, client.channel, client.pushMode, now);
      }
    }
  }
  const at = now.toISOString();
  const baselines = [...onHand].map(
    ([sku, units]): BaselineObservation => ({
      kind: 'baseline',
      sku: parseSku(sku),
      onHand: { [parseLocationId(LOCATION)]: parseQuantity(units) },
      source: { channel: parseChannelId('opening'), key: 'baseline' },
      occurredAt: at,
      receivedAt: at,
    }),
  );
  await sqsObservationQueue(sqsClient(), observationsUrl).send(baselines);
}

function clientOf(channel: SellingChannel): ChannelClient {
  const secret = SECRETS.get(`stockline/${channel.id}`) ?? '';
  switch (channel.platform) {
    case 'shopify':
      return shopify.selling.client(channel, secret);
    case 'amazon':
      return amazon.selling.client(channel, secret);
    case 'square':
      return square.selling.client(channel, secret);
    case 'direct':
      return direct.selling.client(channel, secret);
    default:
      return channel satisfies never;
  }
}
