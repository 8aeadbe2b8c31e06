import { describe, expect, it } from '@jest/globals';
import { escrowModel } from './escrow-model.ts';
import { search } from './search.ts';
import { SHOPIFY, SQUARE, type World, worldOf } from './worlds.ts';

/**
 * Everything that can happen around the shares of one SKU, in small worlds: each order of sales, messages, reads, writes,
 * calls, answers and crashes. The promises that each state must keep are in promises.ts; the product's own rules and the
 * conditions of the table in memory decide, which test/contract holds to those of DynamoDB's.
 */

const STATES_MAX = 250_000;

const WORLDS: readonly (readonly [name: string, world: World])[] = [
  ['customers buy while anything is lost once', { may: { sales: 2, faults: 1 } }],
  ['customers cancel, and messages overtake each other', { may: { sales: 2, cancels: 1 }, kinds: [SQUARE, SQUARE] }],
  ['a unit breaks', { may: { sales: 1, losses: 1 } }],
  ['a unit comes in', { may: { sales: 1, receipts: 1 } }],
  ['customers want it elsewhere', { may: { sales: 1, shifts: 1 }, units: 3 }],
  ['the last units lie where nobody buys', { may: { sales: 2, idling: 1 } }],
  ['somebody edits a figure', { may: { edits: 1 } }],
  ['there are three channels', { may: { sales: 1 }, units: 3, kinds: [SQUARE, SQUARE, SQUARE] }],
  ['escrow is entered, left and entered again', { may: { sales: 1 }, policies: ['escrow', 'shared', 'escrow'] }],
  ['the run that changes the policy crashes', { may: { faults: 1 }, policies: ['escrow', 'shared'] }],
  ['others write between a read and its write', { may: { shifts: 1 }, grain: 'fine' }],
  [
    'the policy changes while others write in between',
    { may: {}, policies: ['escrow', 'shared', 'escrow'], grain: 'fine', units: 1 },
  ],
  ['others write in between, and anything is lost once', { may: { faults: 1 }, grain: 'fine' }],
  ['others write in between while a customer buys', { may: { sales: 1 }, grain: 'fine', units: 1 }],
];

describe('under escrow no sale exceeds what is available, and nothing is left undone', () => {
  it.each(WORLDS)(
    'when %s',
    (name, world) => {
      const { states, transitions, counterexample } = search(
        escrowModel(worldOf(world, [SHOPIFY, SQUARE])),
        STATES_MAX,
      );
      process.stdout.write(`escrow, when ${name}: ${states} states, ${transitions} transitions\n`);
      expect(counterexample).toBeUndefined();
      expect(states).toBeGreaterThan(500);
    },
    300_000,
  );
});
