import { describe, expect, it } from '@jest/globals';
import type { DriftPolicy } from '../../../../../shared/domain/reconciling/drift-policy.ts';
import type { SearchLimits } from '../../../../../shared/ports/intake/sweep.ts';
import { AMAZON, later, MUG, NOON, orderLine, SHARED_RULES, SHOPIFY } from '../../../../fakes/facts.ts';
import { checkedMug } from '../../../../fakes/shops/checked-mug.ts';
import { shopWindow } from '../../../../fakes/shops/shop-window.ts';

const DAY = 86_400;

/** Ten mugs, of which the channel sold three at 12:00:00, and nobody reported it yet. */
async function soldMug({ search, onDrift }: { search?: SearchLimits; onDrift?: DriftPolicy } = {}) {
  const mug = await checkedMug({ onHand: 10, shows: 10 }, onDrift, search);
  const order = orderLine({ ordered: 3, at: mug.now(), version: Date.parse(mug.now()) });
  mug.orders.changed.push(order);
  await mug.edit(7);
  return { mug, order };
}

/** The channel's sweep has read its orders up to then. */
async function sweptUpTo({ orders: { swept } }: Awaited<ReturnType<typeof checkedMug>>, sweptTo: string) {
  const first = { sweptTo: later(-60), windowMs: 60_000 };
  await swept.move(SHOPIFY, await swept.begin(SHOPIFY, first), { ...first, sweptTo });
}

describe('a sale that is not reported', () => {
  it('is no edit that stood for a day: it is found among the channel’s orders, and posted', async () => {
    const { mug } = await soldMug();
    await mug.wait(2 * DAY);
    expect([mug.pushes(), mug.actual(), mug.drifts()]).toEqual([[], 7, 0]);
    expect(await mug.listing()).toMatchObject({ shown: 7 });
  });

  it('is not adopted: its units count once', async () => {
    const { mug } = await soldMug({ onDrift: 'adopt' });
    await mug.wait(600);
    expect([await mug.onHand(), mug.drifts()]).toEqual([10, 0]);
    expect((await mug.entries()).map(({ kind }) => kind)).toEqual(['baseline', 'order']);
  });

  it('that waits at our own door is posted first', async () => {
    const { mug, order } = await soldMug({ onDrift: 'adopt' });
    mug.orders.changed.length = 0;
    mug.orders.isDoorBusy = true;
    await mug.wait(3_600);
    expect([await mug.onHand(), mug.drifts()]).toEqual([10, 0]);
    await mug.post(order);
    mug.orders.isDoorBusy = false;
    await mug.quiet();
    expect([await mug.onHand(), mug.drifts(), (await mug.listing()).shown]).toEqual([10, 0, 7]);
  });

  it('waits no longer where the marker behind it could not be sent at first: it is sent with the next attempt', async () => {
    for (const markersRefused of [0, 1, 3]) {
      const mug = await checkedMug({ onHand: 10, shows: 10 }, 'adopt');
      mug.orders.markersRefused = markersRefused;
      await mug.edit(7);
      await mug.wait(120);
      expect([markersRefused, await mug.onHand()]).toEqual([markersRefused, 7]);
    }
  });

  it('that a sweep has queued is posted first', async () => {
    const { mug, order } = await soldMug({ onDrift: 'adopt' });
    await sweptUpTo(mug, later(10));
    mug.orders.isDoorBusy = true;
    await mug.wait(3_600);
    expect([mug.orders.searches, await mug.onHand(), mug.drifts()]).toEqual([0, 10, 0]);
    await mug.post(order);
    mug.orders.isDoorBusy = false;
    await mug.quiet();
    expect([await mug.onHand(), mug.drifts(), (await mug.listing()).shown]).toEqual([10, 0, 7]);
  });

  it('may follow what is known to be posted', async () => {
    const { mug } = await soldMug({ onDrift: 'adopt' });
    mug.orders.isDown = true;
    await mug.wait(60);
    const { suspicion } = await mug.listing();
    const check = { sku: MUG, channel: SHOPIFY, channelLocation: '-', at: later(86_400) };
    await mug.check({ ...check, reportedUpTo: suspicion?.at ?? '' });
    expect(await mug.onHand()).toBe(10);
    await mug.check({ ...check, reportedUpTo: later(1) });
    expect(await mug.onHand()).toBe(7);
  });

  it('is waited for until the channel’s search can find it', async () => {
    const { mug } = await soldMug({ onDrift: 'adopt', search: { lagMs: 120_000, pauseMs: 0 } });
    await mug.wait(119);
    expect(mug.orders.searches).toBe(0);
    await mug.wait(60);
    expect([mug.orders.searches, await mug.onHand()]).toEqual([1, 10]);
  });

  it('is assumed as long as the orders cannot be read', async () => {
    const { mug } = await soldMug({ onDrift: 'adopt' });
    mug.orders.isDown = true;
    await mug.wait(3_600);
    expect([await mug.onHand(), mug.drifts()]).toEqual([10, 0]);
    // A search without an answer is not made again for five minutes.
    expect(mug.orders.searches).toBeLessThan(15);
    mug.orders.isDown = false;
    await mug.wait(600);
    expect((await mug.listing()).shown).toBe(7);
  });
});

