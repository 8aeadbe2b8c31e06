import { describe, expect, it } from '@jest/globals';
import type { Entry } from '../../../page/live/answers.ts';
import { orderInWords, sentenceOf, unitsSold } from '../../../page/words/sentences.ts';
import { MAIN, SHOPIFY } from '../../fakes/facts.ts';
import { entry } from './entries.ts';

const said = (kind: Entry['kind'], change: Partial<Entry['changes'][number]>, more: Partial<Entry> = {}) =>
  sentenceOf(
    entry({
      kind,
      changes: [{ location: MAIN, ...change }],
      stockAfter: { [MAIN]: { onHand: 8, committed: 0, held: 0, unavailable: 0 } },
      source: { channel: SHOPIFY, key: 'k' },
      ...more,
    }),
  );

describe('an entry as a sentence', () => {
  it.each([
    ['order', { committed: 2 }, '2 sold on shopify'],
    ['order', { committed: -2, onHand: -2 }, '2 shipped for shopify'],
    ['order', { committed: -1 }, '1 cancelled on shopify'],
    ['order', { onHand: 1 }, '1 returned to shopify'],
    ['order', { onHand: -3 }, '3 sold and handed over on shopify'],
    ['order', { committed: 1, onHand: -2 }, '1 committed and 2 shipped on shopify'],
    ['sold', { onHand: -2 }, '2 sold on shopify'],
    ['baseline', { onHand: 8 }, 'Taken into the ledger with 8 on hand'],
    ['counted', { onHand: -2 }, 'Counted: 8 on hand, 2 fewer than known'],
    ['counted', {}, 'Counted: 8 on hand, as expected'],
    ['held', { held: 3 }, '3 held for a checkout'],
    ['expired', { held: -3 }, 'A checkout was expired: 3 given back'],
    ['captured', { held: -3, committed: 3 }, 'A checkout of 3 became an order'],
    ['received', { onHand: 5 }, '5 received'],
    ['damaged', { unavailable: 1 }, '1 damaged'],
    ['takenOffSale', { unavailable: 2 }, '2 taken off sale on shopify'],
    ['corrected', { onHand: 1 }, 'Corrected by an operator, 1 more than known'],
  ] as const)('%s %j reads: %s', (kind, change, sentence) => {
    expect(said(kind, change)).toBe(sentence);
  });

  it('says the reason, and what was moved', () => {
    expect(said('adjusted', { onHand: -1 }, { reason: 'broken' })).toBe('1 adjusted (broken)');
    const changes = [
      { location: MAIN, onHand: -4 },
      { location: MAIN, onHand: 4 },
    ];
    expect(said('transferred', {}, { changes })).toBe('4 moved to another location');
  });
});

describe('units that a channel sold itself', () => {
  const units = (kind: Entry['kind'], change: Partial<Entry['changes'][number]>) =>
    unitsSold(entry({ kind, changes: [{ location: MAIN, ...change }], source: { channel: SHOPIFY, key: 'k' } }));

  it('are those of its orders, shipped at once or not', () => {
    expect(units('order', { committed: 2 })).toBe(2);
    expect(units('order', { onHand: -2 })).toBe(2);
    expect(units('order', { committed: -2, onHand: -2 })).toBe(0);
    expect(units('order', { committed: -1 })).toBe(-1);
    expect(units('received', { onHand: 5 })).toBe(0);
  });
});

describe('what an entry is of', () => {
  it.each([
    ['1001', 'order 1001'],
    ['import:2026-11-30T21:44:51.467Z', 'batch import:2026-11-30T21:44:51.467Z'],
    ['receive:PO-77', 'batch receive:PO-77'],
  ])('%s is called “%s”', (order, words) => {
    expect(orderInWords(order)).toBe(words);
  });
});
