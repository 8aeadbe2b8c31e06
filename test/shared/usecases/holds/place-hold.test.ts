/** Placing holds: of one SKU or of a cart, within what is available. */

import { describe, expect, it } from '@jest/globals';
import { parseQuantity, parseSku, type Sku } from '../../../../shared/domain/identifiers.ts';
import { emptyLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { endHold } from '../../../../shared/usecases/holds/end-hold.ts';
import { placeHold } from '../../../../shared/usecases/holds/place-hold.ts';
import { postObservations } from '../../../../shared/usecases/posting/post-observations.ts';
import { MUG, orderLine, SHARED_RULES } from '../../../fakes/facts.ts';
import { CUP, heldMugs } from '../../../fakes/shops/held-mugs.ts';

describe('placing a hold', () => {
  it('promises the units and notifies the channels', async () => {
    const { place, stock, free, emitted } = await heldMugs(10);
    expect(await place('h1', 4)).toMatchObject({
      kind: 'placed',
      hold: { id: 'h1', status: 'open', expiresAt: '2026-11-24T12:01:00.000Z', lines: [{ sku: MUG, quantity: 4 }] },
    });
    expect(await stock()).toMatchObject({ onHand: 10, held: 4 });
    expect(await free()).toBe(6);
    expect(emitted.at(-1)).toMatchObject({ available: 6 });
  });

  it('medusa-16825: a refused hold leaves nothing behind', async () => {
    const { place, table, stock } = await heldMugs(3);
    expect(await place('h1', 4)).toEqual({ kind: 'insufficient', short: [{ sku: MUG, asked: 4, available: 3 }] });
    expect(await stock()).toMatchObject({ held: 0 });
    expect(await table.reader().entries(MUG, 0, 10)).toHaveLength(1);
    expect(await place('h1', 3)).toMatchObject({ kind: 'placed' });
  });

  it('medusa-16569, magento2-25653, odoo-32857: of many for the last units exactly as many are granted as there are', async () => {
    const { place, free, table } = await heldMugs(10);
    const placed = await Promise.all(Array.from({ length: 50 }, (_, index) => place(`h${index}`, 1)));
    expect(placed.filter((each) => each.kind === 'placed')).toHaveLength(10);
    expect(placed.filter((each) => each.kind === 'insufficient')).toHaveLength(40);
    expect(await free()).toBe(0);
    expect(await table.reader().entries(MUG, 0, 100)).toHaveLength(11);
  });

  it('answers the same id and body as the first time, and refuses the id for anything else', async () => {
    const { place, stock } = await heldMugs(10);
    await place('h1', 4);
    expect(await place('h1', 4)).toMatchObject({ kind: 'already', hold: { lines: [{ quantity: 4 }] } });
    expect(await place('h1', 5)).toMatchObject({ kind: 'conflicting' });
    expect(await place('h1', 4, { sku: CUP })).toMatchObject({ kind: 'conflicting' });
    expect(await place('h1', 99, { sku: CUP })).toMatchObject({ kind: 'conflicting' });
    expect(await stock()).toMatchObject({ held: 4 });
  });

  it('refuses the id for a cart that has more SKUs, before anything is scheduled for it', async () => {
    const { place, placeCart, scheduled } = await heldMugs(10);
    await place('h1', 4);
    const before = scheduled.length;
    const cart = new Map([
      [MUG, 4],
      [CUP, 1],
    ]);
    expect(await placeCart('h1', cart)).toEqual({
      ...{ kind: 'conflicting', reason: 'Hold h1 was placed for MUG: use a new id.' },
    });
    expect(scheduled).toHaveLength(before);
  });

  it('reads its SKU once before it is written, and after a conflict anew', async () => {
    const { ports } = await heldMugs(10);
    const calls: string[] = [];
    let conflicts = 1;
    const counted = {
      ...ports,
      ledger: {
        ...ports.ledger,
        load: (...asked: Parameters<typeof ports.ledger.load>) => {
          calls.push('load');
          return ports.ledger.load(...asked);
        },
        commitTogether: async (...postings: Parameters<typeof ports.ledger.commitTogether>) => {
          calls.push('commit');
          conflicts -= 1;
          return conflicts >= 0 ? ('conflict' as const) : ports.ledger.commitTogether(...postings);
        },
      },
      holds: {
        skusOf: (id: string) => {
          calls.push('skusOf');
          return ports.holds.skusOf(id);
        },
      },
    };
    const lines = [{ sku: MUG, quantity: parseQuantity(1) }];
    expect(await placeHold(counted, { id: 'h1', lines, ttlSeconds: 60 })).toMatchObject({ kind: 'placed' });
    expect(calls).toEqual(['load', 'commit', 'skusOf', 'load', 'commit']);
  });

  it('of two requests that take one id for other SKUs at one moment holds one, and names it to the other', async () => {
    const { place } = await heldMugs(10);
    const answers = await Promise.all([place('h1', 1), place('h1', 1, { sku: CUP })]);
    expect(answers.map(({ kind }) => kind).sort()).toEqual(['conflicting', 'placed']);
  });

  it('is refused for a SKU that the ledger does not have, and parks nothing', async () => {
    const { place, table } = await heldMugs(10);
    expect(await place('h1', 1, { sku: parseSku('NEVER-SEEN') })).toMatchObject({ kind: 'unknownSku' });
    expect(await table.parkingLot().list(10)).toEqual([]);
  });

  it('of bundles of more SKUs than one transaction takes is refused before anything is written', async () => {
    const { ports, scheduled } = await heldMugs(10);
    const place = (parts: number) => {
      const madeOf = Array.from({ length: parts }, (_, index) => ({ sku: parseSku(`PART-${index}`), quantity: 1 }));
      const exposure = { rules: SHARED_RULES, revision: 1, madeOf };
      const load = async (sku: Sku) => ({ ...emptyLedger(sku), ...(sku === 'SET' && { exposure }) });
      const lines = [{ sku: parseSku('SET'), quantity: parseQuantity(1) }];
      return placeHold({ ...ports, ledger: { ...ports.ledger, load } }, { id: 'h1', ttlSeconds: 60, lines });
    };
    expect(await place(34)).toEqual({ kind: 'tooManySkus', skus: 34, most: 33 });
    expect(scheduled).toEqual([]);
    expect(await place(33)).toMatchObject({ kind: 'unknownSku' });
  });

  it('counts sales that no hold can forbid: what is oversold leaves nothing to hold', async () => {
    const { ports, place } = await heldMugs(2);
    await postObservations(ports, [{ id: 'm', sku: MUG, observations: [orderLine({ ordered: 5 })] }]);
    expect(await place('h1', 1)).toEqual({ kind: 'insufficient', short: [{ sku: MUG, asked: 1, available: 0 }] });
  });
});

describe('the same hold asked for again', () => {
  it.each(['captured', 'sold', 'voided', 'cancelled'] as const)(
    'is refused once it is %s, and says so',
    async (end) => {
      const { ports, place, stock } = await heldMugs(10);
      await place('h1', 4);
      await endHold(ports, 'h1', { end });
      const before = await stock();
      expect(await place('h1', 4)).toMatchObject({ kind: 'ended', status: end });
      expect(await stock()).toEqual(before);
    },
  );

  it('is refused once its time is over, also before its expiry was posted', async () => {
    const { place, pass } = await heldMugs(10);
    await place('h1', 4);
    pass(60);
    expect(await place('h1', 4)).toMatchObject({ kind: 'ended', status: 'expired' });
  });
});

describe('a cart', () => {
  const cart = (mugs: number, cups: number) =>
    new Map<Sku, number>([
      [MUG, mugs],
      [CUP, cups],
    ]);

  it('is granted with all its lines, or refused with every short line named', async () => {
    const { placeCart, stock, table } = await heldMugs(10);
    expect(await placeCart('h1', cart(4, 10))).toMatchObject({ kind: 'placed', hold: { status: 'open' } });
    expect(await placeCart('h2', cart(7, 1))).toEqual({
      kind: 'insufficient',
      short: [
        { sku: MUG, asked: 7, available: 6 },
        { sku: CUP, asked: 1, available: 0 },
      ],
    });
    expect(await placeCart('h3', cart(1, 1))).toMatchObject({ kind: 'insufficient', short: [{ sku: CUP }] });
    expect([(await stock()).held, (await stock(CUP)).held]).toEqual([4, 10]);
    expect(await table.reader().entries(MUG, 0, 10)).toHaveLength(2);
  });

  it('names every SKU that the ledger does not have, and holds nothing', async () => {
    const { placeCart, stock } = await heldMugs(10);
    const [one, other] = [parseSku('NOBODYS'), parseSku('NOBODYS-2')];
    const units = new Map<Sku, number>([
      [MUG, 1],
      [one, 1],
      [other, 1],
    ]);
    expect(await placeCart('h1', units)).toEqual({ kind: 'unknownSku', skus: [one, other] });
    expect(await stock()).toMatchObject({ held: 0 });
  });

  it('that wants the same SKUs as another in the other order is decided all the same: each hold has all its lines', async () => {
    const { placeCart, stock } = await heldMugs(10);
    const units = (index: number) =>
      new Map<Sku, number>(
        index % 2 === 0
          ? [
              [MUG, 2],
              [CUP, 1],
            ]
          : [
              [CUP, 1],
              [MUG, 2],
            ],
      );
    const placed = await Promise.all(Array.from({ length: 12 }, (_, index) => placeCart(`h${index}`, units(index))));
    expect(placed.filter(({ kind }) => kind === 'placed')).toHaveLength(5);
    expect(placed.filter(({ kind }) => kind === 'insufficient')).toHaveLength(7);
    expect([(await stock()).held, (await stock(CUP)).held]).toEqual([10, 5]);
  });

  it('of one id asked for by many at once, with the same lines and with others, is one hold', async () => {
    const { placeCart, stock, ports } = await heldMugs(100);
    const units = (index: number) => (index % 4 === 3 ? new Map<Sku, number>([[CUP, 3]]) : cart(3, 3));
    const placed = await Promise.all(Array.from({ length: 20 }, (_, index) => placeCart('same', units(index))));
    expect(placed.filter(({ kind }) => kind === 'placed')).toHaveLength(1);
    expect(placed.filter(({ kind }) => kind === 'busy')).toEqual([]);
    const skus = (await ports.holds.skusOf('same')) ?? [];
    expect((await stock()).held).toBe(skus.includes(MUG) ? 3 : 0);
    expect((await stock(CUP)).held).toBe(3);
  });

  it('ends with all its lines or none', async () => {
    const { ports, placeCart, stock } = await heldMugs(10);
    await placeCart('h1', cart(4, 2));
    expect(await endHold(ports, 'h1', { end: 'captured' })).toMatchObject({
      kind: 'ended',
      hold: { status: 'captured' },
    });
    expect([(await stock()).committed, (await stock(CUP)).committed]).toEqual([4, 2]);
  });

  it('answers busy, and has written nothing, where other writers came first each time', async () => {
    const { ports, stock } = await heldMugs(10);
    const contended = { ...ports, ledger: { ...ports.ledger, commitTogether: async () => 'conflict' as const } };
    const lines = [{ sku: MUG, quantity: parseQuantity(1) }];
    expect(await placeHold(contended, { id: 'h1', lines, ttlSeconds: 60 })).toEqual({ kind: 'busy' });
    expect(await stock()).toMatchObject({ held: 0 });
  });

  it('answers busy after 15 seconds, however few attempts a slow table has left time for', async () => {
    const { ports, pass } = await heldMugs(10);
    let attempts = 0;
    const commitTogether = async () => {
      attempts += 1;
      pass(4);
      return 'conflict' as const;
    };
    const slow = { ...ports, ledger: { ...ports.ledger, commitTogether } };
    const lines = [{ sku: MUG, quantity: parseQuantity(1) }];
    expect(await placeHold(slow, { id: 'h1', lines, ttlSeconds: 60 })).toEqual({ kind: 'busy' });
    expect(attempts).toBe(4);
  });
});