describe('a sale that could not be posted at any try', () => {
  it.each(['overwrite', 'adopt'] as const)(
    'is not taken for an edit while there are dead letters: %s',
    async (onDrift) => {
      const { mug, order } = await soldMug({ onDrift });
      mug.orders.areAnyDead = true;
      mug.holdObservations();
      await mug.wait(3_600);
      expect([mug.pushes(), mug.actual(), await mug.onHand(), mug.drifts()]).toEqual([[], 7, 10, 0]);
      await mug.post(order);
      mug.orders.areAnyDead = false;
      await mug.quiet();
      expect([mug.pushes(), mug.actual(), await mug.onHand(), mug.drifts()]).toEqual([[], 7, 10, 0]);
      expect((await mug.listing()).suspicion).toBeUndefined();
    },
  );

  it('is looked for without queueing it once more, and seldom', async () => {
    const { mug } = await soldMug({ onDrift: 'adopt' });
    mug.orders.areAnyDead = true;
    mug.holdObservations();
    await mug.wait(3_600);
    expect(mug.held()).toBe(1);
    expect(mug.orders.searches).toBeLessThan(15);
    expect(mug.journal.lines).toContainEqual(
      expect.stringContaining('1001 is in no ledger, and there are dead letters. Run: npx stockline failed'),
    );
  });

  it('is assumed while a time of the channel’s orders cannot be read, unless all was compared after it', async () => {
    for (const [until, onHand] of [
      [later(1), 10],
      [later(-1), 7],
    ] as const) {
      const mug = await checkedMug({ onHand: 10, shows: 10 }, 'adopt');
      await mug.check({ sku: MUG, channel: SHOPIFY, channelLocation: '-', at: mug.now() });
      const first = { sweptTo: later(-60), windowMs: 60_000 };
      const unread = [{ since: later(-600), until }];
      await mug.orders.swept.move(SHOPIFY, await mug.orders.swept.begin(SHOPIFY, first), { ...first, unread });
      await mug.edit(7);
      await mug.wait(1_800);
      expect([until, await mug.onHand()]).toEqual([until, onHand]);
    }
  });

  it('is assumed while there are dead letters and the orders cannot be read', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10 }, 'adopt');
    await sweptUpTo(mug, later(3_600));
    mug.orders.areAnyDead = true;
    mug.orders.isDown = true;
    await mug.edit(7);
    await mug.wait(1_800);
    expect([await mug.onHand(), mug.drifts()]).toEqual([10, 0]);
    mug.orders.isDown = false;
    await mug.wait(600);
    expect(await mug.onHand()).toBe(7);
  });

  it('is none where all that the channel sold is posted, whatever else failed', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10 }, 'adopt');
    mug.orders.areAnyDead = true;
    await mug.edit(7);
    await mug.wait(120);
    expect(await mug.onHand()).toBe(7);
  });
});

describe('what a channel that only takes figures may still sell, under escrow', () => {
  /** Ten mugs on Amazon, all in its share; three were sold, and the ledger does not have it. */
  async function soldOnAmazon() {
    const window = await shopWindow({ mugs: [[10, 10]], channel: AMAZON, pushMode: 'absolute' });
    const { table, first, orders, shows } = window;
    const read = await table.reader().skuState(first);
    const exposure = {
      rules: { ...SHARED_RULES, policy: 'escrow' as const },
      shares: { [AMAZON]: { units: 10, goal: 10, since: NOON } },
      revision: 1,
    };
    await (read && table.exposureStore().write(read, { exposure, demand: undefined }));
    shows.set(first, 7);
    orders.changed.push(orderLine({ sku: first, channel: AMAZON, ordered: 3, at: NOON, version: Date.parse(NOON) }));
    const looks = async (times: number) => {
      for (let look = 0; look < times; look += 1) {
        await window.check();
      }
    };
    await window.compare();
    return { ...window, looks, taken: () => window.journal.lines.filter((line) => line.includes('can sell so many')) };
  }

  it('is what was read, once all that was received is worked on', async () => {
    const { looks, taken } = await soldOnAmazon();
    await looks(2);
    expect(taken()).toHaveLength(1);
  });

  it('is not what was read while the sale behind it is a dead letter: its units are granted to nobody', async () => {
    const { looks, taken, orders, post, first } = await soldOnAmazon();
    orders.areAnyDead = true;
    await looks(6);
    expect(taken()).toEqual([]);
    await post(first, ...orders.changed);
    orders.areAnyDead = false;
    await looks(2);
    expect(taken().length).toBeLessThanOrEqual(1);
  });
});

describe('an edit', () => {
  it('is one once the orders up to it were read, and stays one while others sell', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10 }, 'adopt');
    await mug.edit(6);
    mug.orders.changed.push(orderLine({ order: '1002', ordered: 0, at: later(-7_200) }));
    await mug.wait(120);
    expect([await mug.onHand(), mug.orders.searches]).toEqual([6, 1]);
  });

  it('is judged without reading what a sweep or an earlier check has read', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10 }, 'adopt');
    await mug.edit(6);
    await sweptUpTo(mug, later(10));
    await mug.wait(120);
    expect([await mug.onHand(), mug.orders.searches]).toEqual([6, 0]);
  });

  it('upwards is lowered at once: reading orders first would only sell more', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10 });
    mug.orders.isDown = true;
    await mug.edit(15);
    await mug.wait(120);
    expect([mug.actual(), mug.orders.searches]).toEqual([10, 0]);
  });

  it('is counted once where an unreported sale explains the rest', async () => {
    const mug = await checkedMug({ onHand: 10, shows: 10 }, 'adopt');
    await mug.edit(5);
    mug.orders.changed.push(orderLine({ ordered: 2, at: mug.now(), version: Date.parse(mug.now()) }));
    await mug.quiet();
    expect((await mug.entries()).map(({ kind }) => kind)).toEqual(['baseline', 'order', 'adopted']);
    // Ten, of which two are sold and three were taken away.
    expect([await mug.onHand(), (await mug.listing()).shown]).toEqual([7, 5]);
  });
});
