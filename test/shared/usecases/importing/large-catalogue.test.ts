import { expect, it } from '@jest/globals';
import { parseSku, type Sku } from '../../../../shared/domain/identifiers.ts';
import { planImport } from '../../../../shared/usecases/importing/plan-import.ts';
import { readChannels } from '../../../../shared/usecases/importing/read-channels.ts';
import { stockFromChannel } from '../../../../shared/usecases/importing/stock-source.ts';
import { AMAZON, NOON, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';
import { channelOf, shows } from '../../../fakes/shops/imported-channels.ts';

const SKUS = 50_000;
const PAGE = 100;
/** What 150,000 listings take of a process whose heap Node limits to some 2 GB. */
const MEGABYTES_MAX = 400;

it('50,000 SKUs on three channels are planned with one question for each, in some hundred megabytes', async () => {
  const pages = Array.from({ length: SKUS / PAGE }, (_, page) =>
    Array.from({ length: PAGE }, (_, row) => shows(parseSku(`SKU-${page * PAGE + row}`), 5)),
  );
  const channels = [SHOPIFY, AMAZON, SQUARE].map((channel) => channelOf(channel, { pages }));
  const asked = { states: new Map<Sku, number>(), items: new Set<string>() };
  const ports = {
    clock: () => new Date(NOON),
    wait: async () => undefined,
    progress: () => undefined,
    reader: {
      skuState: async (sku: Sku) => void asked.states.set(sku, (asked.states.get(sku) ?? 0) + 1),
    },
    notes: {
      listingsOf: async (channel: string, externalId: string) => {
        asked.items.add(`${channel} ${externalId}`);
        return [];
      },
    },
  };
  const before = process.memoryUsage().heapUsed;
  const plan = await planImport(ports, await readChannels(ports, channels), stockFromChannel(SHOPIFY));
  const megabytes = (process.memoryUsage().heapUsed - before) / 2 ** 20;
  expect(plan.newSkus).toHaveLength(SKUS);
  expect([asked.states.size, Math.max(...asked.states.values()), asked.items.size]).toEqual([SKUS, 1, 3 * SKUS]);
  expect(megabytes).toBeLessThan(MEGABYTES_MAX);
});
