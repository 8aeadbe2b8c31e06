/** Placing, ending and expiring holds. */

import { describe, expect, it } from '@jest/globals';
import { parseChannelId, parseQuantity, parseSku } from '../../../../shared/domain/identifiers.ts';
import { available, totalStock } from '../../../../shared/domain/stock/stock.ts';
import type { StockChanged } from '../../../../shared/ports/posting/posting.ts';
import { endHold, expireHold, type HoldPorts, placeHold } from '../../../../shared/usecases/posting/hold-stock.ts';
import { postObservations } from '../../../../shared/usecases/posting/post-observations.ts';
import { baseline, MUG, NOON, orderLine } from '../../../fakes/facts.ts';
import { MemoryTable } from '../../../fakes/memory/memory-table.ts';
import { postingPorts } from '../../../fakes/ports/posting-ports.ts';

const CUP = parseSku('CUP');
const TIMER = { id: 'h1', sku: MUG, askedAt: NOON };

/** A ledger with so many mugs and cups, a clock that the test moves, and the timers that were scheduled. */
async function shop(onHand: number) {
  const table = new MemoryTable();
  const scheduled: { id: string; afterSeconds: number }[] = [];
  const emitted: StockChanged[] = [];
  let now = Date.parse(NOON);
  const ports: HoldPorts = {
    ...postingPorts(table, {
      events: { emit: async (changed) => void emitted.push(...changed) },
      clock: () => new Date(now),
      commitAttempts: 60,
    }),
    holds: table.holdRegistry(),
    expiry: { schedule: async ({ id }, afterSeconds) => void scheduled.push({ id, afterSeconds }) },
    channel: parseChannelId('api'),
  };
  await postObservations(ports, [
    { id: 'a', sku: MUG, observations: [baseline(onHand)] },
    { id: 'b', sku: CUP, observations: [baseline(onHand, CUP)] },
  ]);
  const place = (id: string, quantity: number, facts: { ttlSeconds?: number; sku?: typeof MUG } = {}) =>
    placeHold(ports, {
      id,
      sku: facts.sku ?? MUG,
      quantity: parseQuantity(quantity),
      ttlSeconds: facts.ttlSeconds ?? 60,
    });
  const stock = async () => totalStock((await table.reader().snapshot(MUG))?.stock ?? {});
  const free = async () => available(await stock());
  const pass = (seconds: number) => {
    now += seconds * 1000;
  };
  return { ports, table, scheduled, emitted, place, stock, free, pass };
}

describe('placing a hold', () => {
  it('promises the units and notifies the channels', async () => {
    const { place, stock, free, emitted } = await shop(10);
    expect(await place('h1', 4)).toMatchObject({
      kind: 'placed',
      hold: { id: 'h1', quantity: 4, status: 'open', expiresAt: '2026-11-24T12:01:00.000Z' },
    });
    expect(await stock()).toMatchObject({ onHand: 10, held: 4 });
    expect(await free()).toBe(6);
    expect(emitted.at(-1)).toMatchObject({ available: 6 });
  });

  it('medusa-16825: a refused hold leaves nothing behind', async () => {
    const { place, table, stock } = await shop(3);
    expect(await place('h1', 4)).toEqual({ kind: 'insufficient', available: 3 });
    expect(await stock()).toMatchObject({ held: 0 });
    expect(await table.reader().entries(MUG, 0, 10)).toHaveLength(1);
    expect(await place('h1', 3)).toMatchObject({ kind: 'placed' });
  });

  it('medusa-16569, magento2-25653, odoo-32857: of many for the last units exactly as many are granted as there are', async () => {
    const { place, free, table } = await shop(10);
    const placed = await Promise.all(Array.from({ length: 50 }, (_, index) => place(`h${index}`, 1)));
    expect(placed.filter((each) => each.kind === 'placed')).toHaveLength(10);
    expect(placed.filter((each) => each.kind === 'insufficient')).toHaveLength(40);
    expect(await free()).toBe(0);
    expect(await table.reader().entries(MUG, 0, 100)).toHaveLength(11);
  });

  it('answers the same id and body as the first time, and refuses the id for anything else', async () => {
    const { place, stock } = await shop(10);
    await place('h1', 4);
    expect(await place('h1', 4)).toMatchObject({ kind: 'already', hold: { quantity: 4 } });
    expect(await place('h1', 5)).toMatchObject({ kind: 'conflicting' });
    expect(await place('h1', 4, { sku: CUP })).toMatchObject({ kind: 'conflicting' });
    expect(await stock()).toMatchObject({ held: 4 });
  });

  it('is refused for a SKU that the ledger does not have, and parks nothing', async () => {
    const { place, table } = await shop(10);
    expect(await place('h1', 1, { sku: parseSku('NEVER-SEEN') })).toMatchObject({ kind: 'unknownSku' });
    expect(await table.parkingLot().list(10)).toEqual([]);
  });

  it('counts sales that no hold can forbid: what is oversold leaves nothing to hold', async () => {
    const { ports, place } = await shop(2);
    await postObservations(ports, [{ id: 'm', sku: MUG, observations: [orderLine({ ordered: 5 })] }]);
    expect(await place('h1', 1)).toEqual({ kind: 'insufficient', available: 0 });
  });
});

