import { describe, expect, it } from '@jest/globals';
import { plannedWords, postingLines } from '../../../../cli/reports/changing/posting-report.ts';
import { MAIN, MUG, SHOPIFY } from '../../../fakes/facts.ts';

const figures = (onHand: number) => ({ onHand, committed: 0, held: 0, unavailable: 0 });

describe('what posting would do, in words', () => {
  it('is what moves, with the figures before and after', () => {
    const move = {
      sku: MUG,
      available: { before: 98, after: -102 },
      locations: { [MAIN]: { before: figures(98), after: figures(-102) } },
      listings: [{ listing: 'shopify', channel: SHOPIFY, shown: 98, before: 98, after: 0 }],
      bundles: [],
    };
    const changes = [{ location: MAIN, onHand: -200 }];
    expect(postingLines({ sku: MUG, outcomes: [{ kind: 'new', changes }], move })).toEqual([
      'MUG  would be posted: on hand −200 at main',
      '  on hand at main 98 → -102',
      '  available 98 → -102: oversold by 102',
      '  shopify                  98 → 0',
    ]);
  });

  it.each([
    [
      { kind: 'new', changes: [{ location: MAIN, unavailable: 2, held: -1 }] },
      'would be posted: held −1, unavailable +2 at main',
    ],
    [{ kind: 'components' }, 'would be posted to the components of the bundle'],
    [{ kind: 'duplicate', seq: 3 }, 'is in the ledger already, as entry 3'],
    [{ kind: 'stale', seq: 3 }, 'would not be posted (stale)'],
    [{ kind: 'unknownSku', reason: 'Import it.' }, 'would not be posted (unknownSku: Import it.)'],
  ] as const)('of %j is “%s”', (outcome, words) => {
    expect(plannedWords(outcome)).toBe(words);
  });
});
