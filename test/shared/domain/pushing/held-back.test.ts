import { expect, it } from '@jest/globals';
import { heldBackBy } from '../../../../shared/domain/pushing/held-back.ts';
import { AMAZON, SHOPIFY } from '../../../fakes/facts.ts';

it.each([
  ['listings that go to nothing', 5, 0, [{ surge: 'zeros', listings: 2, most: 1 }]],
  ['listings that are raised', 5, 6, [{ surge: 'raises', listings: 2, most: 1 }]],
  ['not those that keep some', 5, 1, []],
  ['not those that showed nothing before', 0, 0, []],
  ['not those that stay as they are', 5, 5, []],
])('a breaker holds back %s', (_what, shown, after, expected) => {
  const moved = { channel: SHOPIFY, shown, after };
  const alone = { ...moved, channel: AMAZON };
  const limits = { zeroListings: 1, raiseListings: 1 };
  expect(heldBackBy([moved, alone, moved], limits)).toEqual(expected.map((each) => ({ ...each, channel: SHOPIFY })));
});
