import { describe, expect, it } from '@jest/globals';
import { escrowModel } from './escrow-model.ts';
import { search } from './search.ts';
import { AMAZON, SQUARE, type World, worldOf } from './worlds.ts';

/**
 * Everything that can happen around the shares of one SKU on a channel that only accepts figures, as in escrow.test.ts:
 * each figure is applied at any later time, in any order, or lost; sales and cancellations are reported late and in any
 * order; calls, answers and processes are lost; and the units are divided by somebody who wants to break the promises.
 * The rules A1 to A10 of shared/domain/pushing/absolute-escrow.ts keep them; small-worlds.test.ts has a
 * world for each in which its removal shows.
 */

const STATES_MAX = 250_000;

const WORLDS: readonly (readonly [name: string, world: World])[] = [
  ['a customer buys', { may: { sales: 1 } }],
  ['all units are to go to one channel', { may: { divisions: 1 } }],
  ['a customer buys while units move', { may: { sales: 1, divisions: 1 }, units: 1 }],
  ['a customer cancels, in whatever order that is reported', { may: { sales: 1, cancels: 1 }, units: 1 }],
  ['anything is lost once', { may: { sales: 1, faults: 1 }, units: 1 }],
  ['somebody edits a figure', { may: { edits: 1 } }],
  ['two channels only accept figures', { may: { sales: 1 }, units: 1, kinds: [AMAZON, AMAZON] }],
];

describe('under escrow with a channel that only accepts figures no sale exceeds what is available, and nothing is left undone', () => {
  it.each(WORLDS)(
    'when %s',
    (name, world) => {
      const { states, transitions, counterexample } = search(escrowModel(worldOf(world, [SQUARE, AMAZON])), STATES_MAX);
      process.stdout.write(`escrow with figures, when ${name}: ${states} states, ${transitions} transitions\n`);
      expect(counterexample).toBeUndefined();
      expect(states).toBeGreaterThan(1_000);
    },
    300_000,
  );
});
