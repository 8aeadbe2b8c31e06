import type { SquareChannel } from '../../../config.ts';
import type { Sku } from '../../../domain/identifiers.ts';
import type { OrderFeed } from '../../../ports/channel.ts';
import type { Clock } from '../../../ports/journal.ts';
import { readSquareListing } from '../catalogue.ts';
import { createSquareApi } from '../client/api.ts';
import type { SquareCredentials } from '../connecting/credentials.ts';
import { createSquareChangeReader } from './change-reader.ts';

/** Square names no limit for the ids of one call. */
const IDS_MAX = 500;

/** Square takes units off its count when they are sold: no order has units to ship, every change is a movement. */
export function createSquareOrderFeed(
  channel: SquareChannel,
  credentials: SquareCredentials,
  clock: Clock = () => new Date(),
): OrderFeed {
  const api = createSquareApi(channel, credentials);
  const readChanges = createSquareChangeReader(channel, credentials);
  return {
    channel: channel.id,
    async *openLines() {},
    readAgain: (listing) => readSquareListing(channel, api, listing),
    async *changedSince(since, skus) {
      const variations = [...skus];
      for (let start = 0; start < variations.length; start += IDS_MAX) {
        const asked: ReadonlyMap<string, Sku> = new Map(variations.slice(start, start + IDS_MAX));
        yield (await readChanges(asked, since, clock().toISOString())).filter((each) => each.kind === 'movement');
      }
    },
  };
}
