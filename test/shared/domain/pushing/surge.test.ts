import { describe, expect, it } from '@jest/globals';
import type { Exposure } from '../../../../shared/domain/exposure/exposure.ts';
import type { EntryKind, LedgerEntry } from '../../../../shared/domain/ledger/ledger-entry.ts';
import { isExplained, surgeOf } from '../../../../shared/domain/pushing/surge.ts';
import { later, listing, MAIN, MUG, NOON, POS, SHARED_RULES, SHOPIFY } from '../../../fakes/facts.ts';

const PLAIN: Exposure = { rules: SHARED_RULES, revision: 0 };
const ENDGAME: Exposure = { ...PLAIN, endgame: { listing: 'amazon', since: NOON, from: 40 } };

/** Entries oldest first, each with what is on hand after it, posted a second after the other. */
function entries(...posted: readonly (readonly [EntryKind, number])[]): readonly LedgerEntry[] {
  return posted
    .map(([kind, onHand], index) => ({
      sku: MUG,
      seq: index + 1,
      kind,
      changes: [],
      stockAfter: { [MAIN]: { onHand, committed: 0, held: 0, unavailable: 0 } },
      source: { channel: POS, key: `${index}` },
      occurredAt: later(index),
      receivedAt: later(index),
      postedAt: later(index),
      hash: '',
      previousHash: '',
    }))
    .reverse();
}

const mug = listing(SHOPIFY, 10);

describe('what a breaker watches', () => {
  const intent = (delta: number, target: number) => ({ delta, target }) as Parameters<typeof surgeOf>[1];
  it.each([
    ['a listing that goes to nothing', 10, -10, 0, 'zeros'],
    ['a listing that is raised', 10, 5, 15, 'raises'],
    ['not one that keeps some', 10, -9, 1, undefined],
    ['not one that showed nothing before', 0, 0, 0, undefined],
    ['not one that showed less than nothing, but its raise to nothing', -3, 3, 0, 'raises'],
  ])('%s', (_name, shown, delta, target, expected) => {
    expect(surgeOf({ shown }, intent(delta, target))).toBe(expected);
  });
});

describe('a zero', () => {
  const isTrade = (posted: readonly LedgerEntry[], exposure = PLAIN, confirmedAt?: string) =>
    isExplained('zeros', posted, mug, exposure, confirmedAt);

  it.each<[string, readonly (readonly [EntryKind, number])[], boolean]>([
    [
      'by an order is trade',
      [
        ['baseline', 10],
        ['order', 0],
      ],
      true,
    ],
    [
      'by a sale at the till is trade',
      [
        ['baseline', 10],
        ['sold', 0],
      ],
      true,
    ],
    [
      'by a hold is trade',
      [
        ['baseline', 10],
        ['held', 0],
      ],
      true,
    ],
    [
      'by an adjustment is not',
      [
        ['baseline', 10],
        ['adjusted', 0],
      ],
      false,
    ],
    [
      'by a count is not',
      [
        ['baseline', 10],
        ['counted', 0],
      ],
      false,
    ],
    [
      'by an adjustment is not, though an order followed',
      [
        ['baseline', 10],
        ['adjusted', 0],
        ['order', -1],
      ],
      false,
    ],
    [
      'by an order is trade, though an adjustment followed',
      [
        ['baseline', 10],
        ['order', 0],
        ['adjusted', -1],
      ],
      true,
    ],
    [
      'by an order is trade, though an adjustment of what came since left some',
      [
        ['baseline', 10],
        ['order', 0],
        ['received', 3],
        ['adjusted', 2],
      ],
      true,
    ],
    ['of what was never there is not', [['baseline', 0]], false],
  ])('%s', (_name, posted, expected) => {
    expect(isTrade(entries(...posted))).toBe(expected);
  });

  it('by a changed configuration is not: no entry took the last unit', () => {
    const withheld = { ...PLAIN, rules: { ...SHARED_RULES, safetyStock: 1_000 } };
    expect(isTrade(entries(['baseline', 10], ['order', 9]), withheld)).toBe(false);
  });

  it('of a listing that gives up its last units to another is trade, as what lowered the pool is', () => {
    expect(isTrade(entries(['baseline', 10], ['order', 9]), ENDGAME)).toBe(true);
    expect(isTrade(entries(['baseline', 10], ['adjusted', 2]), ENDGAME)).toBe(false);
    expect(isTrade(entries(['baseline', 10], ['order', 9], ['counted', 9]), ENDGAME)).toBe(true);
  });

  it('that an operator confirmed goes, one of later does not', () => {
    const posted = entries(['baseline', 10], ['adjusted', 0]);
    expect([isTrade(posted, PLAIN, later(1)), isTrade(posted, PLAIN, later(0))]).toEqual([true, false]);
  });
});

describe('a raise', () => {
  const isTrade = (posted: readonly LedgerEntry[], lastPushedAt?: string, exposure = PLAIN) =>
    isExplained('raises', posted, { ...mug, ...(lastPushedAt && { lastPushedAt }) }, exposure, undefined);

  it.each<[string, EntryKind, boolean]>([
    ['by a receipt is trade', 'received', true],
    ['by a return is trade', 'returned', true],
    ['by an order that was cancelled is trade', 'order', true],
    ['by an adjustment is not', 'adjusted', false],
    ['by a count is not', 'counted', false],
  ])('%s', (_name, kind, expected) => {
    expect(isTrade(entries(['baseline', 5], [kind, 20], ['sold', 19]))).toBe(expected);
  });

  it('that the last push had already carried explains no other', () => {
    expect(isTrade(entries(['baseline', 5], ['received', 20]), later(1))).toBe(false);
  });

  it('by shares or an endgame that move is no reason to trip', () => {
    expect(isTrade(entries(['baseline', 5], ['sold', 4]), later(9), ENDGAME)).toBe(true);
  });
});
