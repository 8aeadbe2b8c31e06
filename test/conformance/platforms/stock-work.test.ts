import { strict as assert } from 'node:assert';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { MAIN, MUG } from '../../fakes/facts.ts';
import { control } from '../../shared/channels/sandbox-control.ts';
import { amazonBench } from '../benches/amazon-bench.ts';
import type { OpenChannel } from '../benches/bench.ts';
import { openSquare } from '../benches/square-bench.ts';
import { MAIN_ID, openStreet, STORE_ID, UNITS } from '../benches/street.ts';
import { RunningClock } from '../clock.ts';
import { Deployment } from '../deployment.ts';

// Real servers: on a busy machine this may take a while, and it does not depend on how long.
jest.setTimeout(180_000);

const DAY_MS = 86_400_000;

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
    ['as many as there are', UNITS, UNITS],
    ['two fewer', UNITS - 2, UNITS - 2],
    ['five more', UNITS + 5, UNITS + 5],
  ])(
    'a recount finds %s: that is on hand, and every channel shows what is left of it',
    async (_name, counted, onHand) => {
      const { admin, deployment } = await openTill();
      expect(await deployment.shows(MUG)).toEqual([UNITS - 3, UNITS - 3]);
      await admin.send('POST', 'recounts', { counts: [{ sku: MUG, quantity: counted }] });
      await deployment.runUntilIdle();
      const { stock = {} } = (await deployment.office.table.reader().skuState(MUG)) ?? {};
      expect(stock[MAIN]).toMatchObject({ onHand, committed: 3 });
      expect(await deployment.shows(MUG)).toEqual([onHand - 3, onHand - 3]);
      expect((await deployment.entries(MUG)).filter(({ kind }) => kind === 'counted')).toHaveLength(1);
    },
  );

  it('a sale at the till, a recount after it and its message come in any order: each unit counts once', async () => {
    const { admin, till, deployment } = await openTill();
    await till.people.sell([{ sku: MUG, quantity: 2 }]);
    await admin.send('POST', 'recounts', { counts: [{ sku: MUG, quantity: UNITS - 4 }] });
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
