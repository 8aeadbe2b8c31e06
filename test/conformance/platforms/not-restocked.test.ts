import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { parseLocationId, parseQuantity, parseSku } from '../../../shared/domain/identifiers.ts';
import type { Observation, OrderLineObservation } from '../../../shared/domain/stock/observation.ts';
import { totalStock } from '../../../shared/domain/stock/stock.ts';
import { MAIN, MUG } from '../../fakes/facts.ts';
import { control } from '../../shared/channels/sandbox-control.ts';
import type { OpenChannel } from '../benches/bench.ts';
import { openShop } from '../benches/shopify-bench.ts';
import { RunningClock } from '../clock.ts';
import { Deployment } from '../deployment.ts';

// Real servers: on a busy machine this may take a while, and it does not depend on how long.
jest.setTimeout(60_000);

const ON_HAND = 10;

const closing: OpenChannel[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((each) => each.close()));
});

/** How the product learns of it: by webhooks, or by the sweep, an import or a reading where no webhook came. */
const WAYS = {
  'its webhooks': async () => undefined,
  'a sweep': async ({ sweep }: OpenChannel) =>
    linesOf(sweep.changedWithin(new Date(0), new Date(8.64e15), async () => undefined)),
  'an import': async ({ orderFeed }: OpenChannel) => linesOf(orderFeed.changedSince(new Date(0), new Map())),
  'a reading of the order': async ({ orders }: OpenChannel, order: string) => {
    const answer = await orders?.readOrder(order, new Date(0).toISOString());
    return answer?.kind === 'order' ? answer.lines : [];
  },
} as const;

async function linesOf(pages: AsyncIterable<readonly Observation[]>): Promise<readonly OrderLineObservation[]> {
  const lines: OrderLineObservation[] = [];
  for await (const page of pages) {
    lines.push(...page.filter((each) => each.kind === 'orderLine'));
  }
  return lines;
}

const DEEDS = {
  'cancelled without restock': async ({ sandbox }: OpenChannel, order: string) => {
    await control(sandbox).act(order, 'cancel', { restock: false });
    return 3;
  },
  'refunded in part without restock': async ({ sandbox }: OpenChannel, order: string) => {
    await control(sandbox).act(order, 'refund', { lines: [{ sku: MUG, quantity: 2 }], restock: false });
    return 2;
  },
} as const;

describe.each(['gone', 'stay'] as const)('units that were not restocked before they shipped: %s', (notRestocked) => {
  const rows = Object.keys(DEEDS).flatMap((deed) => Object.keys(WAYS).map((way) => [deed, way] as const));
  it.each(rows)('when they are %s, as %s has it', async (deed, way) => {
    const clock = new RunningClock();
    const articles = [{ sku: MUG, shows: ON_HAND }];
    const shop = await openShop({ id: 'shopify', articles, nowMs: clock.nowMs }, [], { notRestocked });
    closing.push(shop);
    const deployment = new Deployment([shop], clock);
    await deployment.open({ [MUG]: ON_HAND });

    const order = await control(shop.sandbox).sell([{ sku: MUG, quantity: 3 }]);
    await deployment.runUntilIdle();
    clock.pass(60_000);
    const lost = await DEEDS[deed as keyof typeof DEEDS](shop, order);
    if (way !== 'its webhooks') {
      await deployment.untaken(shop);
    }
    clock.pass(60_000);
    const lines = (await WAYS[way as keyof typeof WAYS](shop, order)) ?? [];
    await deployment.post(...lines.map((each) => ({ ...each, readAt: clock.nowMs() })));
    await deployment.runUntilIdle();

    const left = notRestocked === 'stay' ? ON_HAND : ON_HAND - lost;
    const stock = (await deployment.office.table.reader().skuState(MUG))?.stock ?? {};
    expect(totalStock(stock)).toMatchObject({ onHand: left, committed: 3 - lost });
    expect(await deployment.shows(MUG)).toEqual([left - (3 - lost)]);
    expect(deployment.office.journal.counts.get('Drift')).toBeUndefined();
  });
});

it('units that an edit adds at the second location, and that are lost before they are read there, are lost there', async () => {
  const [store, cup] = [{ id: 655441492, name: 'Store', is: parseLocationId('store') }, parseSku('CUP')];
  const clock = new RunningClock();
  const articles = [MUG, cup].map((sku) => ({ sku, shows: ON_HAND }));
  const shop = await openShop({ id: 'shopify', articles, nowMs: clock.nowMs }, [store]);
  closing.push(shop);
  const { send, sell, act } = control(shop.sandbox);
  await send('PUT', 'routing', { rule: 'alternate' });
  for (const { sku } of articles) {
    await send('PUT', `stock/${sku}/locations/${store.id}`, { available: ON_HAND });
  }
  const deployment = new Deployment([shop], clock);
  await deployment.untaken(shop);
  await deployment.list([MUG, cup]);
  const [at, onHand] = [
    clock.now().toISOString(),
    { [MAIN]: parseQuantity(ON_HAND), [store.is]: parseQuantity(ON_HAND) },
  ];
  const source = { channel: shop.client.channel, key: 'baseline' };
  const times = { occurredAt: at, receivedAt: at };
  await deployment.post(...[MUG, cup].map((sku) => ({ kind: 'baseline' as const, sku, onHand, source, ...times })));
  await deployment.runUntilIdle();

  const order = await sell([
    { sku: MUG, quantity: 2 },
    { sku: cup, quantity: 2 },
  ]);
  await deployment.runUntilIdle();
  clock.pass(60_000);
  await act(order, 'refund', { lines: [{ sku: MUG, quantity: 2 }], restock: false });
  await deployment.runUntilIdle();
  clock.pass(60_000);
  // Routed to the second location; the order is cancelled before it is read again.
  await act(order, 'edit', { lines: [{ sku: MUG, quantity: 2 }] });
  clock.pass(10_000);
  await act(order, 'cancel', { restock: false });
  await deployment.runUntilIdle();

  const stock = (await deployment.office.table.reader().skuState(MUG))?.stock ?? {};
  expect([stock[MAIN]?.onHand, stock[store.is]?.onHand]).toEqual([ON_HAND - 2, ON_HAND - 2]);
  expect(await send('GET', `stock/${MUG}/locations`)).toMatchObject([
    { available: ON_HAND - 2 },
    { available: ON_HAND - 2 },
  ]);
});
