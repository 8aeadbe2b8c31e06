/** Ending holds: each end once, and the order that takes a hold over. */

import { describe, expect, it } from '@jest/globals';
import type { HoldEnd } from '../../../../shared/domain/stock/observation.ts';
import { endHold } from '../../../../shared/usecases/holds/end-hold.ts';
import { readHold } from '../../../../shared/usecases/holds/hold-ports.ts';
import { later, MUG, movement, NOON, orderLine, POS } from '../../../fakes/facts.ts';
import { CART, CUP, heldMugs } from '../../../fakes/shops/held-mugs.ts';

describe('ending a hold', () => {
  it.each([
    ['captured', { onHand: 10, committed: 4, held: 0 }, 6],
    ['sold', { onHand: 6, committed: 0, held: 0 }, 6],
    ['voided', { onHand: 10, committed: 0, held: 0 }, 10],
  ] as const)('%s: its units go where they belong, once', async (end, figures, units) => {
    const { ports, place, stock, free } = await heldMugs(10);
    await place('h1', 4);
    expect(await endHold(ports, 'h1', { end })).toMatchObject({ kind: 'ended', hold: { status: end } });
    expect(await endHold(ports, 'h1', { end })).toMatchObject({ kind: 'ended' });
    expect(await stock()).toMatchObject(figures);
    expect(await free()).toBe(units);
  });

  it('cannot end otherwise than it ended', async () => {
    const { ports, place } = await heldMugs(10);
    await place('h1', 4);
    await endHold(ports, 'h1', { end: 'voided' });
    expect(await endHold(ports, 'h1', { end: 'captured' })).toEqual({ kind: 'notNow', status: 'voided' });
    expect(await endHold(ports, 'nobody', { end: 'voided' })).toEqual({ kind: 'unknown' });
  });

  it('is not decided where other writers come first each time: the caller asks again', async () => {
    const { ports, place, stock } = await heldMugs(10);
    await place('h1', 4);
    const contended = { ...ports, ledger: { ...ports.ledger, commitTogether: async () => 'conflict' as const } };
    expect(await endHold(contended, 'h1', { end: 'captured' })).toEqual({ kind: 'busy' });
    expect(await stock()).toMatchObject({ held: 4, committed: 0 });
  });

  it('comes too late once its time is over, also before the expiry was posted', async () => {
    const { ports, place, pass, stock } = await heldMugs(10);
    await place('h1', 4);
    pass(60);
    expect(await endHold(ports, 'h1', { end: 'captured' })).toEqual({ kind: 'notNow', status: 'expired' });
    expect(await stock()).toMatchObject({ held: 4, committed: 0 });
  });
});

