import { strict as assert } from 'node:assert';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { MAIN, MUG } from '../../fakes/facts.ts';
import { control } from '../../shared/channels/sandbox-control.ts';
import { amazonBench } from '../benches/amazon-bench.ts';
import type { OpenChannel } from '../benches/bench.ts';
import { shopifyBench } from '../benches/shopify-bench.ts';
import { openSquare } from '../benches/square-bench.ts';
import { MAIN_ID, openStreet, STORE_ID, UNITS } from '../benches/street.ts';
import { RunningClock } from '../clock.ts';
import { Deployment } from '../deployment.ts';

// Real servers: on a busy machine this may take a while, and it does not depend on how long.
jest.setTimeout(180_000);

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const closing: OpenChannel[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((each) => each.close()));
});

describe('stock work in Shopify’s admin, where it is followed', () => {
  it('sets units aside and puts them back: on hand stays, and every channel follows', async () => {
    const { make, figures, kinds } = await openStreet({ stockWork: true }, closing);
    await make('POST', `stock/${MUG}/states`, { damaged: 4, safetyStock: 6 });
    expect(await figures()).toEqual({
      main: { onHand: UNITS, committed: 0, unavailable: 10, shows: UNITS - 10 },
      store: { onHand: UNITS, committed: 0, unavailable: 0, shows: UNITS },
      onAmazon: UNITS - 10,
    });
    await make('POST', `stock/${MUG}/states`, { damaged: 4, safetyStock: 0 });
    expect(await figures()).toMatchObject({ main: { unavailable: 4, shows: UNITS - 4 }, onAmazon: UNITS - 4 });
    expect(await kinds()).toEqual(['takenOffSale', 'putBackOnSale']);
  });

  it('a draft order reserves, and is paid and shipped: one unit, one sale', async () => {
    const { make, figures, kinds } = await openStreet({ stockWork: true }, closing);
    const draft = await make('POST', 'orders', { draft: true, lines: [{ sku: MUG, quantity: 3 }] });
    expect(await figures()).toMatchObject({ main: { unavailable: 3, committed: 0, shows: UNITS - 3 }, onAmazon: 97 });
    const order = await make('POST', `orders/${draft}/pay`);
    expect(await figures()).toMatchObject({ main: { unavailable: 0, committed: 3, shows: UNITS - 3 }, onAmazon: 97 });
    await make('POST', `orders/${order}/fulfil`);
    expect(await figures()).toMatchObject({
      main: { onHand: UNITS - 3, committed: 0, shows: UNITS - 3 },
      onAmazon: 97,
    });
    expect(await kinds()).toEqual(['takenOffSale', 'putBackOnSale']);
  });

  it('a transfer goes from one mapped location to the other', async () => {
    const { make, figures, kinds } = await openStreet({ stockWork: true }, closing);
    const lines = [{ sku: MUG, quantity: 5 }];
    const id = await make('POST', 'transfers', { lines, from: MAIN_ID, to: STORE_ID });
    await make('POST', `transfers/${id}/ship`);
    expect(await figures()).toMatchObject({
      main: { onHand: 95, unavailable: 0 },
      store: { onHand: 100 },
      onAmazon: 95,
    });
    await make('POST', `transfers/${id}/receive`);
    expect(await figures()).toEqual({
      main: { onHand: 95, committed: 0, unavailable: 0, shows: 95 },
      store: { onHand: 105, committed: 0, unavailable: 0, shows: 105 },
      onAmazon: 95,
    });
    expect(await kinds()).toEqual(['takenOffSale', 'transferred', 'transferred']);
  });

  it('a count is taken over, more or less of it, also when a sale elsewhere is pushed before it is compared', async () => {
    const { admin, make, figures, kinds } = await openStreet({ stockWork: true }, closing);
    await make('PUT', `stock/${MUG}/locations/${STORE_ID}`, { available: 90 });
    expect(await figures()).toMatchObject({ store: { onHand: 90, shows: 90 }, onAmazon: 100 });
    await admin.send('PUT', `stock/${MUG}/locations/${STORE_ID}`, { available: 93 });
    await make('POST', 'orders', { lines: [{ sku: MUG, quantity: 1 }] });
    expect(await figures()).toMatchObject({ store: { onHand: 93, shows: 93 }, main: { committed: 1 }, onAmazon: 99 });
    expect(await kinds()).toEqual(['adopted', 'adopted']);
  });

  it('a location is closed: what it had is at the other one, and on sale once', async () => {
    const { make, figures } = await openStreet({ stockWork: true }, closing);
    await make('POST', `stock/${MUG}/states`, { damaged: 4, location: STORE_ID });
    await make('POST', `locations/${STORE_ID}/close`, { to: MAIN_ID });
    expect(await figures()).toEqual({
      main: { onHand: 200, committed: 0, unavailable: 4, shows: 196 },
      store: { onHand: 0, committed: 0, unavailable: 0, shows: 0 },
      onAmazon: 196,
    });
  });

  it('a location stocks an item no more, and later again with what it had: none of it is lost or there twice', async () => {
    const { make, figures } = await openStreet({ stockWork: true }, closing);
    await make('DELETE', `items/${MUG}/locations/${STORE_ID}`);
    expect(await figures()).toMatchObject({ store: { onHand: 0, shows: 0 }, main: { onHand: 100 }, onAmazon: 100 });
    await make('POST', 'orders', { lines: [{ sku: MUG, quantity: 3 }] });
    await make('POST', `items/${MUG}/locations/${STORE_ID}`);
    expect(await figures()).toEqual({
      main: { onHand: 100, committed: 3, unavailable: 0, shows: 97 },
      store: { onHand: 100, committed: 0, unavailable: 0, shows: 100 },
      onAmazon: 97,
    });
  });
});

