import { expect, it } from '@jest/globals';
import { meaningOf } from '../../../../shared/domain/ledger/meaning-of-entries.ts';
import { POS } from '../../../fakes/facts.ts';

it.each([
  ['counted', 'count:1', 'knowledge'],
  ['sold', 'sold:1', 'movement'],
  ['held', 'hold:1', 'promise'],
  ['adjusted', 'adjusted:1', 'movement'],
  // As version 0.1 posted an edit that was adopted.
  ['adjusted', 'drift:shopify:-:4', 'knowledge'],
] as const)('an entry “%s” under %s is %s to a fact of an earlier time', (kind, key, meaning) => {
  expect(meaningOf({ kind, source: { channel: POS, key } })).toBe(meaning);
});
