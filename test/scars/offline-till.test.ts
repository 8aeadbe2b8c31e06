import { describe, expect, it } from '@jest/globals';
import { translateShopify } from '../../shared/channels/shopify/intake/translate.ts';
import { parseQuantity } from '../../shared/domain/identifiers.ts';
import type { Observation } from '../../shared/domain/stock/observation.ts';
import { postNow } from '../../shared/usecases/posting/post-observations.ts';
import { baseline, later, MAIN, MUG, POS, SHOPIFY } from '../fakes/facts.ts';
import { MemoryTable } from '../fakes/memory/memory-table.ts';
import { postingPorts } from '../fakes/ports/posting-ports.ts';
import { DEMO_SHOP } from '../shared/channels/shopify/demo-shop.ts';

const TILL = 655441491;
const SOLD = later(60);
const COUNTED = later(3_600);
const SYNCED = later(7_200);

/** Four mugs sold at Shopify's till while it was offline, as it says so once it is online again. */
function synced(facts: object = {}): Observation {
  const body = {
    id: 6100000000201,
    created_at: SYNCED,
    updated_at: SYNCED,
    processed_at: SOLD,
    cancelled_at: null,
    location_id: TILL,
    source_name: 'pos',
    line_items: [{ id: 202, variant_id: 7, sku: MUG, quantity: 4, current_quantity: 4, fulfillable_quantity: 0 }],
    fulfillments: [
      { created_at: SYNCED, status: 'success', location_id: TILL, line_items: [{ id: 202, quantity: 4 }] },
    ],
    refunds: [],
    ...facts,
  };
  const rawBody = Buffer.from(JSON.stringify(body));
  const intake = translateShopify({ topic: 'orders/create', rawBody, channel: DEMO_SHOP, receivedAt: SYNCED });
  const [line] = intake.kind === 'observations' ? intake.observations : [];
  if (line === undefined) {
    throw new Error('One line is expected.');
  }
  return line;
}

const stocktake: Observation = {
  kind: 'count',
  sku: MUG,
  location: MAIN,
  counted: parseQuantity(90),
  source: { channel: POS, key: 'count:1' },
  occurredAt: COUNTED,
  receivedAt: SYNCED,
};

async function stockAfter(...observations: readonly Observation[]) {
  const table = new MemoryTable();
  const listed = { sku: MUG, channelLocation: `${TILL}`, externalId: 'item', soldAs: '7', drawsOn: [MAIN] };
  await table.registry().register({ ...listed, managed: true, shows: 100 }, SHOPIFY, 'difference', new Date(later(0)));
  for (const observation of [baseline(100), ...observations]) {
    await postNow({ ...postingPorts(table), clock: () => new Date(SYNCED) }, MUG, [observation]);
  }
  const skuState = await table.reader().skuState(MUG);
  return [skuState?.stock[MAIN]?.onHand, skuState?.listings[0]?.shown];
}

describe('a sale at Shopify’s till while it was offline', () => {
  it('left when it was sold: a stocktake in between does not have its units, whichever is reported first', async () => {
    expect(await stockAfter(stocktake, synced())).toEqual([90, 96]);
    expect(await stockAfter(synced(), stocktake)).toEqual([90, 96]);
  });

  it('was counted down by Shopify when the till was online again', async () => {
    expect(await stockAfter(synced())).toEqual([96, 96]);
  });

  it('is believed of a till only: an order that an app made left when Shopify wrote it', async () => {
    expect(await stockAfter(stocktake, synced({ source_name: '580111' }))).toEqual([86, 96]);
  });
});
