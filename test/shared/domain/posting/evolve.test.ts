/** The ledger after a decision, beyond its stock: what is known of holds, places, shares and demand. */

import { describe, expect, it } from '@jest/globals';
import { type Demand, demandAfterSale } from '../../../../shared/domain/exposure/demand.ts';
import type { Exposure } from '../../../../shared/domain/exposure/exposure.ts';
import { emptyLedger, type SkuLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { postAll } from '../../../../shared/domain/posting/post.ts';
import type { Observation } from '../../../../shared/domain/stock/observation.ts';
import {
  AMAZON,
  baseline,
  later,
  listing,
  MUG,
  movement,
  NOON,
  orderLine,
  POS,
  SHARED_RULES,
  SHOPIFY,
  SQUARE,
  sha256,
} from '../../../fakes/facts.ts';
import { end, hold } from '../../../fakes/holds.ts';

const context = { now: later(60), digest: sha256, history: [] };

/** Ten mugs, as they are known, after these observations. */
function ledgerAfter(known: Partial<SkuLedger>, ...observations: readonly Observation[]): SkuLedger {
  const begun = postAll({ ...emptyLedger(MUG), ...known }, [baseline(10)], context).at(-1)?.after ?? emptyLedger(MUG);
  return postAll({ ...begun, ...known }, observations, context).at(-1)?.after ?? begun;
}

describe('holds in effect', () => {
  it.each([
    ['one that was placed', [hold(2)], 1],
    ['two', [hold(2), hold(2, 'h2')], 2],
    ['one that was captured', [hold(2), end('captured')], 1],
    ['none that was voided', [hold(2), end('voided')], 0],
    ['none that was taken over', [hold(2), { ...movement('sold', -2), hold: 'h1' }], 0],
  ] as const)('are %s', (_, observations, count) => {
    expect(ledgerAfter({}, ...observations).holdsInEffect).toBe(count);
  });

  it('are as they were after what has nothing to do with them, and unknown where there never was one', () => {
    expect(ledgerAfter({}, orderLine())).not.toHaveProperty('holdsInEffect');
    expect(ledgerAfter({ holdsInEffect: 3 }, orderLine()).holdsInEffect).toBe(3);
  });
});

describe('lines whose place is assumed', () => {
  const assumed: Observation = { ...orderLine({ channel: SHOPIFY }), isPlaceAssumed: true };
  const placed = (facts: Parameters<typeof orderLine>[0]) => orderLine({ channel: SHOPIFY, version: 2, ...facts });

  it('are counted by channel until their place is known', () => {
    expect(ledgerAfter({ unplaced: { [SQUARE]: 1 } }, assumed).unplaced).toEqual({ [SQUARE]: 1, [SHOPIFY]: 1 });
    expect(ledgerAfter({ unplaced: { [SQUARE]: 1 } }, assumed, placed({})).unplaced).toEqual({ [SQUARE]: 1 });
  });

  it('stay as they are counted when another line comes', () => {
    expect(ledgerAfter({ unplaced: { [SHOPIFY]: 2 } }, placed({ order: '1002' })).unplaced).toEqual({ [SHOPIFY]: 2 });
    expect(ledgerAfter({}, placed({}))).not.toHaveProperty('unplaced');
  });
});

describe('how a SKU under escrow is offered', () => {
  const share = { units: 3, goal: 3, since: NOON };
  const exposure: Exposure = {
    rules: { ...SHARED_RULES, policy: 'escrow' },
    revision: 1,
    shares: { shopify: share, square: share },
    reserve: { units: 3, since: NOON },
    bundled: 1,
  };
  const listings = [listing(SHOPIFY, 3), listing(SQUARE, 3)];
  const exposureAfter = (...observations: readonly Observation[]) =>
    ledgerAfter({ exposure, listings }, ...observations).exposure;

  it('keeps its reserve for as long as checkouts hold units', () => {
    expect(exposureAfter(hold(2))?.reserve).toEqual({ units: 3, since: later(60), isUsed: true });
    expect(exposureAfter(movement('received', 2))).toEqual(exposure);
  });

  it('leaves the selling listing so many units less', () => {
    const units = Object.values(exposureAfter(orderLine({ ordered: 2 }))?.shares ?? {}).map((each) => each.units);
    expect(units.sort()).toEqual([1, 3]);
  });

  it('grants to nobody what a bundle put back', () => {
    const source = { channel: POS, key: 'return:1:in:SET' };
    expect(exposureAfter({ ...movement('returned', 2), source })?.bundled).toBe(3);
    expect(exposureAfter(movement('returned', 2))?.bundled).toBe(1);
  });
});

describe('the demand of a SKU', () => {
  const listings = [listing(SHOPIFY, 10), listing(SQUARE, 4), listing(AMAZON, 0), listing(POS, 7, { managed: false })];
  const demandAfter = (...observations: readonly Observation[]): Demand | undefined =>
    ledgerAfter({ listings }, ...observations).demand;
  const moved = (cause: 'sold' | 'adjusted', deducted: number): Observation => ({
    ...movement(cause, -deducted),
    source: { channel: SHOPIFY, key: `${cause}:s` },
    deducted,
  });

  it('is learnt from a sale, by the listings that had units to sell then', () => {
    const sale = { listing: 'shopify', units: 2, at: NOON, open: ['shopify', 'square'] };
    const known = demandAfter(orderLine({ ordered: 2 }));
    expect(known).toEqual(demandAfterSale(undefined, sale));
    expect(demandAfter(moved('sold', 2))?.present).toEqual({ from: NOON, units: 2 });
  });

  it('is not learnt from what is no sale, or gives units back', () => {
    expect(demandAfter(moved('adjusted', 2))).toBeUndefined();
    expect(demandAfter(orderLine({ ordered: 0, deducted: -2 }))).toBeUndefined();
    expect(demandAfter(movement('sold', -2))).toBeUndefined();
  });
});
