import { describe, expect, it } from '@jest/globals';
import { parseQuantity, parseSku } from '../../../../shared/domain/identifiers.ts';
import type { MovementObservation } from '../../../../shared/domain/stock/observation.ts';
import { stockWorkKey } from '../../../../shared/domain/stock/off-sale.ts';
import { applyImport } from '../../../../shared/usecases/importing/apply-import.ts';
import { stockFromChannel, stockFromCount } from '../../../../shared/usecases/importing/stock-source.ts';
import { AMAZON, later, MAIN, MUG, NOON, orderLine, POS, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { channelOf, importing, shows, stockOf } from '../../../fakes/shops/imported-channels.ts';

describe('taking on hand from a channel', () => {
  it('takes what is on hand there with the units of open orders, and makes unavailable what cannot be sold', async () => {
    const table = new MemoryTable();
    const stock = { onHand: 12, unavailable: 3 };
    const open = [orderLine({ ordered: 2, at: later(-60), version: Date.parse(later(-60)) })];
    const { apply } = await importing(table, [channelOf(SHOPIFY, { pages: [[shows(MUG, 7, { stock })]], open })]);
    await apply();
    expect(await stockOf(table)).toEqual({ onHand: 12, committed: 2, held: 0, unavailable: 3 });
  });

  it('remembers by name what is off sale there, so that the first comparison finds nothing new', async () => {
    const table = new MemoryTable();
    const offSale = { reserved: 1, damaged: 2, qualityControl: 0, safetyStock: 0 };
    const offered = shows(MUG, 9, { stock: { onHand: 12, unavailable: 3, committed: 0, offSale } });
    const { apply } = await importing(table, [channelOf(SHOPIFY, { pages: [[offered]] })]);
    await apply();
    const key = stockWorkKey({ channel: SHOPIFY, channelLocation: '-' });
    const { seen } = await table.ledgerStore().load(MUG, [key]);
    expect(seen.get(key)?.work).toMatchObject({ offSale, foundMore: 0 });
  });

  it('leaves what is off sale to the first reading where somebody counted: nothing of it is unavailable yet', async () => {
    const table = new MemoryTable();
    const offSale = { reserved: 0, damaged: 3, qualityControl: 0, safetyStock: 0 };
    const offered = shows(MUG, 9, { stock: { onHand: 12, unavailable: 3, committed: 0, offSale } });
    const counted = stockFromCount(POS, new Map([[MUG, { [MAIN]: parseQuantity(12) }]]), NOON);
    const { apply } = await importing(table, [channelOf(SHOPIFY, { pages: [[offered]] })], counted);
    await apply();
    const key = stockWorkKey({ channel: SHOPIFY, channelLocation: '-' });
    expect((await table.ledgerStore().load(MUG, [key])).seen.get(key)).toBeUndefined();
  });

  it('adds the open orders to what is shown where the channel knows no units on hand', async () => {
    const table = new MemoryTable();
    const line = orderLine({ channel: AMAZON, ordered: 3, shipped: 1, at: later(-60), version: 5 });
    const open = [{ ...line, channelLocation: '-' }];
    const source = stockFromChannel(AMAZON);
    const { apply } = await importing(table, [channelOf(AMAZON, { pages: [[shows(MUG, 7)]], open })], source);
    await apply();
    expect(await stockOf(table)).toMatchObject({ onHand: 9, committed: 2 });
  });

  it('commits the open orders of every channel, whatever the source is', async () => {
    const table = new MemoryTable();
    const open = [orderLine({ channel: AMAZON, order: 'A', ordered: 4, at: later(-60), version: 5 })];
    const { apply } = await importing(table, [
      channelOf(SHOPIFY, { pages: [[shows(MUG, 8)]] }),
      channelOf(AMAZON, { pages: [[shows(MUG, 4)]], open }),
    ]);
    await apply();
    expect(await stockOf(table)).toMatchObject({ onHand: 8, committed: 4 });
    expect((await table.reader().order(AMAZON, 'A')).entries).toHaveLength(1);
  });

  it('takes a channel that shows less than nothing as nothing on hand', async () => {
    const table = new MemoryTable();
    const { apply } = await importing(table, [channelOf(SHOPIFY, { pages: [[shows(MUG, -4)]] })]);
    await apply();
    expect(await table.reader().skuState(MUG)).toMatchObject({ seq: 1, stock: {} });
  });

  it('reads a listing again that sold while it was read', async () => {
    const table = new MemoryTable();
    const sold = orderLine({ ordered: 1, at: later(-1), version: Date.parse(later(-1)) });
    const { apply } = await importing(table, [
      channelOf(SHOPIFY, { pages: [[shows(MUG, 8)]], changed: [sold], again: 7 }),
    ]);
    await apply();
    expect((await table.reader().skuState(MUG))?.listings).toMatchObject([{ shown: 7 }]);
  });

  it('takes the last figure of a listing that never stands still', async () => {
    const table = new MemoryTable();
    let sales = 0;
    const busy = channelOf(SHOPIFY, { pages: [[shows(MUG, 8)]], again: 5 });
    const { apply, ports } = await importing(table, [
      {
        client: busy.client,
        orderFeed: {
          ...busy.orderFeed,
          async *changedSince() {
            sales += 1;
            const now = ports.clock();
            yield [orderLine({ order: `${sales}`, at: now.toISOString(), version: now.getTime() })];
          },
        },
      },
    ]);
    await apply();
    expect((await table.reader().skuState(MUG))?.listings).toMatchObject([{ shown: expect.any(Number) }]);
    expect(ports.progressLines.filter((line) => line.includes('read again'))).toHaveLength(6);
  });
});

describe('units that entered or left while it was read', () => {
  const shipped = (units: number, at: string) =>
    orderLine({ channel: AMAZON, order: 'A', ordered: 2, shipped: units, at, version: Date.parse(at) });

  it('have what is on hand read again where it is not said when: they may have left before', async () => {
    const table = new MemoryTable();
    const { apply, ports } = await importing(table, [
      channelOf(SHOPIFY, { pages: [[shows(MUG, 8)]] }),
      channelOf(AMAZON, { pages: [[shows(MUG, 4)]], changed: [shipped(2, later(-1))] }),
    ]);
    await apply();
    expect(ports.progressLines).toContain('listings that sold while they were read, read again: 0 of 2');
    expect(await stockOf(table)).toMatchObject({ onHand: 8, committed: 0 });
  });

  it('are those since the state that was known before', async () => {
    const table = new MemoryTable();
    const { apply } = await importing(table, [
      channelOf(SHOPIFY, { pages: [[shows(MUG, 8)]] }),
      channelOf(AMAZON, {
        pages: [[shows(MUG, 4)]],
        open: [shipped(1, later(-600))],
        changed: [shipped(2, later(-1))],
      }),
    ]);
    await apply();
    expect(await stockOf(table)).toMatchObject({ onHand: 7, committed: 0 });
  });
});

describe('what happened after the last read', () => {
  it('is asked for once more, and posted when its version has settled', async () => {
    const table = new MemoryTable();
    const quiet = channelOf(SHOPIFY, { pages: [[shows(MUG, 8)]] });
    let reads = 0;
    const orderFeed = {
      ...quiet.orderFeed,
      async *changedSince() {
        reads += 1;
        yield reads < 2 ? [] : [orderLine({ ordered: 3, at: later(1), version: Date.parse(later(1)) })];
      },
    };
    const { apply } = await importing(table, [{ client: quiet.client, orderFeed }]);
    await apply();
    expect(reads).toBeGreaterThan(2);
    expect(await stockOf(table)).toMatchObject({ onHand: 8, committed: 3 });
  });
});

describe('taking on hand from a count', () => {
  it('takes off what left since, and not what left before', async () => {
    const table = new MemoryTable();
    const counted = new Map([[MUG, { [MAIN]: parseQuantity(20) }]]);
    const shipped = (order: string, at: string) =>
      orderLine({ channel: AMAZON, order, ordered: 2, shipped: 2, at, version: Date.parse(at) });
    const changed = [shipped('before', later(-7_200)), shipped('after', later(-1_800))];
    const source = stockFromCount(POS, counted, later(-3_600));
    const { apply } = await importing(table, [channelOf(AMAZON, { pages: [[shows(MUG, 8)]], changed })], source);
    await apply();
    expect(await stockOf(table)).toMatchObject({ onHand: 18, committed: 0 });
  });

  it('takes off what a till sold since', async () => {
    const table = new MemoryTable();
    const counted = new Map([[MUG, { [MAIN]: parseQuantity(20) }]]);
    const sale: MovementObservation = {
      kind: 'movement',
      sku: MUG,
      cause: 'sold',
      changes: [{ location: MAIN, onHand: -1 }],
      deducted: 1,
      channelLocation: '-',
      source: { channel: SQUARE, key: 'sale' },
      occurredAt: later(-1_800),
      receivedAt: NOON,
    };
    const square = channelOf(SQUARE, { pages: [[shows(MUG, 8)]], changed: [sale] });
    const { apply } = await importing(table, [square], stockFromCount(POS, counted, later(-3_600)));
    await apply();
    expect(await stockOf(table)).toMatchObject({ onHand: 19 });
    expect((await table.reader().skuState(MUG))?.listings).toMatchObject([{ shown: 8 }]);
  });
});

describe('an import that is run again', () => {
  it('takes a newer figure for a SKU that is not in the ledger yet', async () => {
    const table = new MemoryTable();
    const first = await importing(table, [channelOf(SHOPIFY, { pages: [[shows(MUG, 8)]] })]);
    await expect(
      applyImport({ ...first.ports, observations: { send: crash, replay: crash } }, first.plan),
    ).rejects.toThrow('crash');
    await (await importing(table, [channelOf(SHOPIFY, { pages: [[shows(MUG, 6)]] })])).apply();
    expect(await table.reader().skuState(MUG)).toMatchObject({
      stock: { main: { onHand: 6 } },
      listings: [{ shown: 6 }],
    });
  });

  it('posts what was parked meanwhile', async () => {
    const table = new MemoryTable();
    const { apply, ports } = await importing(table, [channelOf(SHOPIFY, { pages: [[shows(MUG, 8)]] })]);
    await ports.observations.send([orderLine({ ordered: 2, at: later(5), version: Date.parse(later(5)) })]);
    expect(await table.parkingLot().list(10)).toHaveLength(1);
    await apply();
    expect(await table.parkingLot().list(10)).toEqual([]);
    expect(await stockOf(table)).toMatchObject({ onHand: 8, committed: 2 });
  });
});

describe('what is parked', () => {
  it('is posted, however much else is parked before it', async () => {
    const table = new MemoryTable();
    const { apply, ports } = await importing(table, [channelOf(SHOPIFY, { pages: [[shows(MUG, 8)]] })]);
    const foreign = Array.from({ length: 1_001 }, (_, index) => ({
      observation: orderLine({ sku: parseSku(`A-${index}`) }),
      outcome: { kind: 'unknownSku', reason: '' } as const,
      parkedAt: NOON,
    }));
    await table.parkingLot().park(foreign);
    await ports.observations.send([orderLine({ ordered: 2, at: later(5), version: Date.parse(later(5)) })]);
    await apply();
    expect(await stockOf(table)).toMatchObject({ onHand: 8, committed: 2 });
  });
});

const crash = () => Promise.reject(new Error('crash'));