describe('stock work in Shopify’s admin, where it is not followed', () => {
  it('is said plainly, and nothing is put on sale before it has stood for a day', async () => {
    const { clock, admin, deployment, figures, kinds } = await openStreet({ stockWork: false }, closing);
    const begunMs = clock.nowMs();
    await admin.send('POST', `stock/${MUG}/states`, { damaged: 4 });
    for (const delivery of await deployment.untaken(closing[0] ?? assert.fail())) {
      await deployment.take(closing[0] ?? assert.fail(), delivery);
    }
    while (clock.nowMs() - begunMs < DAY_MS - 1_800_000) {
      expect((await figures()).main).toMatchObject({ onHand: UNITS, shows: UNITS - 4 });
      assert.ok(await deployment.office.nextCheck());
      await deployment.office.workOff();
    }
    await deployment.runUntilIdle();
    expect((await figures()).main).toMatchObject({ onHand: UNITS, unavailable: 0, shows: UNITS });
    expect(deployment.office.journal.lines.join('\n')).toContain('stock work in the channel’s admin');
    expect(await kinds()).toEqual([]);
  });
});

describe('units that staff took off sale, where that is not followed', () => {
  const articles = [{ sku: MUG, shows: UNITS }];

  /** One shop, and Amazon, which sells while the shop’s staff work. */
  async function openPair(open: typeof shopifyBench.open) {
    const clock = new RunningClock();
    const { nowMs } = clock;
    const shop = await open({ id: 'shop', articles, nowMs });
    const amazon = await amazonBench.open({ id: 'amazon', articles, nowMs });
    closing.push(shop, amazon);
    const deployment = new Deployment([shop, amazon], clock);
    await deployment.open({ [MUG]: UNITS });
    clock.pass(120_000);
    return { clock, shop, amazon, deployment };
  }

  it.each([
    ['Shopify', shopifyBench.open],
    ['Square', (facts: Parameters<typeof openSquare>[0]) => openSquare(facts, { stockWork: false })],
  ])('stay so for a day on %s, however often the others sell meanwhile', async (_name, open) => {
    const { clock, shop, amazon, deployment } = await openPair(open);
    const begunMs = clock.nowMs();
    await control(shop.sandbox).send('PUT', `stock/${MUG}`, { available: UNITS - 4 });
    let sold = 0;
    const workUntil = async (hours: number) => {
      while (clock.nowMs() - begunMs < hours * HOUR_MS) {
        assert.ok(await deployment.office.nextCheck());
        for (const delivery of await deployment.untaken(amazon)) {
          await deployment.take(amazon, delivery);
        }
        await deployment.office.workOff();
      }
      return (await deployment.shows(MUG))[0];
    };
    for (const delivery of await deployment.untaken(shop)) {
      await deployment.take(shop, delivery);
    }
    await deployment.office.workOff();
    for (const hours of [1, 9, 17]) {
      await amazon.people.sell([{ sku: MUG, quantity: 3 }]);
      sold += 3;
      expect([hours, await workUntil(hours)]).toEqual([hours, UNITS - 4 - sold]);
    }
    expect(await workUntil(23.5)).toBe(UNITS - 4 - sold);
    await deployment.runUntilIdle();
    expect((await deployment.shows(MUG))[0]).toBe(UNITS - sold);
    expect(clock.nowMs() - begunMs).toBeLessThan(25 * HOUR_MS);
  });
});

