import { expect, it } from '@jest/globals';
import { currentExposure } from '../../../../shared/domain/exposure/exposure.ts';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import type { DifferenceIntent } from '../../../../shared/domain/listing/push-intent.ts';
import { canBeDropped, outstanding, pushKey, withLeaseEnded } from '../../../../shared/domain/pushing/push.ts';
import { intentOf } from '../../../contract/table-steps.ts';
import { AMAZON, listing, MAIN, NOON, SHARED_RULES, SHOPIFY } from '../../../fakes/facts.ts';

const key = (facts: Partial<Listing> = {}, intent: Partial<DifferenceIntent> = {}) =>
  pushKey(listing(SHOPIFY, 5, facts), intentOf(intent));

it.each([
  ['channel', key({ channel: AMAZON })],
  ['place on the channel', key({ channelLocation: '77' })],
  ['SKU', key({ sku: parseSku('CUP') })],
  ['entry', key({}, { seq: 2 })],
  ['push', key({}, { generation: 2 })],
  ['attempt', key({}, { attempt: 2 })],
])('pushes that differ only in their %s have different keys', (_what, other) => {
  expect(other).not.toBe(key());
});

const shared = currentExposure({}, SHARED_RULES);
const oversold = { [MAIN]: { onHand: 0, committed: 2, held: 0, unavailable: 0 } };

it('a channel that shows less than nothing is raised to nothing where a figure is set, not where units are added', () => {
  const shows = (channel: Listing['channel'], shown: number) => outstanding(oversold, listing(channel, shown), shared);
  expect([shows(AMAZON, -2), shows(SHOPIFY, -2), shows(SHOPIFY, 2)]).toEqual([2, 0, -2]);
});

it('while escrow is entered only what a channel sold below nothing is raised', () => {
  const stock = { [MAIN]: { onHand: 10, committed: 0, held: 0, unavailable: 0 } };
  const due = (facts: Partial<Listing>, entering: { readonly isEntering?: true }) => {
    const shares = { [SHOPIFY]: { units: 10, goal: 10, since: NOON, ...entering } };
    return outstanding(stock, listing(SHOPIFY, 4, facts), { ...shared, shares });
  };
  const isEntering = true;
  expect([due({}, {}), due({}, { isEntering }), due({ answered: -3 }, { isEntering })]).toEqual([6, 0, 3]);
});

it('a call that may have been made stays one, and is not dropped', () => {
  const may = intentOf({ repeated: true });
  expect(withLeaseEnded(may, 'notApplied').repeated).toBe(true);
  expect([intentOf({}), may, intentOf({ attempt: 2 })].map(canBeDropped)).toEqual([true, false, false]);
});

it('the same push has the same key, whatever figures it carries and whichever invocation repeats it', () => {
  expect(key({ shown: 9, revision: 7 }, { delta: 3, target: 12, changeFrom: 4, repeated: true })).toBe(key());
});
