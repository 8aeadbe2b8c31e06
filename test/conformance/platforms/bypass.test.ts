import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { totalStock } from '../../../shared/domain/stock/stock.ts';
import { MUG } from '../../fakes/facts.ts';
import { control } from '../../shared/channels/sandbox-control.ts';
import { amazonBench } from '../benches/amazon-bench.ts';
import type { OpenChannel } from '../benches/bench.ts';
import { shopifyBench } from '../benches/shopify-bench.ts';
import { RunningClock } from '../clock.ts';
import { Deployment } from '../deployment.ts';

// Real servers: on a busy machine this may take a while, and it does not depend on how long.
jest.setTimeout(60_000);

const ON_HAND = 10;
const SOLD = 3;
/** A settle time after the order the figure is compared, and once more after another: then what is too much is lowered. */
const FOUND_WITHIN_MS = 65_000;

const closing: OpenChannel[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((each) => each.close()));
});

async function openStreet() {
  const clock = new RunningClock();
  const articles = [{ sku: MUG, shows: ON_HAND }];
  const channels = await Promise.all(
    [shopifyBench, amazonBench].map((bench) => bench.open({ id: bench.platform, articles, nowMs: clock.nowMs })),
  );
  closing.push(...channels);
  const [shop] = channels;
  if (shop === undefined) {
    throw new Error('There is no shop.');
  }
  const deployment = new Deployment(channels, clock);
  await deployment.open({ [MUG]: ON_HAND });
  clock.pass(120_000);
  const stock = async () => totalStock((await deployment.office.table.reader().skuState(MUG))?.stock ?? {});
  /** An app makes an order through the API, which does not claim the inventory unless it asks for it. */
  const order = async () => {
    const made = await control(shop.sandbox).send('POST', 'orders', {
      lines: [{ sku: MUG, quantity: SOLD }],
      source: 'api',
    });
    return (made as { id: string }).id;
  };
  return { clock, shop, deployment, stock, order };
}

describe('an order by the API that Shopify did not count down', () => {
  it('counts in the ledger at once, and Shopify’s figure is set right after one comparison', async () => {
    const { clock, shop, deployment, stock, order } = await openStreet();
    await order();
    expect(await deployment.shows(MUG)).toEqual([ON_HAND, ON_HAND]);
    const at = clock.nowMs();
    for (const delivery of await deployment.untaken(shop)) {
      await deployment.take(shop, delivery);
    }
    await deployment.office.workOff();
    expect(await stock()).toMatchObject({ onHand: ON_HAND, committed: SOLD });
    while ((await deployment.shows(MUG))[0] !== ON_HAND - SOLD) {
      expect(await deployment.office.nextCheck()).toBe(true);
      await deployment.office.workOff();
    }
    expect(clock.nowMs() - at).toBeLessThan(FOUND_WITHIN_MS);
    await deployment.runUntilIdle();
    expect(await deployment.shows(MUG)).toEqual([ON_HAND - SOLD, ON_HAND - SOLD]);
  });

  it('ends right when it is shipped, and when it is cancelled', async () => {
    const { clock, shop, deployment, stock, order } = await openStreet();
    const shipped = await order();
    await deployment.runUntilIdle();
    await control(shop.sandbox).act(shipped, 'fulfil');
    clock.pass(1_000);
    await deployment.runUntilIdle();
    expect(await stock()).toMatchObject({ onHand: ON_HAND - SOLD, committed: 0 });
    expect(await deployment.shows(MUG)).toEqual([ON_HAND - SOLD, ON_HAND - SOLD]);

    const cancelled = await order();
    await deployment.runUntilIdle();
    await control(shop.sandbox).act(cancelled, 'cancel', { restock: true });
    clock.pass(1_000);
    await deployment.runUntilIdle();
    expect(await stock()).toMatchObject({ onHand: ON_HAND - SOLD, committed: 0 });
    await deployment.office.compareAll();
    await deployment.runUntilIdle();
    expect(await deployment.shows(MUG)).toEqual([ON_HAND - SOLD, ON_HAND - SOLD]);
  });

  it('oversells no more than its own units, sold at Shopify before the comparison', async () => {
    const { clock, shop, deployment, stock, order } = await openStreet();
    await order();
    // Customers take all that Shopify shows before its figure is compared.
    clock.pass(5_000);
    await control(shop.sandbox).sell([{ sku: MUG, quantity: ON_HAND }]);
    await expect(control(shop.sandbox).sell([{ sku: MUG, quantity: 1 }])).rejects.toThrow();
    await deployment.runUntilIdle();
    expect(await stock()).toMatchObject({ committed: ON_HAND + SOLD });
    const [atShop = 0, atAmazon] = await deployment.shows(MUG);
    expect([Math.max(0, atShop), atAmazon]).toEqual([0, 0]);
  });
});
