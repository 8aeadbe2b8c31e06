import { describe, expect, it } from '@jest/globals';
import { escrowModel } from './escrow-model.ts';
import { search } from './search.ts';
import { AMAZON, COMPARED, SHOPIFY, SQUARE, TWO_LOCATIONS, TWO_PLACES, type World, worldOf } from './worlds.ts';

/**
 * The smallest worlds in which the removal of a rule shows: the rules of guards/tables/escrow and of comparison-guards.ts are
 * removed one by one, and each names its world here. All that can happen in them is searched within seconds, so that a run of the guards is
 * bounded; the larger worlds beside them have more units and channels.
 */

const STATES_MAX = 20_000;

const WORLDS: readonly (readonly [name: string, world: World])[] = [
  ['a customer buys the only unit', { may: { sales: 1 }, units: 1 }],
  ['a customer buys the only unit and cancels', { may: { sales: 1, cancels: 1 }, units: 1 }],
  ['the first unit comes in and is bought', { may: { receipts: 1, sales: 1 }, units: 0 }],
  [
    'the first unit comes in and is bought, and anything is lost',
    { may: { receipts: 1, sales: 1, faults: 1 }, units: 0 },
  ],
  [
    'two functions work on the first unit',
    { may: { receipts: 1, sales: 1, faults: 1 }, units: 0, workersPerChannel: 2 },
  ],
  ['a unit comes in beside another', { may: { receipts: 1, sales: 1 }, units: 1 }],
  ['two units come in one after the other', { may: { receipts: 2 }, units: 1 }],
  ['the only unit is to go to the other channel', { may: { divisions: 1 }, units: 1, kinds: [SQUARE, AMAZON] }],
  ['a customer buys on one of two channels', { may: { sales: 1 }, kinds: [SQUARE, SQUARE] }],
  ['a customer buys the only unit on one of two channels', { may: { sales: 1 }, units: 1, kinds: [SQUARE, SQUARE] }],
  ['a customer of one of two channels cancels', { may: { sales: 1, cancels: 1 }, units: 1, kinds: [SQUARE, SQUARE] }],
  ['a checkout asks for the only unit', { may: { holds: 1, sales: 1 }, units: 1, kinds: [SQUARE] }],
  [
    'a checkout asks for the only unit while escrow is entered, left and entered again',
    { may: { holds: 1, sales: 1 }, units: 1, kinds: [SQUARE], policies: ['escrow', 'shared', 'escrow'] },
  ],
  ['a listing is pushed no more, and sells', { may: { leavings: 1, sales: 1 }, units: 1, kinds: [SQUARE, SQUARE] }],
  [
    'a customer buys where one of two channels sells from two locations',
    { may: { sales: 1 }, units: 1, ...TWO_LOCATIONS },
  ],
  [
    'escrow is entered, left and entered again while others write in between',
    { may: {}, units: 1, kinds: [SHOPIFY, SQUARE], grain: 'fine', policies: ['escrow', 'shared', 'escrow'] },
  ],
  [
    'a customer buys while escrow is entered, left and entered again',
    { may: { sales: 1 }, units: 1, kinds: [SQUARE, SQUARE], policies: ['escrow', 'shared', 'escrow'] },
  ],
];

/** Under policy shared: what a channel shows is compared. The rules of guards/tables/reconciling/comparison-guards.ts name these. */
const COMPARED_WORLDS: readonly (readonly [name: string, world: World])[] = [
  ['somebody edits a figure', { may: { edits: 1 }, kinds: [SHOPIFY] }],
  ['somebody edits a figure and a unit comes in', { may: { edits: 1, receipts: 1 }, units: 1, kinds: [SQUARE] }],
  [
    'somebody edits a figure while a unit comes in, and a call is lost',
    { may: { edits: 1, receipts: 1, faults: 1 }, units: 1, kinds: [SQUARE] },
  ],
  ['somebody edits a figure and a customer buys', { may: { edits: 1, sales: 1 }, kinds: [SHOPIFY, SQUARE] }],
  [
    'a customer cancels and a unit comes in',
    { may: { sales: 1, cancels: 1, receipts: 1 }, units: 1, kinds: [SHOPIFY] },
  ],
  ['an order is not counted', { may: { notCounted: 1 }, kinds: [SHOPIFY, SQUARE] }],
  ['an item is made again', { may: { remakings: 1 }, kinds: [SQUARE] }],
  ['one of two places sells a unit that another channel sold', { may: { sales: 2 }, units: 1, ...TWO_PLACES }],
];

describe('under escrow, in the smallest worlds, no sale exceeds what is available and nothing is left undone', () => {
  it.each(WORLDS)('when %s', (_name, world) => {
    const { counterexample } = search(escrowModel(worldOf(world, [AMAZON])), STATES_MAX);
    expect(counterexample).toBeUndefined();
  });
});

describe('compared, in the smallest worlds, no raise goes too far and no figure stays wrong', () => {
  it.each(COMPARED_WORLDS)('when %s', (_name, world) => {
    const { counterexample } = search(escrowModel(worldOf({ ...COMPARED, ...world }, [])), STATES_MAX);
    expect(counterexample).toBeUndefined();
  });
});
