/** Holds by the rules of posting alone: where they are granted, and what becomes of units that have left. */

import { describe, expect, it } from '@jest/globals';
import { parseChannelId, parseLocationId, parseQuantity } from '../../../../shared/domain/identifiers.ts';
import { emptyLedger, type SkuLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { listingId } from '../../../../shared/domain/listing/listing.ts';
import { postAll, postOne } from '../../../../shared/domain/posting/post.ts';
import { holdKey } from '../../../../shared/domain/stock/hold.ts';
import type {
  HoldEnd,
  HoldEndObservation,
  HoldObservation,
  Observation,
} from '../../../../shared/domain/stock/observation.ts';
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

const ANNEX = parseLocationId('annex');
const API = parseChannelId('api');
const context = { now: NOON, digest: sha256, history: [] };

const mugs = (main: number, annex = 0): SkuLedger =>
  postOne(
    emptyLedger(MUG),
    { ...baseline(main), onHand: { [MAIN]: parseQuantity(main), [ANNEX]: parseQuantity(annex) } },
    context,
  ).after;

function hold(units: number, id = 'h1'): HoldObservation {
  return {
    ...{ kind: 'hold', sku: MUG, id, quantity: parseQuantity(units), ttlSeconds: 600 },
    ...{ source: { channel: API, key: holdKey(id) }, occurredAt: NOON, receivedAt: NOON },
  };
}

function end(how: HoldEnd, seconds = 60): HoldEndObservation {
  const at = later(seconds);
  return {
    ...{ kind: 'holdEnd', sku: MUG, id: 'h1', end: how },
    ...{ source: { channel: API, key: holdKey('h1') }, occurredAt: at, receivedAt: at },
  };
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
});