describe('ending a hold', () => {
  it.each([
    ['captured', { onHand: 10, committed: 4, held: 0 }, 6],
    ['sold', { onHand: 6, committed: 0, held: 0 }, 6],
    ['voided', { onHand: 10, committed: 0, held: 0 }, 10],
  ] as const)('%s: its units go where they belong, once', async (end, figures, units) => {
    const { ports, place, stock, free } = await shop(10);
    await place('h1', 4);
    expect(await endHold(ports, 'h1', end)).toMatchObject({ kind: 'ended', hold: { status: end } });
    expect(await endHold(ports, 'h1', end)).toMatchObject({ kind: 'ended' });
    expect(await stock()).toMatchObject(figures);
    expect(await free()).toBe(units);
  });

  it('cannot end otherwise than it ended', async () => {
    const { ports, place } = await shop(10);
    await place('h1', 4);
    await endHold(ports, 'h1', 'voided');
    expect(await endHold(ports, 'h1', 'captured')).toEqual({ kind: 'tooLate', status: 'voided' });
    expect(await endHold(ports, 'nobody', 'voided')).toEqual({ kind: 'unknown' });
  });

  it('comes too late once its time is over, also before the expiry was posted', async () => {
    const { ports, place, pass, stock } = await shop(10);
    await place('h1', 4);
    pass(60);
    expect(await endHold(ports, 'h1', 'captured')).toEqual({ kind: 'tooLate', status: 'expired' });
    expect(await stock()).toMatchObject({ held: 4, committed: 0 });
  });
});

describe('the expiry of a hold', () => {
  it('is scheduled before the hold is written, so that no crash leaves it for ever', async () => {
    const { ports, scheduled } = await shop(10);
    const crashing: HoldPorts = {
      ...ports,
      ledger: { ...ports.ledger, commit: () => Promise.reject(new Error('crashed')) },
    };
    const request = { id: 'h1', sku: MUG, quantity: parseQuantity(4), ttlSeconds: 60 };
    await expect(placeHold(crashing, request)).rejects.toThrow('crashed');
    expect(scheduled).toEqual([{ id: 'h1', afterSeconds: 60 }]);
  });

  it('frees the units once, on time, without any other traffic', async () => {
    const { ports, place, pass, stock, table } = await shop(10);
    await place('h1', 4);
    pass(60);
    await expireHold(ports, TIMER);
    await expireHold(ports, TIMER);
    expect(await stock()).toMatchObject({ held: 0, committed: 0, onHand: 10 });
    expect((await table.reader().entries(MUG, 0, 10)).map((entry) => entry.kind)).toEqual([
      'baseline',
      'held',
      'expired',
    ]);
  });

  it('schedules its timer again when it fired too early (a queue waits 15 minutes at most)', async () => {
    const { ports, place, pass, stock, scheduled } = await shop(10);
    await place('h1', 4, { ttlSeconds: 3600 });
    pass(900);
    await expireHold(ports, TIMER);
    expect(await stock()).toMatchObject({ held: 4 });
    expect(scheduled.at(-1)).toEqual({ id: 'h1', afterSeconds: 2700 });
  });

  it('leaves a hold alone that has ended', async () => {
    const { ports, place, pass, stock } = await shop(10);
    await place('h1', 4);
    await endHold(ports, 'h1', 'captured');
    pass(60);
    await expireHold(ports, TIMER);
    expect(await stock()).toMatchObject({ held: 0, committed: 4 });
  });

  it('waits a while for a hold that is still being written, and not for ever for one that was refused', async () => {
    const { ports, scheduled, pass } = await shop(10);
    pass(2);
    await expireHold(ports, TIMER);
    expect(scheduled).toEqual([{ id: 'h1', afterSeconds: 5 }]);
    pass(60);
    await expireHold(ports, TIMER);
    expect(scheduled).toHaveLength(1);
  });
});
