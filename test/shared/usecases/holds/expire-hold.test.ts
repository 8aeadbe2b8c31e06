/** The expiry of holds. */

import { describe, expect, it } from '@jest/globals';
import { parseQuantity } from '../../../../shared/domain/identifiers.ts';
import { endHold } from '../../../../shared/usecases/holds/end-hold.ts';
import { expireHold } from '../../../../shared/usecases/holds/expire-hold.ts';
import type { HoldPorts } from '../../../../shared/usecases/holds/hold-ports.ts';
import { placeHold } from '../../../../shared/usecases/holds/place-hold.ts';
import { later, MUG, NOON, orderLine, POS } from '../../../fakes/facts.ts';
import { CART, CUP, heldMugs } from '../../../fakes/shops/held-mugs.ts';

const TIMER = { id: 'h1', sku: MUG, askedAt: NOON };

describe('the expiry of a hold', () => {
  it('is scheduled before the hold is written, so that no crash leaves it for ever', async () => {
    const { ports, scheduled } = await heldMugs(10);
    const crashing: HoldPorts = {
      ...ports,
      ledger: { ...ports.ledger, commitTogether: () => Promise.reject(new Error('crashed')) },
    };
    const request = { id: 'h1', lines: [{ sku: MUG, quantity: parseQuantity(4) }], ttlSeconds: 60 };
    await expect(placeHold(crashing, request)).rejects.toThrow('crashed');
    expect(scheduled).toEqual([{ id: 'h1', afterSeconds: 60 }]);
  });

  it('frees the units once, on time, without any other traffic', async () => {
    const { ports, place, pass, stock, table } = await heldMugs(10);
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
    const { ports, place, pass, stock, scheduled } = await heldMugs(10);
    await place('h1', 4, { ttlSeconds: 3600 });
    pass(900);
    await expireHold(ports, TIMER);
    expect(await stock()).toMatchObject({ held: 4 });
    expect(scheduled.at(-1)).toEqual({ id: 'h1', afterSeconds: 2700 });
  });

  it('leaves a hold alone that has ended', async () => {
    const { ports, place, pass, stock } = await heldMugs(10);
    await place('h1', 4);
    await endHold(ports, 'h1', { end: 'captured' });
    pass(60);
    await expireHold(ports, TIMER);
    expect(await stock()).toMatchObject({ held: 0, committed: 4 });
  });

  it('waits a while for a hold that is still being written, and not for ever for one that was refused', async () => {
    const { ports, scheduled, pass } = await heldMugs(10);
    pass(2);
    await expireHold(ports, TIMER);
    expect(scheduled).toEqual([{ id: 'h1', afterSeconds: 5 }]);
    pass(60);
    await expireHold(ports, TIMER);
    expect(scheduled).toHaveLength(1);
  });

  it('frees all lines of a cart together', async () => {
    const { ports, placeCart, pass, stock } = await heldMugs(10);
    await placeCart('h1', CART);
    pass(60);
    await expireHold(ports, TIMER);
    expect([(await stock()).held, (await stock(CUP)).held]).toEqual([0, 0]);
  });

  it('ends what an order left of a captured cart: its other lines are the order’s', async () => {
    const { ports, placeCart, pass, stock, post } = await heldMugs(10);
    await placeCart('h1', CART);
    await endHold(ports, 'h1', { end: 'captured' });
    await post({ ...orderLine({ channel: POS, order: 'A-1', ordered: 4, deducted: 0, at: later(5) }), hold: 'h1' });
    pass(60);
    await expireHold(ports, TIMER);
    await expireHold(ports, TIMER);
    expect([(await stock()).committed, (await stock(CUP)).committed]).toEqual([4, 0]);
  });

  it('ends what an order left of a captured cart also where the order comes after its time', async () => {
    const { ports, placeCart, pass, stock, post, scheduled } = await heldMugs(10);
    await placeCart('h1', CART);
    await endHold(ports, 'h1', { end: 'captured', order: 'A-1' });
    pass(60);
    await expireHold(ports, TIMER);
    pass(900);
    await expireHold(ports, TIMER);
    expect(scheduled.slice(1)).toEqual([
      { id: 'h1', afterSeconds: 900 },
      { id: 'h1', afterSeconds: 900 },
    ]);
    await post(orderLine({ channel: POS, order: 'A-1', ordered: 4, deducted: 0, at: later(1_000) }));
    pass(900);
    await expireHold(ports, TIMER);
    expect([(await stock()).committed, (await stock(CUP)).committed]).toEqual([4, 0]);
    expect(scheduled).toHaveLength(3);
  });

  it('looks no longer for the order of a captured cart after 30 days, nor once the cart was shipped', async () => {
    const { ports, placeCart, pass, scheduled } = await heldMugs(10);
    await placeCart('h1', CART);
    await placeCart('h2', CART);
    await endHold(ports, 'h1', { end: 'captured' });
    await endHold(ports, 'h2', { end: 'captured' });
    await endHold(ports, 'h2', { end: 'shipped' });
    pass(60);
    await expireHold(ports, { ...TIMER, id: 'h2' });
    pass(30 * 86_400);
    await expireHold(ports, TIMER);
    expect(scheduled).toHaveLength(2);
  });

  it('looks for the order of a captured cart without posting anything', async () => {
    const { ports, placeCart, pass, emitted } = await heldMugs(10);
    await placeCart('h1', CART);
    await endHold(ports, 'h1', { end: 'captured' });
    pass(60);
    await expireHold(ports, TIMER);
    const before = emitted.length;
    pass(900);
    await expireHold(ports, TIMER);
    expect(emitted).toHaveLength(before);
  });

  it('comes back when other writers came first each time', async () => {
    const { ports, place, pass } = await heldMugs(10);
    await place('h1', 4);
    pass(60);
    const contended = { ...ports, ledger: { ...ports.ledger, commitTogether: async () => 'conflict' as const } };
    await expect(expireHold(contended, TIMER)).rejects.toThrow('h1');
  });
});
