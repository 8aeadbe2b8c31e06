import { describe, expect, it } from '@jest/globals';
import { escrowModel } from '../escrow-model.ts';
import { search } from '../search.ts';
import { AMAZON, COMPARED, SHOPIFY, SQUARE, TWO_PLACES, type World, worldOf } from '../worlds.ts';

/**
 * Everything that can happen between a channel's figure and what we believe of it, under policy shared: hands that edit the
 * figure, orders that the channel does not count, items that are made again, several places of a channel; beside sales,
 * cancellations, late messages and lost answers. Guarantee 5 is asked of what the channel really shows.
 */

const STATES_MAX = 250_000;

const WORLDS: readonly (readonly [name: string, world: World])[] = [
  ['somebody edits figures while a unit comes in', { may: { edits: 2, receipts: 1 } }],
  [
    'somebody edits a figure while a unit comes in, and anything is lost',
    { may: { edits: 1, receipts: 1, faults: 1 }, units: 1 },
  ],
  [
    'a customer cancels while a unit comes in, and anything is lost on Square',
    { may: { sales: 1, cancels: 1, receipts: 1, faults: 1 }, units: 1, kinds: [SQUARE] },
  ],
  ['somebody edits a figure while a customer buys, and anything is lost', { may: { edits: 1, sales: 1, faults: 1 } }],
  ['somebody edits a figure and a customer cancels', { may: { edits: 1, sales: 1, cancels: 1 } }],
  ['an order is not counted', { may: { notCounted: 1, sales: 1 } }],
  ['an order is not counted, and anything is lost', { may: { notCounted: 1, faults: 1 } }],
  ['an item is made again while a customer buys', { may: { remakings: 1, sales: 1, receipts: 1 } }],
  ['a customer cancels while a unit comes in', { may: { sales: 1, cancels: 1, receipts: 1 }, units: 1 }],
  [
    'a figure on Amazon is edited, and anything is lost',
    { may: { edits: 1, sales: 1, faults: 1 }, kinds: [SQUARE, AMAZON] },
  ],
  ['one place lacks units', { may: { sales: 2 }, units: 1, ...TWO_PLACES }],
  ['a figure of one place is edited', { may: { sales: 1, edits: 1 }, units: 1, ...TWO_PLACES }],
];

describe('what a channel shows is compared: no raise goes too far, and nothing stays wrong', () => {
  it.each(WORLDS)(
    'when %s',
    (name, world) => {
      const { states, transitions, counterexample } = search(
        escrowModel(worldOf({ ...COMPARED, ...world }, [SHOPIFY, SQUARE])),
        STATES_MAX,
      );
      process.stdout.write(`compared, when ${name}: ${states} states, ${transitions} transitions\n`);
      expect(counterexample).toBeUndefined();
      expect(states).toBeGreaterThan(500);
    },
    300_000,
  );
});
