/** Files of receipts, counts, adjustments and transfers: planned, posted, and given again. */
import { describe, expect, it } from '@jest/globals';
import { planLines } from '../../../../cli/reports/changing/stock-file-report.ts';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import { heldBackBy } from '../../../../shared/domain/pushing/held-back.ts';
import { orderLineKey } from '../../../../shared/domain/stock/order-line.ts';
import { OPERATOR } from '../../../../shared/domain/stock/stock-file.ts';
import { planStockFile } from '../../../../shared/usecases/stock-files/plan-stock-file.ts';
import { isAllPosted } from '../../../../shared/usecases/stock-files/post-stock-file.ts';
import { later, MAIN, MUG, orderLine, SHOPIFY } from '../../../fakes/facts.ts';
import { CUP, countedMugs, row, SHOP } from '../../../fakes/shops/counted-mugs.ts';

const BATCH = 'receive:PO-77';
const ORDER = { channel: SHOPIFY, order: '1001', line: '1', key: orderLineKey(SHOPIFY, '1001', '1') };

describe('a file of receipts', () => {
  it('is planned with the figures that move, and nothing is written', async () => {
    const shop = await countedMugs();
    const [mugs, cups] = await planStockFile(shop.ports, shop.file('receive', [row(MUG, 12), row(CUP, 3)]));
    expect(mugs).toMatchObject({
      rows: [{ plan: { kind: 'new', change: 12 } }],
      move: {
        available: { before: 30, after: 42 },
        listings: [{ listing: 'shopify', before: 30, after: 42, shown: 30 }],
      },
    });
    expect(cups?.move).toMatchObject({ available: { before: 10, after: 13 }, listings: [] });
    expect(await shop.onHand()).toBe(30);
  });

  it('adds its units, and every entry carries the batch', async () => {
    const shop = await countedMugs();
    await shop.bring(shop.file('receive', [row(MUG, 12), row(CUP, 3)]));
    expect([await shop.onHand(), await shop.onHand(CUP)]).toEqual([42, 13]);
    const { entries } = await shop.ports.reader.order(OPERATOR, BATCH);
    expect(entries.map(({ sku, kind }) => [sku, kind])).toEqual([
      [MUG, 'received'],
      [CUP, 'received'],
    ]);
  });

  it('changes nothing when it is given again, on another day too', async () => {
    const shop = await countedMugs();
    await shop.bring(shop.file('receive', [row(MUG, 12)]));
    shop.at(200_000);
    const { plans, posted } = await shop.bring(shop.file('receive', [row(MUG, 12)]));
    expect(plans[0]?.rows).toMatchObject([{ plan: { kind: 'known', seq: 2 } }]);
    expect(posted).toEqual([]);
    expect(await shop.onHand()).toBe(42);
  });

  it('is refused where a row says another figure under its reference, and the other rows go on', async () => {
    const shop = await countedMugs();
    await shop.bring(shop.file('receive', [row(MUG, 12)]));
    const { plans } = await shop.bring(shop.file('receive', [row(MUG, 15), row(CUP, 3)]));
    expect(plans[0]?.rows).toMatchObject([{ plan: { kind: 'changed', recorded: 12, seq: 2 } }]);
    expect([await shop.onHand(), await shop.onHand(CUP)]).toEqual([42, 13]);
  });

  it('leaves out a SKU that the ledger has not, and parks nothing', async () => {
    const shop = await countedMugs();
    const { plans } = await shop.bring(shop.file('receive', [row(parseSku('JUG'), 5), row(MUG, 1)]));
    expect(plans.map(({ rows }) => rows[0]?.plan.kind)).toEqual(['unknownSku', 'new']);
    expect(await shop.table.parkingLot().list(10)).toEqual([]);
    expect(await shop.onHand()).toBe(31);
  });

  it('says what was on hand already, where a count is later than the delivery', async () => {
    const shop = await countedMugs();
    await shop.bring(shop.file('count', [row(MUG, 28)]));
    const { plans } = await shop.bring(shop.file('receive', [row(MUG, 5)], { at: later(30) }));
    expect(plans[0]?.rows).toMatchObject([{ plan: { kind: 'new', change: 0 } }]);
    expect(plans.flatMap(planLines)).toEqual([
      `MUG  at main: 5 (on hand 0; +5 of ${later(30)} move nothing at main, because its count of ${later(60)} contains them: if it does not, give the right --at)`,
    ]);
    expect(await shop.onHand()).toBe(28);
    expect((await planStockFile(shop.ports, shop.file('receive', [row(MUG, 5)])))[0]?.rows).toMatchObject([
      { plan: { kind: 'known' } },
    ]);
  });
});