describe('after it was captured', () => {
  it.each([
    [['captured', 'shipped'], { onHand: 6, committed: 0 }],
    [['captured', 'cancelled'], { onHand: 10, committed: 0 }],
    [['captured', 'shipped', 'returned'], { onHand: 10, committed: 0 }],
    [['sold', 'returned'], { onHand: 10, committed: 0 }],
    [['cancelled'], { onHand: 10, committed: 0 }],
  ] as const)('%p', async (ends, figures) => {
    const { ports, place, stock } = await heldMugs(10);
    await place('h1', 4);
    for (const end of ends) {
      expect(await endHold(ports, 'h1', { end })).toMatchObject({ kind: 'ended', hold: { status: end } });
      expect(await endHold(ports, 'h1', { end })).toMatchObject({ kind: 'ended', hold: { status: end } });
    }
    expect(await stock()).toMatchObject({ ...figures, held: 0 });
  });

  it.each([
    ['open', [], 'shipped'],
    ['open', [], 'returned'],
    ['captured', ['captured'], 'voided'],
    ['captured', ['captured'], 'returned'],
    ['voided', ['voided'], 'captured'],
    ['cancelled', ['captured', 'cancelled'], 'shipped'],
    ['returned', ['sold', 'returned'], 'cancelled'],
  ] as readonly (readonly [string, readonly Exclude<HoldEnd, 'expired'>[], Exclude<HoldEnd, 'expired'>])[])(
    'what is %s (%p) cannot be %s',
    async (status, ends, end) => {
      const { ports, place, stock } = await heldMugs(10);
      await place('h1', 4);
      for (const each of ends) {
        await endHold(ports, 'h1', { end: each });
      }
      const before = await stock();
      expect(await endHold(ports, 'h1', { end })).toEqual({ kind: 'notNow', status });
      expect(await stock()).toEqual(before);
    },
  );

  it.each(['shipped', 'cancelled'] as const)(
    'a cart of which an order took one line over cannot be %s, and the answer says so of nothing that was not written',
    async (end) => {
      const { ports, placeCart, post, stock } = await heldMugs(10);
      await placeCart('h1', CART);
      await endHold(ports, 'h1', { end: 'captured', order: 'A-1' });
      await post(ordered('A-1', 4));
      expect(await endHold(ports, 'h1', { end })).toEqual({ kind: 'notNow', status: 'takenOver' });
      expect(await stock(CUP)).toMatchObject({ onHand: 10, committed: 2 });
    },
  );

  it('it is for one order: another one is conflicting', async () => {
    const { ports, place } = await heldMugs(10);
    await place('h1', 4);
    await endHold(ports, 'h1', { end: 'captured', order: 'A-1' });
    expect(await endHold(ports, 'h1', { end: 'captured', order: 'A-1' })).toMatchObject({ kind: 'ended' });
    expect(await endHold(ports, 'h1', { end: 'captured', order: 'A-2' })).toMatchObject({ kind: 'conflicting' });
  });
});

/** A line of an order, or a sale, on the till's channel. */
const ordered = (order: string, units: number, hold?: string, shipped = 0) => ({
  ...orderLine({ channel: POS, order, ordered: units, shipped, deducted: 0, version: 1 + shipped, at: later(30) }),
  ...(hold !== undefined && { hold }),
});
const sold = (order: string, units: number, hold?: string) => ({
  ...movement('sold', -units, { id: order, at: later(30) }),
  source: { channel: POS, order, line: '1', key: `sale:${order}` },
  ...(hold !== undefined && { hold }),
});