describe('stock work in Square’s Dashboard, where it is followed', () => {
  /** A till that counts what is there, and Amazon, which has sold three of it. */
  async function openTill() {
    const clock = new RunningClock();
    const { nowMs } = clock;
    const articles = [{ sku: MUG, shows: UNITS }];
    const till = await openSquare({ id: 'square', articles, nowMs }, { stockWork: true });
    const amazon = await amazonBench.open({ id: 'amazon', articles, nowMs });
    closing.push(till, amazon);
    const deployment = new Deployment([till, amazon], clock);
    await deployment.open({ [MUG]: UNITS });
    await amazon.people.sell([{ sku: MUG, quantity: 3 }]);
    await deployment.runUntilIdle();
    return { clock, admin: control(till.sandbox), till, deployment };
  }

  it.each([
    ['as many as there are', UNITS, true],
    ['as many as there are', UNITS, false],
    ['two fewer', UNITS - 2, true],
    ['two fewer', UNITS - 2, false],
    ['fewer than it showed', UNITS - 10, true],
    ['fewer than it showed', UNITS - 10, false],
    ['five more', UNITS + 5, true],
    ['five more', UNITS + 5, false],
  ])(
    'a recount finds %s: that is on hand, and every channel shows what is left of it within minutes (%i, said by how many units: %s)',
    async (_name, onHand, inferredAdjustments) => {
      const { clock, admin, deployment } = await openTill();
      await admin.send('PUT', 'history', { inferredAdjustments });
      expect(await deployment.shows(MUG)).toEqual([UNITS - 3, UNITS - 3]);
      const begunMs = clock.nowMs();
      await admin.send('POST', 'recounts', { counts: [{ sku: MUG, quantity: onHand }] });
      await deployment.runUntilIdle();
      expect(clock.nowMs() - begunMs).toBeLessThan(HOUR_MS);
      const { stock = {} } = (await deployment.office.table.reader().skuState(MUG)) ?? {};
      expect(stock[MAIN]).toMatchObject({ onHand, committed: 3 });
      expect(await deployment.shows(MUG)).toEqual([onHand - 3, onHand - 3]);
      expect((await deployment.entries(MUG)).filter(({ kind }) => kind === 'counted')).toHaveLength(1);
    },
  );

  it('a recount is set right at once, and leaves off sale for its day what a hand took off elsewhere', async () => {
    const clock = new RunningClock();
    const { nowMs } = clock;
    const articles = [{ sku: MUG, shows: UNITS }];
    const till = await openSquare({ id: 'square', articles, nowMs }, { stockWork: true });
    const shop = await shopifyBench.open({ id: 'shop', articles, nowMs });
    closing.push(till, shop);
    const deployment = new Deployment([till, shop], clock);
    await deployment.open({ [MUG]: UNITS });
    clock.pass(120_000);
    const begunMs = clock.nowMs();
    await control(shop.sandbox).send('PUT', `stock/${MUG}`, { available: UNITS - 4 });
    await control(till.sandbox).send('POST', 'recounts', { counts: [{ sku: MUG, quantity: UNITS - 10 }] });
    for (const source of [till, shop]) {
      for (const delivery of await deployment.untaken(source)) {
        await deployment.take(source, delivery);
      }
    }
    while (clock.nowMs() - begunMs < HOUR_MS) {
      await deployment.office.workOff();
      assert.ok(await deployment.office.nextCheck());
    }
    expect(await deployment.shows(MUG)).toEqual([UNITS - 10, UNITS - 14]);
    await deployment.runUntilIdle();
    expect(await deployment.shows(MUG)).toEqual([UNITS - 10, UNITS - 10]);
    expect(clock.nowMs() - begunMs).toBeGreaterThan(DAY_MS);
  });

  it('a sale at the till, a recount after it and its message come in any order: each unit counts once', async () => {
    const { clock, admin, till, deployment } = await openTill();
    await till.people.sell([{ sku: MUG, quantity: 2 }]);
    // Apart in time: of a sale in the millisecond of the recount nobody knows whether it is counted.
    clock.pass(1_000);
    await admin.send('POST', 'recounts', { counts: [{ sku: MUG, quantity: UNITS - 4 }] });
    clock.pass(1_000);
    await till.people.sell([{ sku: MUG, quantity: 1 }]);
    for (const delivery of (await deployment.untaken(till)).toReversed()) {
      await deployment.take(till, delivery);
      await deployment.take(till, delivery);
    }
    await deployment.runUntilIdle();
    const { stock = {} } = (await deployment.office.table.reader().skuState(MUG)) ?? {};
    expect(stock[MAIN]).toMatchObject({ onHand: UNITS - 5, committed: 3 });
    expect(await deployment.shows(MUG)).toEqual([UNITS - 8, UNITS - 8]);
  });

  it('units are reserved and sold: on hand until they are gone', async () => {
    const { admin, deployment } = await openTill();
    const moved = async (fromState: string, toState: string) => {
      await admin.send('POST', 'adjustments', { sku: MUG, quantity: 4, fromState, toState });
      await deployment.runUntilIdle();
      const { stock = {} } = (await deployment.office.table.reader().skuState(MUG)) ?? {};
      return [stock[MAIN]?.onHand, stock[MAIN]?.unavailable, ...(await deployment.shows(MUG))];
    };
    expect(await moved('IN_STOCK', 'RESERVED_FOR_SALE')).toEqual([UNITS, 4, UNITS - 7, UNITS - 7]);
    expect(await moved('RESERVED_FOR_SALE', 'SOLD')).toEqual([UNITS - 4, 0, UNITS - 7, UNITS - 7]);
    expect(await moved('IN_STOCK', 'WASTE')).toEqual([UNITS - 8, 0, UNITS - 11, UNITS - 11]);
  });
});
