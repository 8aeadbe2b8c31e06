import { expect, it } from '@jest/globals';
import { sumsByCause } from '../../../../shared/domain/explaining/sums.ts';
import { AMAZON, SHOPIFY } from '../../../fakes/facts.ts';
import { sale, stated } from './entries.ts';

it('what moved is added up by channel and kind, in the order in which they came', () => {
  const none = { onHand: 0, committed: 0, held: 0, unavailable: 0 };
  const entries = [
    stated('baseline', 10, SHOPIFY),
    sale(2, AMAZON, { seconds: 1, left: 8, seq: 2 }),
    sale(1, SHOPIFY, { seconds: 2, left: 7, seq: 3 }),
    sale(3, AMAZON, { seconds: 3, left: 4, seq: 4 }),
  ];
  expect(sumsByCause(entries)).toEqual([
    { ...none, channel: SHOPIFY, kind: 'baseline', entries: 1, onHand: 10 },
    { ...none, channel: AMAZON, kind: 'order', entries: 2, committed: 5 },
    { ...none, channel: SHOPIFY, kind: 'order', entries: 1, committed: 1 },
  ]);
});
