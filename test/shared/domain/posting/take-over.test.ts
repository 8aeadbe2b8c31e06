/** Which purchases take a hold over, by the rules of posting alone. */

import { describe, expect, it } from '@jest/globals';
import { emptyLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { postAll, postOne } from '../../../../shared/domain/posting/post.ts';
import { heldForKey, holdKey } from '../../../../shared/domain/stock/hold.ts';
import type { Observation } from '../../../../shared/domain/stock/observation.ts';
import { baseline, later, MAIN, MUG, movement, NOON, orderLine, POS, SHOPIFY, sha256 } from '../../../fakes/facts.ts';
import { end, hold } from '../../../fakes/holds.ts';

const CONTEXT = { now: NOON, digest: sha256, history: [] };

function ledgerAfter(...observations: readonly Observation[]) {
  const after = postAll(emptyLedger(MUG), [baseline(10), ...observations], CONTEXT).at(-1)?.after ?? emptyLedger(MUG);
  return { ...after, status: after.seen.get(holdKey('h1'))?.hold?.status };
}

const ofOrder = (cause: 'sold' | 'returned', units: number): Observation => ({
  ...movement(cause, units),
  source: { channel: POS, order: 'A-1', line: '1', key: `${cause}:A-1` },
});

describe('a hold that was captured for an order', () => {
  it('is left alone by a return under the number of its order', () => {
    const { stock, status } = ledgerAfter(hold(2), end('captured', { order: 'A-1' }), ofOrder('returned', 1));
    expect([stock[MAIN], status]).toMatchObject([{ onHand: 11, committed: 2 }, 'captured']);
  });

  it.each([
    ['of the channel that the capture named', POS, 'takenOver'],
    ['of another channel', SHOPIFY, 'captured'],
  ])('and its channel is taken over by the order %s alone', (_, channel, expected) => {
    const order = orderLine({ channel: POS, order: 'A-1', ordered: 2, deducted: 0 });
    const { status } = ledgerAfter(hold(2), end('captured', { order: 'A-1', channel }), order);
    expect(status).toBe(expected);
  });
});

describe('an order that was posted before its hold', () => {
  const order = orderLine({ channel: POS, order: 'A-1', ordered: 2, deducted: 0 });
  const captured = end('captured', { order: 'A-1' });

  it('was placed, was not made from it: the capture commits', () => {
    const { stock, status } = ledgerAfter(order, hold(2), captured);
    expect([stock[MAIN], status]).toMatchObject([{ committed: 4, held: 0 }, 'captured']);
  });

  it('was captured, counts its units: the capture commits nothing', () => {
    const { stock, status } = ledgerAfter(hold(2), order, captured);
    expect([stock[MAIN], status]).toMatchObject([{ committed: 2, held: 0 }, 'takenOver']);
  });

  it('was captured is remembered too where version 0.1 counted only open holds', () => {
    const { holdsInEffect: _counted, ...older } = ledgerAfter(hold(2));
    const { seen } = postAll(older, [order, captured], CONTEXT).at(-1)?.after ?? older;
    expect(seen.get(holdKey('h1'))?.hold?.status).toBe('takenOver');
  });
});

describe('an order of the same number on another channel', () => {
  const theirs = orderLine({ channel: POS, order: 'A-1', ordered: 1, deducted: 0 });
  const ours: Observation = {
    ...orderLine({ channel: SHOPIFY, order: 'A-1', ordered: 2, deducted: 0 }),
    source: { channel: SHOPIFY, order: 'A-1', line: '1', key: 'order:shopify:A-1:line:1' },
  };
  const captured = end('captured', { order: 'A-1', channel: SHOPIFY });

  it('was posted before the capture: the units stay committed until the order comes that the capture named', () => {
    const { stock, status } = ledgerAfter(hold(2), theirs, captured);
    expect([stock[MAIN], status]).toMatchObject([{ committed: 3, held: 0 }, 'captured']);
  });

  it('and the order itself were posted before the capture: the capture commits nothing', () => {
    const { stock, status } = ledgerAfter(hold(2), theirs, ours, captured);
    expect([stock[MAIN], status]).toMatchObject([{ committed: 3, held: 0 }, 'takenOver']);
  });

  it('and then the order itself come after the capture: each counts its own units', () => {
    const { stock, status } = ledgerAfter(hold(2), captured, theirs, ours);
    expect([stock[MAIN], status]).toMatchObject([{ committed: 3, held: 0 }, 'takenOver']);
  });

  it('is taken for the order where an older version remembered no channel', () => {
    const before = ledgerAfter(hold(2), theirs);
    const key = heldForKey('A-1');
    const older = { key, contentHash: '', seq: 3, heldFor: { holds: [], isPosted: true } };
    const after = postOne({ ...before, seen: new Map([...before.seen, [key, older]]) }, captured, CONTEXT).after;
    expect(after.seen.get(holdKey('h1'))?.hold?.status).toBe('takenOver');
  });
});

describe('a sale that was read, and takes a hold over as it is read again,', () => {
  it('may still be changed at its source: what it says more is posted', () => {
    const sale = { ...movement('sold', 0), source: { channel: POS, order: 'A-1', line: '1', key: 'sold:A-1' } };
    const read = (units: number, readAt: number): Observation => {
      return { ...sale, changes: [{ location: MAIN, onHand: -units }], readAt };
    };
    const { stock } = ledgerAfter(read(2, 1), hold(2), end('captured', { order: 'A-1' }), read(2, 2), read(3, 3));
    expect(stock[MAIN]).toMatchObject({ onHand: 7, committed: 0, held: 0 });
  });
});

describe('an order without a hold', () => {
  it('keeps the time of each of its shipments: a count in between contains the first alone', () => {
    const shipped = (units: number, at: string) => ({ at, shipped: units, returned: 0, deducted: 0 });
    const order: Observation = {
      ...orderLine({ channel: POS, order: 'A-1', ordered: 2, shipped: 2, deducted: 0, at: later(60) }),
      past: [shipped(1, later(-60)), shipped(2, later(60))],
    };
    const { stock } = postOne(
      postOne(emptyLedger(MUG), { ...baseline(10), includes: 'counted' }, CONTEXT).after,
      order,
      CONTEXT,
    ).after;
    expect(stock[MAIN]).toMatchObject({ onHand: 9, committed: 0 });
  });
});

describe('a sale', () => {
  it('leaves a hold as it ended that holds nothing any more, though it names it', () => {
    const sale: Observation = { ...movement('sold', -2), hold: 'h1' };
    const { stock, status } = ledgerAfter(hold(2), end('voided'), sale);
    expect([stock[MAIN], status]).toMatchObject([{ onHand: 8, held: 0 }, 'voided']);
  });

  it('that names a hold that there is not is posted all the same', () => {
    const sale: Observation = { ...movement('sold', -2), hold: 'nobodys' };
    expect(ledgerAfter(sale).stock[MAIN]).toMatchObject({ onHand: 8 });
  });

  it('without an order is remembered for none, though holds wait for theirs', () => {
    const { seen } = ledgerAfter(hold(2), movement('sold', -1), ofOrder('sold', -1));
    expect([seen.has(heldForKey('undefined')), seen.has(heldForKey('A-1'))]).toEqual([false, true]);
  });
});
