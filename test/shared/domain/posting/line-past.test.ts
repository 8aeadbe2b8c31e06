/** What the past of an order line says of a line that the ledger does not know, or knows in an earlier state. */

import { describe, expect, it } from '@jest/globals';
import { type LocationId, parseLocationId } from '../../../../shared/domain/identifiers.ts';
import { emptyLedger, type Seen, type SkuLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { recordedWithPast } from '../../../../shared/domain/posting/line-past.ts';
import type { PastState } from '../../../../shared/domain/stock/observation.ts';
import { later, listing, MAIN, MUG, orderLine, SHOPIFY, sha256 } from '../../../fakes/facts.ts';

const PLACED: PastState = { at: later(-7_200), shipped: 0, returned: 0, deducted: 2 };
const SHIPPED: PastState = { at: later(-3_600), shipped: 2, returned: 0, deducted: 2 };
const RETURNED: PastState = { at: later(-1_800), shipped: 2, returned: 1, deducted: 1 };
const PAST = [PLACED, SHIPPED, RETURNED];

const reported = { ...orderLine({ ordered: 2, shipped: 2, returned: 1, deducted: 1, version: at(0) }), past: PAST };

function at(seconds: number): number {
  return Date.parse(later(seconds));
}

/** What was recorded of the line in one of its past states, when that was reported. */
function recordedAs({ shipped, returned, deducted, at: when }: PastState, location: LocationId = MAIN): Seen {
  const state = { ordered: 2, shipped, returned, deducted };
  return {
    ...{ key: reported.source.key, contentHash: '', seq: 4 },
    line: { version: Date.parse(when), state, location, phases: [] },
  };
}

type Known = { readonly seen?: Seen; readonly countedAt?: string; readonly shownAsOf?: string };

function ledgerOf({ seen, countedAt, shownAsOf }: Known): SkuLedger {
  return {
    ...emptyLedger(MUG),
    seq: 7,
    ...(countedAt !== undefined && { countedAt: { [MAIN]: countedAt } }),
    listings: [listing(SHOPIFY, 5, shownAsOf === undefined ? {} : { shownAsOf })],
    seen: new Map(seen === undefined ? [] : [[seen.key, seen]]),
  };
}

const stateOf = (known: Known) => recordedWithPast(reported, ledgerOf(known), sha256)?.line?.state;

describe('the past of an order line', () => {
  it.each([
    ['that is reported again in a version that is known', recordedAs({ ...RETURNED, at: later(0) })],
    ['that was recorded at another location', recordedAs(PLACED, parseLocationId('store'))],
  ])('says nothing of a line %s', (_, seen) => {
    const ledger = ledgerOf({ seen, countedAt: later(-60), shownAsOf: later(-60) });
    expect(recordedWithPast(reported, ledger, sha256)).toBe(seen);
  });

  it('says nothing of an unknown line where nothing was counted and no figure was read since', () => {
    expect(recordedWithPast(reported, ledgerOf({}), sha256)).toBeUndefined();
  });

  it.each([
    ['an unknown line', undefined],
    ['a line that was placed', recordedAs(PLACED)],
  ])('says what a count of %s contains: what was shipped by then, and what came back', (_, seen) => {
    const known = seen && { seen };
    expect(stateOf({ ...known, countedAt: later(-3_000) })).toMatchObject({ shipped: 2, returned: 0 });
    expect(stateOf({ ...known, countedAt: later(-60) })).toMatchObject({ shipped: 2, returned: 1 });
  });

  it('changes nothing of a line that was recorded later than the state that a count contains', () => {
    expect(stateOf({ seen: recordedAs(SHIPPED), countedAt: later(-5_000) })).toMatchObject({ shipped: 2, returned: 0 });
  });

  it.each([
    ['an unknown line: all of it', undefined, later(-3_000), 2],
    ['a line that was placed: what it put back meanwhile', recordedAs(PLACED), later(-60), 1],
    ['a line that was recorded as it is in the figure: no more', recordedAs(SHIPPED), later(-3_000), 2],
    ['a line whose last state was recorded after the figure was read: no more', recordedAs(RETURNED), later(-3_000), 1],
  ])('says what the figure of a channel contains of %s', (_, seen, shownAsOf, deducted) => {
    expect(stateOf({ ...(seen && { seen }), shownAsOf })).toMatchObject({ deducted });
  });
});
