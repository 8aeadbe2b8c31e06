import { describe, expect, it } from '@jest/globals';
import type { Demand } from '../../../../shared/domain/exposure/demand.ts';
import type { Exposure } from '../../../../shared/domain/exposure/exposure.ts';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import { listsOf, listsUnderRules, standingSuspicion } from '../../../../shared/domain/reconciling/sku-lists.ts';
import { AMAZON, later, listing, MAIN, NOON, SHARED_RULES, SHOPIFY } from '../../../fakes/facts.ts';

const NOW = new Date(NOON);
const suspicion = { actual: 7, shown: 10, revision: 0, at: NOON };
const stockOf = (onHand: number) => ({ [MAIN]: { onHand, committed: 0, held: 0, unavailable: 0 } });
/** So many units were sold, one every so many seconds, until now. */
const sold = (units: number, everySeconds: number): Demand => ({
  present: { from: later(-units * everySeconds), units },
  lastAt: NOON,
  parts: { shopify: 0.5, amazon: 0.5 },
});

type Facts = { onHand?: number; listings?: readonly Listing[]; demand?: Demand; exposure?: Exposure };
const inputs = ({ onHand = 10, listings = [listing(SHOPIFY, 10), listing(AMAZON, 10)], ...more }: Facts) => ({
  stock: stockOf(onHand),
  listings,
  ...more,
});
const on = (facts: Facts) => listsOf(inputs(facts), NOW);

describe('a SKU stands', () => {
  it('on no list but that of all while nothing is wrong', () => {
    expect(on({})).toEqual(['all']);
    expect(on({ onHand: 0 })).toEqual(['all']);
  });

  it('among the oversold while more is committed than there is', () => {
    expect(on({ onHand: -1 })).toEqual(['all', 'oversold']);
  });

  it('among those under escrow while it has shares', () => {
    const exposure = { rules: SHARED_RULES, revision: 1, shares: {} };
    expect(on({ exposure })).toEqual(['all', 'escrow']);
  });

  it('among those on no channel where none of its listings is ours to push', () => {
    expect(on({ listings: [] })).toEqual(['all', 'unmatched']);
    expect(on({ listings: [listing(SHOPIFY, 10, { managed: false })] })).toEqual(['all', 'unmatched']);
  });

  it('among those with a problem, once for all its listings', () => {
    const refused = [listing(SHOPIFY, 10, { problem: 'no such item' }), listing(AMAZON, 10, { problem: 'blocked' })];
    expect(on({ listings: refused })).toEqual(['all', 'problem']);
  });

  it('among the differing while a check’s finding stands', () => {
    expect(on({ listings: [listing(SHOPIFY, 10, { suspicion })] })).toEqual(['all', 'differing']);
  });
});

describe('the finding of a check stands', () => {
  it.each([
    ['as it was found', {}, true],
    ['not once a push has moved the listing', { revision: 1 }, false],
    ['not once a sale has moved what is believed', { shown: 9 }, false],
    ['not of a listing that is not ours to push', { managed: false }, false],
    ['not where only states of its units differ', { suspicion: { ...suspicion, actual: 10 } }, false],
  ])('%s', (_, facts, stands) => {
    expect(standingSuspicion(listing(SHOPIFY, 10, { suspicion, ...facts })) !== undefined).toBe(stands);
  });
});

describe('a SKU is at risk', () => {
  const under = (facts: Facts) => listsUnderRules({ ...inputs(facts), settleMs: 30_000 }, SHARED_RULES, NOW);

  it('where it sells out within the hour and a sale-out would oversell', () => {
    expect(under({ onHand: 100, demand: sold(60, 2) })).toContain('atRisk');
  });

  it('by its rules, and on every other list whatever they are', () => {
    expect(under({ onHand: -1 })).toEqual(['all', 'oversold']);
  });

  it('not where what is left lasts for longer', () => {
    expect(under({ onHand: 2_000, demand: sold(60, 2) })).not.toContain('atRisk');
  });

  it('not where nothing is left, or nothing sells', () => {
    expect(under({ onHand: 0, demand: sold(60, 2) })).not.toContain('atRisk');
    expect(under({ onHand: 1 })).not.toContain('atRisk');
  });

  it('not where it sells so slowly that a sale-out would oversell next to nothing, though it is on the list', () => {
    const slow = { onHand: 1, demand: sold(10, 600) };
    expect(on(slow)).toContain('atRisk');
    expect(under(slow)).not.toContain('atRisk');
  });

  it('not on a single channel, which knows what it sold', () => {
    expect(under({ onHand: 100, demand: sold(60, 2), listings: [listing(SHOPIFY, 100)] })).not.toContain('atRisk');
  });
});
