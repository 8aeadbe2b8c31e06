/** What an entry says beside the units that moved: what its source's own listing did, and in which units it is known. */

import { describe, expect, it } from '@jest/globals';
import type { Exposure } from '../../../../shared/domain/exposure/exposure.ts';
import { emptyLedger, type SkuLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import { placeOfItem } from '../../../../shared/domain/listing/place.ts';
import { postAll, postOne } from '../../../../shared/domain/posting/post.ts';
import { multipliedLine } from '../../../../shared/domain/stock/multiplied.ts';
import type { OrderLineObservation } from '../../../../shared/domain/stock/observation.ts';
import { AMAZON, baseline, later, listing, MUG, NOON, orderLine, SHARED_RULES, sha256 } from '../../../fakes/facts.ts';

const CONTEXT = { now: later(7_200), digest: sha256, history: [] };
const HOUR = 3_600;

function mugs(facts: Partial<Listing> = {}): SkuLedger {
  return postOne({ ...emptyLedger(MUG), listings: [listing(AMAZON, 10, facts)] }, baseline(10), CONTEXT).after;
}

const line = (facts: Parameters<typeof orderLine>[0]) => orderLine({ channel: AMAZON, at: later(HOUR), ...facts });

/** The last decision, and what it moves or doubts in what the channel shows. */
function last(ledger: SkuLedger, ...reported: readonly OrderLineObservation[]) {
  const decided = postAll(ledger, reported, CONTEXT).at(-1);
  const decision = decided?.decision;
  return {
    own: decision?.kind === 'append' ? decision.own?.deducted : undefined,
    seen: decision?.kind === 'append' ? decision.seen : undefined,
    demand: decided?.after.demand,
    shown: decided?.after.listings[0]?.shown,
    overwritten: decided?.after.listings[0]?.push,
  };
}

describe('what the source’s own listing did', () => {
  it('is what the channel counted down itself: its sale is demand', () => {
    const { own, shown, demand } = last(mugs(), line({ ordered: 3 }));
    expect([own, shown]).toEqual([3, 7]);
    expect(demand).toBeDefined();
  });

  it('is nothing where the channel counted nothing: a shipment is no second sale', () => {
    const sold = line({ ordered: 3 });
    const { own, shown, demand } = last(mugs(), sold, line({ ordered: 3, shipped: 3, version: 2 }));
    expect([own, shown]).toEqual([undefined, 7]);
    expect(demand).toEqual(last(mugs(), sold).demand);
  });

  // Both states tell of units that left: the one may have been counted at any time before, the other only since the first.
  it.each([
    ['that is the first of its line, under way already, may have been overwritten by a push', [], 10, 1],
    ['that follows the first one was not', [line({ ordered: 3 })], 6, 0],
  ])('a report %s', (_, before, shown, possiblyOverwritten) => {
    const pushed = mugs({ lastPushedAt: NOON });
    const after = last(pushed, ...before, line({ ordered: 4, shipped: 1, version: 2 }));
    expect(after.shown).toBe(shown);
    expect(after.overwritten).toMatchObject({ kind: 'absolute', possiblyOverwritten });
  });

  it('is nothing where a bundle of the SKU was sold: no push is asked for, and under escrow no reading is void', () => {
    const ofBundle = { ordered: 3, deducted: 0, line: '1:in:SET' };
    expect(last(mugs({ lastPushedAt: NOON }), line(ofBundle)).overwritten).toMatchObject({ possiblyOverwritten: 0 });
    const exposure: Exposure = { rules: SHARED_RULES, revision: 1, shares: {} };
    const inEscrow = (facts: typeof ofBundle) =>
      postAll({ ...mugs(), exposure }, [line(facts)], CONTEXT).at(-1)?.after.listings[0]?.revision;
    expect(inEscrow(ofBundle)).toBe(0);
    expect(inEscrow({ ...ofBundle, line: '1' })).toBe(1);
  });
});

describe('the units of its listing', () => {
  const place = placeOfItem('-', 'MUG-3');
  const sold = (units: number) => {
    const ledger = mugs({ channelLocation: place, externalId: 'MUG-3', units });
    return last(ledger, multipliedLine({ ...line({}), channelLocation: place }, units)).seen;
  };

  it('are remembered where it sells several, and take no room where it sells one', () => {
    expect(sold(3)).toMatchObject({ units: 3 });
    expect(Object.keys(sold(1) ?? {})).not.toContain('units');
  });
});