describe('the order or sale that a hold was for takes it over', () => {
  it('case 09: captured, then sold under the hold’s own id: the units leave once, and nothing stays committed', async () => {
    const { ports, place, stock, post } = await heldMugs(50);
    await place('cart-2', 2);
    await endHold(ports, 'cart-2', { end: 'captured' });
    await post(sold('cart-2', 2));
    expect(await stock()).toEqual({ onHand: 48, committed: 0, held: 0, unavailable: 0 });
    expect(await readHold(ports, 'cart-2')).toMatchObject({ status: 'takenOver' });
  });

  it.each([
    ['captured for the order, which names nothing', 'captured', 'A-1', undefined],
    ['captured, and the order names the hold', 'captured', undefined, 'h1'],
    ['sold for the order', 'sold', 'A-1', undefined],
    ['open, and the order names the hold', undefined, undefined, 'h1'],
  ] as const)('%s', async (_case, end, order, hold) => {
    const { ports, place, stock, post } = await heldMugs(10);
    await place('h1', 4);
    if (end !== undefined) {
      await endHold(ports, 'h1', { end, ...(order !== undefined && { order }) });
    }
    await post(ordered('A-1', 4, hold));
    expect(await stock()).toMatchObject({ onHand: 10, committed: 4, held: 0 });
    await post(ordered('A-1', 4, hold, 4));
    expect(await stock()).toMatchObject({ onHand: 6, committed: 0, held: 0 });
  });

  it('an order that came before its capture counts alone: the capture is answered, and moves nothing more', async () => {
    const { ports, place, stock, post } = await heldMugs(10);
    await place('h1', 4);
    await post(ordered('A-1', 4));
    expect(await endHold(ports, 'h1', { end: 'captured', order: 'A-1' })).toMatchObject({
      kind: 'ended',
      hold: { status: 'takenOver' },
    });
    expect(await stock()).toMatchObject({ onHand: 10, committed: 4, held: 0 });
  });

  it('an order of fewer units than were held frees the others; one of none frees all', async () => {
    const { ports, place, stock, post } = await heldMugs(10);
    await place('h1', 4);
    await place('h2', 3);
    await endHold(ports, 'h1', { end: 'captured' });
    await post(ordered('A-1', 1, 'h1'), ordered('A-2', 0, 'h2'));
    expect(await stock()).toMatchObject({ onHand: 10, committed: 1, held: 0 });
  });

  it('an order that another channel has under the same number leaves the hold alone', async () => {
    const { ports, place, stock, post } = await heldMugs(10);
    await place('h1', 4);
    await endHold(ports, 'h1', { end: 'captured', order: '1001', channel: POS });
    await post(orderLine({ order: '1001', ordered: 1 }));
    expect(await stock()).toMatchObject({ committed: 5 });
    expect(await readHold(ports, 'h1')).toMatchObject({ status: 'captured' });
  });

  it('a till’s receipt with the number of a cart that is still open leaves the cart its units', async () => {
    const { place, stock, post } = await heldMugs(10);
    await place('1042', 4);
    await post(sold('1042', 1));
    expect(await stock()).toMatchObject({ onHand: 9, held: 4 });
  });

  it('units that left with the capture leave once, whatever is counted before the sale is received', async () => {
    const { ports, place, stock, post, pass } = await heldMugs(10);
    await place('h1', 4);
    await endHold(ports, 'h1', { end: 'sold', order: 'A-1' });
    pass(60);
    const counted = { kind: 'count' as const, sku: MUG, location: movement('sold', -1).changes[0]?.location };
    expect(counted.location).toBeDefined();
    await post({ ...sold('A-1', 4), occurredAt: later(59) });
    expect(await stock()).toMatchObject({ onHand: 6, committed: 0, held: 0 });
  });

  it('a state that is known already takes over a hold that it names only now', async () => {
    const { place, stock, post } = await heldMugs(10);
    await post(ordered('A-1', 4));
    await place('h1', 4);
    await post(ordered('A-1', 4, 'h1'));
    expect(await stock()).toMatchObject({ committed: 4, held: 0 });
  });

  it('a refused observation takes nothing over', async () => {
    const { place, stock, post } = await heldMugs(10);
    await post(sold('A-1', 4));
    await place('h1', 4);
    await post({ ...sold('A-1', 3, 'h1') });
    expect(await stock()).toMatchObject({ onHand: 6, held: 4 });
  });

  it('a SKU that the order does not have keeps its units until the hold’s time is over, at most', async () => {
    const { ports, placeCart, stock, post } = await heldMugs(10);
    await placeCart('h1', CART);
    await endHold(ports, 'h1', { end: 'captured' });
    await post(ordered('A-1', 4, 'h1'));
    expect([(await stock()).committed, (await stock(CUP)).committed]).toEqual([4, 2]);
    expect(await readHold(ports, 'h1')).toMatchObject({ status: 'captured', lines: [{ status: 'takenOver' }, {}] });
  });

  it('its time is of no importance once an order has it', async () => {
    const { ports, place, post, pass } = await heldMugs(10);
    await place('h1', 4);
    await post(ordered('A-1', 4, 'h1'));
    pass(61);
    expect(await endHold(ports, 'h1', { end: 'captured' })).toMatchObject({ kind: 'ended' });
    expect(await endHold(ports, 'h1', { end: 'shipped' })).toEqual({ kind: 'notNow', status: 'takenOver' });
    expect(NOON).toBeDefined();
  });
});
