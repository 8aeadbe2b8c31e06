import { expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import type { DifferenceIntent } from '../../../../shared/domain/listing/push-intent.ts';
import { pushKey } from '../../../../shared/domain/pushing/push.ts';
import { intentOf } from '../../../contract/table-steps.ts';
import { AMAZON, listing, SHOPIFY } from '../../../fakes/facts.ts';

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

it('the same push has the same key, whatever figures it carries and whichever invocation repeats it', () => {
  expect(key({ shown: 9, revision: 7 }, { delta: 3, target: 12, changeFrom: 4, repeated: true })).toBe(key());
});
