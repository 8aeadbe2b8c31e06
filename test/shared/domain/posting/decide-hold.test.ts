/** Holds by the rules of posting alone: where they are granted, and what becomes of units that have left. */

import { describe, expect, it } from '@jest/globals';
import { parseLocationId, parseQuantity } from '../../../../shared/domain/identifiers.ts';
import { emptyLedger, type SkuLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { listingId } from '../../../../shared/domain/listing/listing.ts';
import { postAll, postOne } from '../../../../shared/domain/posting/post.ts';
import { holdKey } from '../../../../shared/domain/stock/hold.ts';
import type { Observation } from '../../../../shared/domain/stock/observation.ts';
import {
  baseline,
  later,
  listing,
  MAIN,
  MUG,
  NOON,
  orderLine,
  POS,
  SHARED_RULES,
  SHOPIFY,
  sha256,
} from '../../../fakes/facts.ts';
import { end, hold } from '../../../fakes/holds.ts';

const ANNEX = parseLocationId('annex');
const context = { now: NOON, digest: sha256, history: [] };

function mugs(main: number, annex = 0, order = [MAIN, ANNEX]): SkuLedger {
  const units = order.map((location) => [location, parseQuantity(location === MAIN ? main : annex)] as const);
  return postOne(emptyLedger(MUG), { ...baseline(main), onHand: Object.fromEntries(units) }, context).after;
}

const count = (units: number, seconds: number): Observation => ({
  ...{ kind: 'count', sku: MUG, location: MAIN, counted: parseQuantity(units) },
  ...{ source: { channel: POS, key: `count:${seconds}` }, occurredAt: later(seconds), receivedAt: later(seconds) },
});

const ledgerAfter = (ledger: SkuLedger, ...observations: readonly Observation[]) =>
  postAll(ledger, observations, context).at(-1)?.after ?? ledger;

describe('a hold that names no location', () => {
  it.each([
    ['where most is available', 2, 5, { held: 0 }, { held: 2 }],
    ['where most is available, in whatever order they are stored', 5, 2, { held: 2 }, { held: 0 }],
    ['at the first by name, where as much is available at both', 5, 5, { held: 0 }, { held: 2 }],
  ])('is granted %s', (_, main, annex, atMain, atAnnex) => {
    const { stock } = ledgerAfter(mugs(main, annex), hold(2));
    expect([stock[MAIN], stock[ANNEX]]).toMatchObject([atMain, atAnnex]);
  });

  it('is granted at the first by name, in whatever order as many are stored', () => {
    const { stock } = ledgerAfter(mugs(5, 5, [ANNEX, MAIN]), hold(2));
    expect([stock[MAIN], stock[ANNEX]]).toMatchObject([{ held: 0 }, { held: 2 }]);
  });

  it('is granted at one location, or not at all', () => {
    expect(postOne(mugs(3, 3), hold(4), context).decision.outcome).toEqual({ kind: 'insufficient', available: 3 });
  });
});

describe('a hold under escrow', () => {
  it('takes units that are in no share, and no others', () => {
    const listed = listing(SHOPIFY, 8);
    const shares = { [listingId(listed)]: { units: 8, goal: 8, since: NOON } };
    const exposure = { rules: { ...SHARED_RULES, policy: 'escrow' as const }, revision: 1, shares };
    const ledger: SkuLedger = { ...mugs(10), listings: [listed], exposure };
    expect(postOne(ledger, hold(3), context).decision.outcome).toEqual({ kind: 'insufficient', available: 2 });
    expect(postOne(ledger, hold(2), context).decision.outcome.kind).toBe('posted');
  });
});

describe('the end of a hold', () => {
  it('that there is not is invalid', () => {
    expect(postOne(mugs(10), end('voided'), context).decision.outcome).toEqual({
      kind: 'invalid',
      reason: 'There is no hold h1 of SKU MUG.',
    });
  });

  it('by voiding is that, though an order of its own id was posted', () => {
    const order = orderLine({ channel: POS, order: 'h1', deducted: 0 });
    const { seen } = ledgerAfter(mugs(10), hold(2), { ...order, hold: 'another' }, end('voided'));
    expect(seen.get(holdKey('h1'))?.hold?.status).toBe('voided');
  });

  it.each([
    ['sold', [end('sold')]],
    ['shipped', [end('captured'), end('shipped')]],
  ] as const)(
    '%s before a count, and an order that takes it over: the count knows that the units had left',
    (_, ends) => {
      const cancelled = { ...orderLine({ channel: POS, order: 'A-1', ordered: 0, at: later(180) }), hold: 'h1' };
      const { stock } = ledgerAfter(mugs(10), hold(2), ...ends, count(8, 120), cancelled);
      expect(stock[MAIN]).toMatchObject({ onHand: 8, held: 0, committed: 0 });
    },
  );

  describe('before a count, and an order of it that is cancelled', () => {
    const order = (state: { readonly ordered: number; readonly shipped?: number }, seconds: number) => ({
      ...orderLine({ channel: POS, order: 'A-1', ...state, version: seconds, at: later(seconds) }),
      hold: 'h1',
    });

    it('without having shipped anything gives nothing back: the count has what is there', () => {
      const states = [order({ ordered: 2 }, 150), order({ ordered: 0 }, 180)];
      const { stock } = ledgerAfter(mugs(10), hold(2), end('sold'), count(8, 120), ...states);
      expect(stock[MAIN]).toMatchObject({ onHand: 8, held: 0, committed: 0 });
    });

    it('after it said that it had shipped gives its units back as of then, as every order that takes its shipment back', () => {
      const states = [order({ ordered: 2, shipped: 2 }, 150), order({ ordered: 2 }, 160), order({ ordered: 0 }, 180)];
      const withHold = ledgerAfter(mugs(10), hold(2), end('sold'), count(8, 120), ...states);
      const shippedBefore = [order({ ordered: 2, shipped: 2 }, 90), count(8, 120), ...states.slice(1)];
      const withoutHold = ledgerAfter(mugs(10), ...shippedBefore.map(withoutItsHold));
      expect([withHold.stock[MAIN], withoutHold.stock[MAIN]]).toMatchObject([{ onHand: 10 }, { onHand: 10 }]);
    });
  });
});

function withoutItsHold(observation: Observation): Observation {
  const { hold: _hold, ...rest } = observation as Observation & { readonly hold?: string };
  return rest as Observation;
}
