/** Taking a file back: the reverse of the difference that it made, once, and only where that is right. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseQuantity, parseSku, type Sku } from '../../../../shared/domain/identifiers.ts';
import { OPERATOR } from '../../../../shared/domain/stock/stock-file.ts';
import { defineBundle } from '../../../../shared/usecases/exposure/define-bundle.ts';
import { baselineOf, nothingRead } from '../../../../shared/usecases/importing/stock-source.ts';
import { planUndo } from '../../../../shared/usecases/stock-files/plan-undo.ts';
import { later, MAIN, MUG, movement, NOON, orderLine, POS, SHOPIFY } from '../../../fakes/facts.ts';
import { CUP, countedMugs, row, SHOP } from '../../../fakes/shops/counted-mugs.ts';

const sale = (order: string, units: number, at: string) => orderLine({ order, ordered: units, shipped: units, at });

describe('taking a file back', () => {
  it('gives back what a delivery brought, in the middle of a sale', async () => {
    const shop = await countedMugs();
    await shop.bring(shop.file('receive', [row(MUG, 12), row(CUP, 3)]));
    await shop.post(MUG, [sale('1001', 2, later(90))]);
    const { plans } = await shop.undo('receive:PO-77');
    expect([await shop.onHand(), await shop.onHand(CUP)]).toEqual([28, 10]);
    expect(plans[0]?.move.available).toEqual({ before: 40, after: 28 });
    expect((await shop.entries()).at(-1)).toMatchObject({
      kind: 'corrected',
      changes: [{ location: MAIN, onHand: -12 }],
      reason: 'receive:PO-77 is taken back',
      source: { channel: 'operator', order: 'undo:receive:PO-77' },
    });
  });

  it('happens once, and the file cannot be posted again under its reference', async () => {
    const shop = await countedMugs();
    await shop.bring(shop.file('receive', [row(MUG, 12)]));
    await shop.undo('receive:PO-77');
    const { plans, posted } = await shop.undo('receive:PO-77');
    expect(plans[0]?.entries).toMatchObject([{ plan: { kind: 'undone' } }]);
    expect(posted).toEqual([]);
    const again = await shop.bring(shop.file('receive', [row(MUG, 12)]));
    expect(again.plans[0]?.rows).toMatchObject([{ plan: { kind: 'undone' } }]);
    expect(await shop.onHand()).toBe(30);
  });

  it('lets on hand be what it would be without the count, though sales before it were reported after it', async () => {
    const shop = await countedMugs();
    await shop.bring(shop.file('count', [row(MUG, 20)]));
    await shop.post(MUG, [sale('1001', 2, later(30)), sale('1002', 3, later(90))]);
    expect(await shop.onHand()).toBe(17);
    await shop.undo('count:PO-77');
    expect(await shop.onHand()).toBe(25);
    await shop.post(MUG, [sale('1003', 1, later(40))]);
    expect(await shop.onHand()).toBe(24);
  });

  it('takes a transfer back at both places', async () => {
    const shop = await countedMugs();
    await shop.bring(shop.file('transfer', [{ ...row(MUG, 7), place: { from: MAIN, to: SHOP } }]));
    await shop.undo('transfer:PO-77');
    expect([await shop.onHand(), await shop.onHand(MUG, SHOP)]).toEqual([30, 0]);
  });

  it('takes back every row of a SKU, where one of them found no difference', async () => {
    const shop = await countedMugs();
    await shop.bring(shop.file('count', [row(MUG, 28), row(MUG, 0, SHOP)]));
    const { plans } = await shop.undo('count:PO-77');
    expect(plans[0]?.entries.map(({ plan }) => plan.kind)).toEqual(['new', 'new']);
    expect(await shop.onHand()).toBe(30);
  });

  it('gives back only what the file moved, where a count contained some of it', async () => {
    const shop = await countedMugs();
    await shop.bring(shop.file('count', [row(MUG, 28)], { ref: 'c1' }));
    await shop.bring(shop.file('receive', [row(MUG, 5)], { at: later(30) }));
    await shop.undo('receive:PO-77');
    expect(await shop.onHand()).toBe(28);
  });

  it.each([
    ['counted', { kind: 'counted', says: 'says what is on hand there since' }],
    ['counted without a difference', { kind: 'same', says: 'says what is on hand there since' }],
    ['corrected', { kind: 'corrected', says: 'says what is on hand there since' }],
    ['counted anew, and the file was a count', { kind: 'recounted', says: 'says what is on hand there since' }],
  ] as const)('is refused where the SKU was %s since, and the other SKUs go on', async (_, { kind, says }) => {
    const shop = await countedMugs();
    const first = kind === 'recounted' ? 'count' : 'receive';
    await shop.bring(shop.file(first, [row(MUG, 12), row(CUP, 3)]));
    const before = await shop.onHand();
    shop.at(120);
    if (kind === 'corrected') {
      await shop.post(MUG, [movement('corrected', -1, { id: 'k', at: later(100) })]);
    } else {
      await shop.bring(shop.file('count', [row(MUG, kind === 'same' ? before : 9)], { ref: 'c2' }));
    }
    const present = await shop.onHand();
    const { plans } = await shop.undo(`${first}:PO-77`);
    expect(plans[0]?.entries).toMatchObject([{ plan: { kind: 'refused', reason: expect.stringContaining(says) } }]);
    expect([await shop.onHand(), await shop.onHand(CUP)]).toEqual([present, 10]);
  });

  it('goes on after another file of the SKU was taken back', async () => {
    const shop = await countedMugs();
    await shop.bring(shop.file('receive', [row(MUG, 5)], { ref: 'PO-1' }));
    await shop.bring(shop.file('receive', [row(MUG, 3)], { ref: 'PO-2' }));
    await shop.undo('receive:PO-1');
    await shop.undo('receive:PO-2');
    expect(await shop.onHand()).toBe(30);
  });

  it('goes on where a count since was taken back, and not while it stands', async () => {
    const shop = await countedMugs();
    await shop.bring(shop.file('receive', [row(MUG, 5)]));
    shop.at(120);
    await shop.bring(shop.file('count', [row(MUG, 33)], { ref: 'c1' }));
    expect((await shop.undo('receive:PO-77')).plans[0]?.entries).toMatchObject([{ plan: { kind: 'refused' } }]);
    await shop.undo('count:c1');
    await shop.undo('receive:PO-77');
    expect(await shop.onHand()).toBe(30);
  });

  it('goes on where a count since is of an earlier time, which contains nothing of the file', async () => {
    const shop = await countedMugs();
    await shop.bring(shop.file('receive', [row(MUG, 5)]));
    await shop.bring(shop.file('count', [row(MUG, 28)], { ref: 'c1', at: later(30) }));
    await shop.undo('receive:PO-77');
    expect(await shop.onHand()).toBe(28);
  });

  it.each([
    ['the count first', ['count:c1', 'receive:PO-77']],
    ['the file first', ['receive:PO-77', 'count:c1']],
  ])('and of a count that contained it, in whatever order: %s', async (_, batches) => {
    const shop = await countedMugs();
    await shop.bring(shop.file('count', [row(MUG, 28)], { ref: 'c1' }));
    await shop.bring(shop.file('receive', [row(MUG, 5)], { at: later(30) }));
    for (const batch of batches) {
      await shop.undo(batch);
    }
    expect(await shop.onHand()).toBe(30);
  });

  it.each([
    ['the later one first', ['c0', 'c1', 'receive', 'undo c1', 'undo c0']],
    ['the earlier one reported after the later one was taken back', ['c1', 'receive', 'undo c1', 'c0', 'undo c0']],
  ])('gives back once what two counts contained, both taken back: %s', async (_, steps) => {
    const shop = await countedMugs();
    const does = new Map<string, () => Promise<unknown>>([
      ['c0', () => shop.bring(shop.file('count', [row(MUG, 7)], { ref: 'c0', at: later(20) }))],
      ['c1', () => shop.bring(shop.file('count', [row(MUG, 9)], { ref: 'c1', at: later(21) }))],
      ['receive', () => shop.bring(shop.file('receive', [row(MUG, 5)], { at: later(10) }))],
      ['undo c0', () => shop.undo('count:c0')],
      ['undo c1', () => shop.undo('count:c1')],
    ]);
    for (const step of steps) {
      await does.get(step)?.();
    }
    expect(await shop.onHand()).toBe(35);
  });

  it('is refused where the SKU is a bundle since', async () => {
    const shop = await countedMugs();
    await shop.bring(shop.file('adjust', [{ ...row(CUP, -10), reason: 'gone' }], { ref: 'a0' }));
    const ports = { ...shop.ports, store: shop.table.exposureStore() };
    expect(await defineBundle(ports, CUP, [{ sku: MUG, quantity: 2 }])).toMatchObject({ kind: 'defined' });
    const { plans } = await shop.undo('adjust:a0');
    expect(plans[0]?.entries[0]?.plan).toMatchObject({ kind: 'refused', reason: expect.stringContaining('bundle') });
  });

  it('knows no batch that nobody made', async () => {
    const shop = await countedMugs();
    expect((await shop.undo('receive:nothing')).plans).toEqual([]);
  });

  it('ends, whatever is sold, received and counted around it, as a ledger that never had the file', async () => {
    const moves = fc.array(
      fc.record({ units: fc.integer({ min: -4, max: 4 }), at: fc.integer({ min: 1, max: 900 }) }),
      { maxLength: 5 },
    );
    const kinds = fc.constantFrom('receive', 'count', 'adjust', 'transfer');
    await fc.assert(
      fc.asyncProperty(
        kinds,
        fc.nat({ max: 40 }),
        fc.integer({ min: 1, max: 900 }),
        fc.record({ before: moves, between: moves, afterwards: moves }),
        async (kind, units, at, reported) => {
          const world = async (isMade: boolean) => {
            const shop = await countedMugs();
            shop.at(1_000);
            const tell = async (family: string, all: typeof reported.before) => {
              for (const [index, move] of all.entries()) {
                const observation = movement('adjusted', move.units, { id: `${family}${index}`, at: later(move.at) });
                await shop.post(MUG, [observation]);
              }
            };
            const place = kind === 'transfer' ? { from: MAIN, to: SHOP } : { at: MAIN };
            const file = shop.file(kind, [{ ...row(MUG, units), place }], { at: later(at) });
            await tell('a', reported.before);
            await (isMade ? shop.bring(file) : undefined);
            await tell('b', reported.between);
            await (isMade ? shop.undo(`${kind}:PO-77`) : undefined);
            await tell('c', reported.afterwards);
            return [await shop.onHand(), await shop.onHand(MUG, SHOP)];
          };
          expect(await world(true)).toEqual(await world(false));
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('taking an import back', () => {
  const BATCH = 'import:2026-11-24T12:00:00.000Z';
  const PLATE = parseSku('PLATE');
  const BOWL = parseSku('BOWL');

  /** Two SKUs that an import brought, one from what Shopify shows and one from a count. */
  async function imported() {
    const shop = await countedMugs();
    const stock = { onHand: { [MAIN]: parseQuantity(20) }, unavailable: { [MAIN]: parseQuantity(3) }, offSale: [] };
    const posted = { batchId: BATCH, receivedAt: NOON };
    const sources = [
      [PLATE, { ...stock, from: SHOPIFY, asOf: NOON, includes: 'fromChannel' }],
      [BOWL, { ...stock, from: OPERATOR, asOf: NOON, includes: 'counted' }],
    ] as const;
    for (const [sku, figures] of sources) {
      await shop.post(sku, [baselineOf(nothingRead(sku), figures, [MAIN, SHOP], posted)]);
    }
    const stockAt = async (sku: Sku) => (await shop.ports.reader.skuState(sku))?.stock[MAIN];
    return { ...shop, stockAt };
  }
  const kinds = ({ plans }: Awaited<ReturnType<Awaited<ReturnType<typeof imported>>['undo']>>) =>
    Object.fromEntries(plans.map(({ sku, entries }) => [sku, entries.map(({ plan }) => plan.kind)]));

  it('leaves its SKUs in the ledger with nothing on hand, from a channel or from a count, once', async () => {
    const shop = await imported();
    expect(kinds(await shop.undo(BATCH))).toEqual({ PLATE: ['new'], BOWL: ['new'] });
    for (const sku of [PLATE, BOWL]) {
      expect(await shop.stockAt(sku)).toMatchObject({ onHand: 0, unavailable: 0 });
    }
    expect(kinds(await shop.undo(BATCH))).toEqual({ PLATE: ['undone'], BOWL: ['undone'] });
    expect(await shop.onHand()).toBe(30);
  });

  it('keeps what came in since', async () => {
    const shop = await imported();
    await shop.bring(shop.file('receive', [row(PLATE, 5)]));
    await shop.bring(shop.file('receive', [row(PLATE, 9)], { ref: 'PO-78' }));
    await shop.undo('receive:PO-78');
    await shop.undo(BATCH);
    expect(await shop.stockAt(PLATE)).toMatchObject({ onHand: 5, unavailable: 0 });
  });

  it.each([
    [
      'an order, even one that was cancelled',
      [orderLine({ sku: PLATE }), orderLine({ sku: PLATE, ordered: 0, version: 2 })],
    ],
    ['a sale', [movement('sold', -1, { sku: PLATE, at: later(30) })]],
    ['a correction', [movement('corrected', 2, { sku: PLATE, at: later(30) })]],
    ['a receipt that its figure contains', [movement('received', 4, { sku: PLATE, at: later(-30) })]],
  ])('is refused where %s stands on it, and the other SKUs go on', async (_, since) => {
    const shop = await imported();
    await shop.table
      .registry()
      .register(
        { sku: PLATE, channelLocation: '-', externalId: 'plate', drawsOn: [MAIN], managed: true, shows: 20 },
        POS,
        'difference',
        new Date(NOON),
      );
    await shop.post(PLATE, since);
    const before = await shop.stockAt(PLATE);
    expect(kinds(await shop.undo(BATCH))).toEqual({ PLATE: ['refused'], BOWL: ['new'] });
    expect(await shop.stockAt(PLATE)).toEqual(before);
  });

  it('is refused by the posting itself where an order came between the plan and its end', async () => {
    const shop = await imported();
    const [planned] = await planUndo(shop.ports, BATCH);
    const work = planned?.entries.flatMap(({ plan }) => (plan.kind === 'new' ? [plan.observation] : [])) ?? [];
    await shop.post(PLATE, [orderLine({ sku: PLATE })]);
    const [outcome] = await shop.post(PLATE, work);
    expect([work.length, outcome?.kind]).toEqual([1, 'invalid']);
    expect(await shop.stockAt(PLATE)).toMatchObject({ onHand: 20, committed: 1 });
  });
});
