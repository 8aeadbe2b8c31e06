import { describe, expect, it } from '@jest/globals';
import { search } from '../search.ts';
import { AMAZON, SQUARE } from '../worlds.ts';
import { bundleModel } from './bundle-model.ts';
import type { BundleWorld } from './bundle-state.ts';

/** The smallest worlds with a bundle in which the removal of a rule shows: those of guards/tables/escrow/bundle-guards.ts that name this file. */

const STATES_MAX = 20_000;

/** One unit, which a listing of the SKU and one of the bundle may sell. */
const ONE = { may: {}, bundleMay: {}, units: 1, kinds: [SQUARE], bundleKind: SQUARE } as const;

const WORLDS: readonly (readonly [name: string, world: BundleWorld])[] = [
  ['escrow begins', ONE],
  ['escrow begins, and others write between a read and its write', { ...ONE, grain: 'fine' }],
  ['escrow begins where Amazon sells the bundle', { ...ONE, bundleKind: AMAZON }],
  ['escrow begins and anything of the bundle is lost', { ...ONE, bundleMay: { faults: 1 } }],
  ['escrow begins and a unit comes in', { ...ONE, may: { receipts: 1 } }],
  ['escrow begins and a customer buys the bundle', { ...ONE, bundleMay: { sales: 1 } }],
  ['escrow begins and a checkout asks for the only unit', { ...ONE, may: { holds: 1 } }],
  ['escrow is entered, left and entered again', { ...ONE, policies: ['escrow', 'shared', 'escrow'] }],
  ['a bundle comes back that was sold before', { ...ONE, bundleHad: { sales: 1 }, bundleMay: { cancels: 1 } }],
  [
    'a bundle comes back that was sold before, and anything of it is lost',
    { ...ONE, bundleHad: { sales: 1 }, bundleMay: { cancels: 1, faults: 1 } },
  ],
];

describe('where a bundle is made of a SKU under escrow, no unit is sold twice and none stays off sale', () => {
  it.each(WORLDS)('when %s', (_name, world) => {
    const { counterexample } = search(bundleModel(world), STATES_MAX);
    expect(counterexample).toBeUndefined();
  });
});
