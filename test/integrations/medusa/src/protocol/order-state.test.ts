import { describe, expect, it } from '@jest/globals';
import { type OrderFacts, orderStates } from '../../../../../integrations/medusa/src/protocol/order-state.ts';

const MUG = { line: 'ordli_1', item: 'iitem_mug', sku: 'MUG', location: 'here', unitsEach: 1 };
const drawn = (units: number, location = 'here') => ({ line: 'ordli_1', item: 'iitem_mug', location, units });

function order(rest: Partial<OrderFacts>, quantity = 3, returned = 0): OrderFacts {
  return {
    ...{ id: 'order_1', isCancelled: false, fulfilled: [], recorded: [MUG], held: undefined },
    lines: [{ id: 'ordli_1', quantity, returned }],
    reservations: [drawn(100)],
    ...rest,
  };
}

/** The only line of the only location. */
function line(facts: OrderFacts) {
  const [state] = orderStates(facts);
  const { id: _, sku: __, ...quantities } = state?.lines[0] ?? { id: '', sku: '' };
  return quantities;
}

const held = (units: number) => ({ hold: 'cart_1.a', units: [{ item: 'iitem_mug', location: 'here', units }] });

describe('a Medusa order, as it is reported,', () => {
  it.each([
    ['is ordered', order({}), { ordered: 3, shipped: 0, returned: 0 }],
    ['has left with its fulfilment', order({ fulfilled: [drawn(2)] }), { ordered: 3, shipped: 2, returned: 0 }],
    ['came back', order({ fulfilled: [drawn(3)] }, 3, 1), { ordered: 3, shipped: 3, returned: 1 }],
    ['was cancelled', order({ isCancelled: true }), { ordered: 0, shipped: 0, returned: 0 }],
    ['has lost its line', order({ lines: [] }), { ordered: 0, shipped: 0, returned: 0 }],
    [
      'took nothing off the figure that its hold had not',
      order({ held: held(3) }),
      { ordered: 3, shipped: 0, returned: 0, deducted: 0 },
    ],
    [
      'took what an edit added to its held units',
      order({ held: held(3) }, 5),
      { ordered: 5, shipped: 0, returned: 0, deducted: 2 },
    ],
    [
      'put its held units on sale again when it was cancelled',
      order({ held: held(3), isCancelled: true }),
      { ordered: 0, shipped: 0, returned: 0, deducted: -3 },
    ],
    [
      'put one of its held units on sale again when it came back',
      order({ held: held(3), fulfilled: [drawn(3)] }, 3, 1),
      { ordered: 3, shipped: 3, returned: 1, deducted: -1 },
    ],
    [
      'took nothing off where the process died before it reserved',
      order({ reservations: [], held: { ...held(3), units: [] } }),
      { ordered: 3, shipped: 0, returned: 0, deducted: 0 },
    ],
    [
      'took them off once while it is fulfilled: reserved and shipped at the same moment',
      order({ reservations: [drawn(3)], fulfilled: [drawn(3)] }),
      { ordered: 3, shipped: 3, returned: 0 },
    ],
  ])('%s', (_, facts, expected) => {
    expect(line(facts)).toEqual(expected);
  });

  it('counts the units of the inventory item, not those of the variant', () => {
    const facts = order({ recorded: [{ ...MUG, unitsEach: 6 }], fulfilled: [drawn(12)] }, 2, 1);
    expect(line(facts)).toEqual({ ordered: 12, shipped: 12, returned: 6 });
  });

  it('has a line for each inventory item of a kit', () => {
    const lid = { ...MUG, item: 'iitem_lid', sku: 'LID', unitsEach: 2 };
    const facts = order({ recorded: [MUG, lid], reservations: [drawn(3), { ...drawn(6), item: 'iitem_lid' }] });
    expect(orderStates(facts)[0]?.lines).toMatchObject([
      { id: 'ordli_1:iitem_mug', sku: 'MUG', ordered: 3 },
      { id: 'ordli_1:iitem_lid', sku: 'LID', ordered: 6 },
    ]);
  });

  it('is a message for each location: what another one shipped left there', () => {
    const recorded = [{ ...MUG, elsewhere: ['there'] }];
    const facts = order({ recorded, fulfilled: [drawn(1), drawn(1, 'there')], reservations: [drawn(1)] }, 3, 2);
    expect(orderStates(facts)).toMatchObject([
      { id: 'order_1', location: 'here', lines: [{ ordered: 2, shipped: 1, returned: 1 }] },
      { id: 'order_1~there', location: 'there', lines: [{ ordered: 1, shipped: 1, returned: 1 }] },
    ]);
  });

  it('has what is to be shipped where it is reserved now, as Medusa moves it to where a part was shipped from', () => {
    const recorded = [{ ...MUG, elsewhere: ['there'] }];
    const facts = order({ recorded, fulfilled: [drawn(1, 'there')], reservations: [drawn(2, 'there')] });
    expect(orderStates(facts)).toMatchObject([
      { id: 'order_1', location: 'here', lines: [{ ordered: 0, shipped: 0, returned: 0 }] },
      { id: 'order_1~there', location: 'there', lines: [{ ordered: 3, shipped: 1, returned: 0 }] },
    ]);
  });

  it('is reported on where a fulfilment was cancelled, as having nothing there', () => {
    const recorded = [{ ...MUG, elsewhere: ['there'] }];
    const facts = order({ recorded, reservations: [drawn(3)] });
    expect(orderStates(facts)).toMatchObject([
      { id: 'order_1', location: 'here', lines: [{ ordered: 3, shipped: 0 }] },
      { id: 'order_1~there', location: 'there', lines: [{ ordered: 0, shipped: 0 }] },
    ]);
  });

  it('names its hold', () => {
    expect(orderStates(order({ held: held(3) }))).toMatchObject([{ hold: 'cart_1.a' }]);
  });

  it('is none where nothing of it is counted', () => {
    expect(orderStates(order({ recorded: [] }))).toEqual([]);
  });
});
