import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Observation, OrderLineObservation } from '../../../shared/domain/stock/observation.ts';
import { totalStock } from '../../../shared/domain/stock/stock.ts';
import { MUG } from '../../fakes/facts.ts';
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