describe('a file of counts', () => {
  it('sets what is on hand, and names the open orders whose units it takes to be there', async () => {
    const shop = await countedMugs();
    await shop.post(MUG, [{ ...orderLine({ ordered: 2 }), source: ORDER }]);
    const { plans } = await shop.bring(shop.file('count', [row(MUG, 28)]));
    expect(plans[0]).toMatchObject({
      rows: [{ plan: { kind: 'new', change: -2 } }],
      move: { available: { before: 28, after: 26 } },
      assumedThere: [{ channel: SHOPIFY, order: '1001', location: MAIN, units: 2 }],
    });
    expect(await shop.onHand()).toBe(28);
  });

  it('knows its figure again after sales, and refuses another one', async () => {
    const shop = await countedMugs();
    await shop.bring(shop.file('count', [row(MUG, 28)]));
    shop.at(600);
    await shop.post(MUG, [{ ...orderLine({ ordered: 2, shipped: 2, at: later(300) }), source: ORDER }]);
    const kinds = async (units: number) =>
      (await planStockFile(shop.ports, shop.file('count', [row(MUG, units)])))[0]?.rows[0]?.plan;
    expect(await kinds(28)).toMatchObject({ kind: 'known' });
    expect(await kinds(26)).toMatchObject({ kind: 'changed', recorded: 28 });
  });

  it('is refused where a later count stands', async () => {
    const shop = await countedMugs();
    await shop.bring(shop.file('count', [row(MUG, 28)], { ref: 'evening' }));
    const { plans } = await shop.bring(shop.file('count', [row(MUG, 25)], { ref: 'morning', at: later(30) }));
    expect(plans[0]?.rows).toMatchObject([
      { plan: { kind: 'refused', reason: expect.stringContaining('later count') } },
    ]);
  });
});

describe('files of adjustments and transfers', () => {
  it('move units for a reason, and from one place to another in one entry', async () => {
    const shop = await countedMugs();
    await shop.bring(shop.file('adjust', [{ ...row(MUG, -3), reason: 'broken' }]));
    await shop.bring(shop.file('transfer', [{ ...row(MUG, 7), place: { from: MAIN, to: SHOP } }]));
    expect([await shop.onHand(), await shop.onHand(MUG, SHOP)]).toEqual([20, 7]);
    const [, adjusted, transferred] = await shop.entries();
    expect([adjusted, transferred]).toMatchObject([
      { kind: 'adjusted', reason: 'broken' },
      { kind: 'transferred', changes: [{ onHand: -7 }, { onHand: 7 }] },
    ]);
    const [again] = await planStockFile(
      shop.ports,
      shop.file('transfer', [{ ...row(MUG, 7), place: { from: MAIN, to: SHOP } }]),
    );
    expect(again?.rows).toMatchObject([{ plan: { kind: 'known' } }]);
  });

  it('say of a transfer what moves where it goes, though a count there contains it', async () => {
    const shop = await countedMugs();
    await shop.bring(shop.file('count', [row(MUG, 4, SHOP)]));
    const moved = { ...row(MUG, 7), place: { from: MAIN, to: SHOP } };
    const { plans } = await shop.bring(shop.file('transfer', [moved], { at: later(30) }));
    expect(plans[0]?.rows).toMatchObject([{ plan: { kind: 'new', change: 0, alreadyCounted: [{ location: SHOP }] } }]);
    expect([await shop.onHand(), await shop.onHand(MUG, SHOP)]).toEqual([23, 4]);
  });
});

describe('the breakers that a file would trip', () => {
  const limits = { zeroListings: 0, raiseListings: 0, adoptListings: 0, withinSeconds: 600 };

  it('are named with how many listings they would hold back', async () => {
    const shop = await countedMugs();
    const planned = async (units: number) =>
      (await planStockFile(shop.ports, shop.file('count', [row(MUG, units)]))).flatMap(({ move }) => move.listings);
    expect(heldBackBy(await planned(40), limits)).toEqual([
      { channel: SHOPIFY, surge: 'raises', listings: 1, most: 0 },
    ]);
    expect(heldBackBy(await planned(0), limits)).toEqual([{ channel: SHOPIFY, surge: 'zeros', listings: 1, most: 0 }]);
    expect(heldBackBy(await planned(20), limits)).toEqual([]);
    expect(heldBackBy(await planned(40), { ...limits, raiseListings: 1 })).toEqual([]);
  });
});

describe('posting a file', () => {
  it('goes on where one SKU fails, says so, and the same file again finishes it', async () => {
    const shop = await countedMugs();
    const file = shop.file('receive', [row(MUG, 12), row(CUP, 3)]);
    const commit = shop.ports.ledger.commit;
    Object.assign(shop.ports.ledger, {
      commit: (posting: Parameters<typeof commit>[0]) =>
        posting.after.sku === MUG ? Promise.reject(new Error('no answer')) : commit(posting),
    });
    const { posted } = await shop.bring(file);
    expect(isAllPosted(posted)).toBe(false);
    expect(posted).toMatchObject([
      { sku: MUG, failed: 'no answer' },
      { sku: CUP, outcomes: [{ kind: 'posted' }] },
    ]);
    Object.assign(shop.ports.ledger, { commit });
    expect(isAllPosted((await shop.bring(file)).posted)).toBe(true);
    expect([await shop.onHand(), await shop.onHand(CUP)]).toEqual([42, 13]);
  });
});
