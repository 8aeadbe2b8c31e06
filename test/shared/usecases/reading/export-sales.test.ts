import { describe, expect, it } from '@jest/globals';
import { unitsSold } from '../../../../shared/domain/ledger/sale.ts';
import { postObservations } from '../../../../shared/usecases/posting/post-observations.ts';
import { salesOf } from '../../../../shared/usecases/reading/export-sales.ts';
import { AMAZON, baseline, later, MAIN, MUG, movement, orderLine, POS, SHOPIFY } from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { postingPorts } from '../../../fakes/ports/posting-ports.ts';

describe('units sold by an entry', () => {
  const at = { location: MAIN };
  it.each<[string, Parameters<typeof unitsSold>[0], number]>([
    ['an order commits them', { kind: 'order', changes: [{ ...at, committed: 2 }] }, 2],
    ['an order that is reported as shipped', { kind: 'order', changes: [{ ...at, onHand: -3 }] }, 3],
    [
      'shipping what was committed sells nothing',
      { kind: 'order', changes: [{ ...at, onHand: -2, committed: -2 }] },
      0,
    ],
    [
      'one more on an order that ships the others',
      { kind: 'order', changes: [{ ...at, onHand: -2, committed: -1 }] },
      1,
    ],
    ['an order cancelled', { kind: 'order', changes: [{ ...at, committed: -2 }] }, 0],
    [
      'an order at two locations',
      {
        kind: 'order',
        changes: [
          { ...at, committed: 1 },
          { ...at, onHand: -1 },
        ],
      },
      2,
    ],
    ['a sale over the counter', { kind: 'sold', changes: [{ ...at, onHand: -1 }] }, 1],
    ['a hold that became an order', { kind: 'captured', changes: [{ ...at, held: -2, committed: 2 }] }, 2],
    ['a hold that went over the counter', { kind: 'sold', changes: [{ ...at, held: -2, onHand: -2 }] }, 2],
    ['a hold alone', { kind: 'held', changes: [{ ...at, held: 2 }] }, 0],
    ['a broken unit', { kind: 'damaged', changes: [{ ...at, onHand: -1 }] }, 0],
    ['a shipment to the other warehouse', { kind: 'shipped', changes: [{ ...at, onHand: -5 }] }, 0],
    ['a stocktake', { kind: 'counted', changes: [{ ...at, onHand: -5 }] }, 0],
  ])('%s', (_name, entry, units) => {
    expect(unitsSold(entry)).toBe(units);
  });
});

describe('the sales of a SKU', () => {
  async function sales(since?: string) {
    const table = new MemoryTable();
    const observations = [
      baseline(10),
      orderLine({ order: 'A', ordered: 2, at: later(30) }),
      movement('received', 5, { at: later(40) }),
      orderLine({ order: 'B', channel: AMAZON, at: later(10) }),
      movement('sold', -1, { at: later(20) }),
      orderLine({ order: 'A', ordered: 2, shipped: 2, version: 2, at: later(50) }),
    ];
    const messages = observations.map((each, index) => ({ id: `${index}`, sku: MUG, observations: [each] }));
    await postObservations(postingPorts(table), messages);
    return salesOf(table.reader(), MUG, since);
  }

  it('come oldest first by when they were made, whenever the ledger received them', async () => {
    expect(await sales()).toEqual([
      { time: later(10), channel: AMAZON, sku: MUG, quantity: 1 },
      { time: later(20), channel: POS, sku: MUG, quantity: 1 },
      { time: later(30), channel: SHOPIFY, sku: MUG, quantity: 2 },
    ]);
  });

  it('begin with the time that is asked for', async () => {
    expect((await sales(later(20))).map(({ time }) => time)).toEqual([later(20), later(30)]);
  });

  it('are read to the end, however many entries there are', async () => {
    const entries = Array.from({ length: 2_500 }, (_, index) => ({ seq: index + 1 }));
    const entry = {
      kind: 'sold',
      changes: [{ location: MAIN, onHand: -1 }],
      occurredAt: later(0),
      source: { channel: POS },
    };
    const reader = {
      entries: async (_sku: typeof MUG, after: number, limit: number) =>
        entries.slice(after, after + limit).map((each) => ({ ...entry, ...each })),
    } as unknown as Parameters<typeof salesOf>[0];
    expect(await salesOf(reader, MUG, undefined)).toHaveLength(2_500);
  });
});
