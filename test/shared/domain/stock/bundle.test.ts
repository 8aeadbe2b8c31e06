import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import { ofComponents, problemOf } from '../../../../shared/domain/stock/bundle.ts';
import { MUG, orderLine } from '../../../fakes/facts.ts';

const SET = parseSku('SET');
const CUP = parseSku('CUP');

describe('an order line of a bundle', () => {
  it('is of each component so many times its units, also of the whole line over all places', () => {
    const state = { ordered: 3, shipped: 1, returned: 0, deducted: 3 };
    const line = { ...orderLine({ ...state, sku: SET }), whole: { ordered: 5, shipped: 2, returned: 1, deducted: 5 } };
    expect(ofComponents(line, [{ sku: CUP, quantity: 2 }])).toMatchObject([
      {
        sku: CUP,
        state: { ordered: 6, shipped: 2, returned: 0, deducted: 0 },
        whole: { ordered: 10, shipped: 4, returned: 2, deducted: 0 },
      },
    ]);
  });
});

describe('the components of a bundle', () => {
  it.each([
    ['of one of each', [1, 1], undefined],
    ['of half a cup', [0.5, 1], 'SET has 0.5 of CUP: use a whole number of 1 or more.'],
    ['of no mug', [1, 0], 'SET has 0 of MUG: use a whole number of 1 or more.'],
  ])('make a valid one or say what is wrong: %s', (_, [cups = 0, mugs = 0], problem) => {
    const components = [
      { sku: CUP, quantity: cups },
      { sku: MUG, quantity: mugs },
    ];
    expect(problemOf(SET, components)).toBe(problem);
  });

  it('are one or more', () => {
    expect(problemOf(SET, [])).toBe('SET is made of nothing: name at least one component.');
  });
});
