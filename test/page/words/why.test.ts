import { describe, expect, it } from '@jest/globals';
import { inputsInWords, movedInWords } from '../../../page/words/why.ts';
import { SHOPIFY } from '../../fakes/facts.ts';

describe('what decided a push, in words', () => {
  const shared = { policy: 'shared', available: 7, safetyStock: 0, buffer: 2 } as const;

  it.each([
    [shared, '7 available, policy shared, buffer 2'],
    [
      { ...shared, safetyStock: 1, cap: 5, lagMs: 1_200 },
      '7 available, policy shared, safety stock 1, buffer 2, cap 5, lag 1.2 s',
    ],
    [{ ...shared, policy: 'escrow', share: 0 }, '7 available, policy escrow, share 0, buffer 2'],
    [
      { ...shared, policy: 'endgame', finisher: 'amazon' },
      '7 available, policy endgame, the last units on amazon, buffer 2',
    ],
  ] as const)('is of %j “%s”', (inputs, words) => {
    expect(inputsInWords(inputs)).toBe(words);
  });
});

describe('what moved a SKU, in words', () => {
  const none = {
    channel: SHOPIFY,
    kind: 'order',
    entries: 1,
    onHand: 0,
    committed: 0,
    held: 0,
    unavailable: 0,
  } as const;

  it('is each figure that moved, with its sign', () => {
    expect(movedInWords({ ...none, entries: 2, onHand: -1, committed: 3 })).toBe(
      'order on shopify: on hand −1, committed +3 (2 entries)',
    );
    expect(movedInWords(none)).toBe('order on shopify: nothing moved (1 entry)');
  });
});
