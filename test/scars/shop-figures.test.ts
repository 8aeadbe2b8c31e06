/** What a channel itself shows: of a copy under the same SKU, of two locations, and of one location that owes units. */
import { describe, expect, it } from '@jest/globals';
import { orderLines } from '../../shared/channels/shopify/intake/order-lines.ts';
import { currentExposure } from '../../shared/domain/exposure/exposure.ts';
import { type LocationId, parseLocationId, parseQuantity } from '../../shared/domain/identifiers.ts';
import { emptyLedger, type SkuLedger } from '../../shared/domain/ledger/sku-ledger.ts';
import type { Listing } from '../../shared/domain/listing/listing.ts';
import { postAll } from '../../shared/domain/posting/post.ts';
import { dueOn } from '../../shared/domain/pushing/unplaced.ts';
import type { Observation } from '../../shared/domain/stock/observation.ts';
import { AMAZON, baseline, listing, MAIN, MUG, movement, SHARED_RULES, SHOPIFY, sha256 } from '../fakes/facts.ts';
import { oneLineOrder } from '../shared/channels/shopify/one-line-order.ts';
import { assignedTo, channel, MAIN as MAIN_THERE, TILL as TILL_THERE } from '../shared/channels/shopify/two-places.ts';

const RECEIVED = '2026-11-24T18:00:00.250Z';
const TILL = parseLocationId('till');
const CONTEXT = { now: RECEIVED, digest: sha256, history: [] };

/** What each listing is believed to show, and what it shows once what is due is pushed. */
function figuresAfter(
  onHand: Readonly<Record<LocationId, number>>,
  listings: readonly Listing[],
  ...reported: readonly Observation[]
) {
  const units = Object.fromEntries(Object.entries(onHand).map(([place, each]) => [place, parseQuantity(each)]));
  const begin: SkuLedger = { ...emptyLedger(MUG), listings };
  const ledger = postAll(begin, [{ ...baseline(0), onHand: units }, ...reported], CONTEXT).at(-1)?.after ?? begin;
  const exposure = currentExposure(ledger, SHARED_RULES);
  return {
    committed: [MAIN, TILL].map((place) => ledger.stock[place]?.committed ?? 0),
    shown: ledger.listings.map(({ shown }) => shown),
    pushed: ledger.listings.map((each) => each.shown + dueOn(ledger, each, exposure)),
  };
}

/** The lines of a web order of so many, as the shop sends them. */
function ordered(quantity: number, facts: object = {}, rest: object = {}) {
  const line = { variant_id: '7', quantity, current_quantity: quantity, fulfillable_quantity: quantity, ...facts };
  return orderLines(channel, oneLineOrder(line, rest), RECEIVED).lines;
}

const places = (atMain: number, atTill: number) => [
  listing(SHOPIFY, atMain, { channelLocation: MAIN_THERE, soldAs: '7' }),
  listing(SHOPIFY, atTill, { channelLocation: TILL_THERE, drawsOn: [TILL], soldAs: '7' }),
];

describe('an order of a product’s copy, which has the same SKU', () => {
  it('commits its units, and leaves what the item itself shows: that is lowered by a push', () => {
    const after = figuresAfter({ [MAIN]: 100 }, places(100, 0), ...ordered(4, { variant_id: '88001' }));
    expect(after).toEqual({ committed: [4, 0], shown: [100, 0], pushed: [96, 0] });
    const own = figuresAfter({ [MAIN]: 100 }, places(100, 0), ...ordered(4));
    expect(own).toEqual({ committed: [4, 0], shown: [96, 0], pushed: [96, 0] });
  });
});

describe('an order that Shopify takes from the second location', () => {
  const [first, second] = [ordered(4), ordered(4, {}, { fulfillment_orders: [assignedTo(TILL_THERE, 4)] })];
  const read = second.map((each) => ({ ...each, readAt: Date.parse(RECEIVED) + 10_000 }));

  it('raises nothing there while its place is not known, and is committed there once it is', () => {
    // Its message does not say where: the shop shows 100 and 6 by then.
    const before = figuresAfter({ [MAIN]: 100, [TILL]: 10 }, places(100, 10), ...first);
    expect(before).toEqual({ committed: [4, 0], shown: [96, 10], pushed: [96, 10] });
    const after = figuresAfter({ [MAIN]: 100, [TILL]: 10 }, places(100, 10), ...first, ...read);
    expect(after).toEqual({ committed: [0, 4], shown: [100, 6], pushed: [100, 6] });
  });
});

describe('a location that has sold more than it had', () => {
  it('is made up for by the others: each channel shows what there is in all', () => {
    const onAmazon = listing(AMAZON, 110, { drawsOn: [MAIN, TILL] });
    const after = figuresAfter({ [MAIN]: 100, [TILL]: 10 }, [...places(100, 10), onAmazon], movement('sold', -104));
    expect(after).toMatchObject({ pushed: [0, 6, 6] });
  });
});
