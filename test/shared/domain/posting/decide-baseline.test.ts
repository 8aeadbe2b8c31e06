/** The cut-over of a SKU: its baseline, its open orders, and what is reported late of the time before. */

import { describe, expect, it } from '@jest/globals';
import { parseQuantity } from '../../../../shared/domain/identifiers.ts';
import { emptyLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { unfoldCutOver } from '../../../../shared/domain/posting/decide-baseline.ts';
import { entryOf } from '../../../../shared/domain/posting/decision.ts';
import { postAll } from '../../../../shared/domain/posting/post.ts';
import type {
  BaselineObservation,
  Observation,
  OrderLineObservation,
} from '../../../../shared/domain/stock/observation.ts';
import { stockWorkKey } from '../../../../shared/domain/stock/off-sale.ts';
import { available, NO_STOCK } from '../../../../shared/domain/stock/stock.ts';
import {
  baseline,
  later,
  listing,
  MAIN,
  MUG,
  movement,
  NOON,
  orderLine,
  SHOPIFY,
  sha256,
} from '../../../fakes/facts.ts';

const context = { now: later(60), digest: sha256, history: [] };
const empty = { ...emptyLedger(MUG), listings: [listing(SHOPIFY, 10, { shownAsOf: NOON })] };

function cutOver(openLines: readonly OrderLineObservation[] = []): BaselineObservation {
  return { ...baseline(10), includes: 'counted', ...(openLines.length > 0 && { openLines }) };
}

/** The stock, and what Shopify shows, after these observations. */
function posted(...observations: readonly Observation[]) {
  const decided = postAll(empty, observations.flatMap(unfoldCutOver), context);
  const last = decided.at(-1)?.after;
  return { decided, stock: last?.stock[MAIN], shown: last?.listings[0]?.shown };
}

const open = (order: string, ordered: number) => orderLine({ order, ordered, at: later(-60), version: 5 });

describe('a baseline with open orders', () => {
  it('ends with their units committed, each order as an entry of its own', () => {
    const { decided, stock } = posted(cutOver([open('1', 2), open('2', 3)]));
    expect(stock).toEqual({ onHand: 10, committed: 5, held: 0, unavailable: 0 });
    expect(decided.map(({ decision }) => entryOf(decision)?.kind)).toEqual(['baseline', 'order', 'order', 'adjusted']);
  });

  it('never shows more as available on its way than at its end', () => {
    const { decided } = posted(cutOver([open('1', 2), open('2', 3)]));
    expect(decided.map(({ after }) => available(after.stock[MAIN] ?? NO_STOCK))).toEqual([5, 3, 0, 5]);
  });

  it('moves nothing when it comes again', () => {
    const once = cutOver([open('1', 2)]);
    expect(posted(once, once).stock).toEqual({ onHand: 10, committed: 2, held: 0, unavailable: 0 });
  });

  it('of another run gives back nothing that this one did not make unavailable', () => {
    const other = { ...cutOver([open('1', 2), open('2', 4)]), occurredAt: later(30) };
    const { stock } = posted({ ...cutOver(), unavailable: { [MAIN]: parseQuantity(1) } }, other);
    expect(stock).toEqual({ onHand: 10, committed: 6, held: 0, unavailable: 1 });
  });
});

describe('a baseline', () => {
  it('says nothing of units that cannot be sold where there are none', () => {
    const [first] = posted(cutOver()).decided;
    expect(first && entryOf(first.decision)?.changes).toEqual([{ location: MAIN, onHand: 10 }]);
  });

  it.each([
    ['without open orders', []],
    ['with open orders', [open('1', 2)]],
  ])('%s remembers what its channel had off sale', (_, openLines) => {
    const offSale = { reserved: 3, damaged: 0, qualityControl: 0, safetyStock: 0 };
    const begun = { ...cutOver(openLines), offSale: [{ channelLocation: '-', offSale }] };
    const { decided } = posted(begun);
    const key = stockWorkKey({ channel: SHOPIFY, channelLocation: '-' });
    expect(decided.at(-1)?.after.seen.get(key)?.work).toEqual({ offSale, foundMore: 0, readAt: Date.parse(NOON) });
  });
});

describe('what left or entered the location before the cut-over and is reported after it', () => {
  const till = movement('received', 4, { at: later(-600) });
  const channel = {
    ...movement('sold', -1, { id: '2', at: later(-600) }),
    source: { channel: SHOPIFY, key: 'sold:2' },
  };

  it.each([
    ['a count', 'counted' as const, 10, 10],
    ['a channel’s own figure, which knows nothing of the till', 'fromChannel' as const, 14, 10],
    ['no figure that anybody read', undefined, 14, 9],
  ])('is in %s', (_what, includes, afterTill, afterChannel) => {
    const begun: BaselineObservation = { ...baseline(10), ...(includes && { includes }) };
    expect(posted(begun, till).stock?.onHand).toBe(afterTill);
    expect(posted(begun, channel).stock?.onHand).toBe(afterChannel);
  });
});

describe('an order that was closed at the cut-over', () => {
  const past = [
    { at: later(-7_200), shipped: 0, returned: 0, deducted: 2 },
    { at: later(-3_600), shipped: 2, returned: 0, deducted: 2 },
  ];
  const shippedBefore = { ordered: 2, shipped: 2, deducted: 2, at: later(-3_600), version: Date.parse(later(-3_600)) };
  const returned = { ...shippedBefore, returned: 1, deducted: 1, at: later(600), version: Date.parse(later(600)) };
  const pastOfReturned = [...past, { at: later(600), shipped: 2, returned: 1, deducted: 1 }];

  it('moves nothing when it is reported late', () => {
    const { stock, shown } = posted(cutOver(), { ...orderLine(shippedBefore), past });
    expect({ stock, shown }).toMatchObject({ stock: { onHand: 10, committed: 0 }, shown: 10 });
  });

  it('puts back what is returned after it, once, though it is reported for the first time', () => {
    const { stock, shown } = posted(cutOver(), { ...orderLine(returned), past: pastOfReturned });
    expect({ stock, shown }).toMatchObject({ stock: { onHand: 11, committed: 0 }, shown: 11 });
  });

  it('does so too when its placement is reported first, and its shipment never', () => {
    const placed = orderLine({ ordered: 2, at: later(-7_200), version: Date.parse(later(-7_200)) });
    const { stock, shown } = posted(
      cutOver(),
      { ...placed, past: past.slice(0, 1) },
      { ...orderLine(returned), past: pastOfReturned },
    );
    expect({ stock, shown }).toMatchObject({ stock: { onHand: 11, committed: 0 }, shown: 11 });
  });
});

describe('an open order that is edited after the cut-over', () => {
  it('is on display again by what the edit took, though its past does not know when that was', () => {
    const placed = orderLine({ ordered: 3, at: later(-60), version: Date.parse(later(-60)) });
    const edited = orderLine({ ordered: 1, at: later(60), version: Date.parse(later(60)) });
    // What a past makes of an edit: as if the line had been placed so.
    const past = [{ at: later(-60), shipped: 0, returned: 0, deducted: 1 }];
    const { stock, shown } = posted(cutOver([placed]), { ...edited, past });
    expect({ stock, shown }).toMatchObject({ stock: { onHand: 10, committed: 1 }, shown: 12 });
  });
});
