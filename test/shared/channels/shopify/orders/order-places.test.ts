import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lineState, type ShopifyOrder } from '../../../../../shared/channels/shopify/intake/order.ts';
import { orderLines } from '../../../../../shared/channels/shopify/intake/order-lines.ts';
import { placedStates } from '../../../../../shared/channels/shopify/orders/order-places.ts';
import { parseLocationId } from '../../../../../shared/domain/identifiers.ts';
import { isNothing } from '../../../../../shared/domain/stock/order-line.ts';
import { oneLineOrder } from '../one-line-order.ts';
import {
  AT_SIX,
  assignedTo,
  channel,
  EARLIER,
  emptied,
  LATER,
  MAIN,
  refunded,
  shippedFrom,
  TILL,
} from '../two-places.ts';

const UNMAPPED = '999';

const ALL_SHIPPED = { fulfillable_quantity: 0 };
const ONE_BACK = { fulfillable_quantity: 0, current_quantity: 2 };

/** The order as it is read, all that is to be shipped assigned to the first location unless said otherwise. */
function reported(given: ShopifyOrder) {
  const toShip = given.line_items.map(({ fulfillable_quantity }) => assignedTo(MAIN, fulfillable_quantity));
  const { lines, ignored } = orderLines(channel, { fulfillment_orders: toShip, ...given }, '2026-11-24T18:00:00.250Z');
  const somewhere = lines.filter(({ isFurtherPlace, state }) => !isFurtherPlace || !isNothing(state));
  return {
    lines: somewhere.map(({ location, channelLocation, source: { key }, state }) => [
      key.replace('order:shopify:O:line:L', ''),
      location,
      channelLocation,
      [state.ordered, state.shipped, state.returned, state.deducted],
    ]),
    ignored,
  };
}

describe('a till sale of 3 units', () => {
  const sold = { location_id: TILL, fulfillments: [shippedFrom(TILL, 3)] };

  // key, location, the channel's location, [ordered, shipped, returned, deducted]
  it('ships at once at the till: on hand falls there, nothing is committed, and the till’s own figure fell', () => {
    expect(reported(oneLineOrder(ALL_SHIPPED, sold))).toEqual({
      lines: [['', 'till', TILL, [3, 3, 0, 3]]],
      ignored: [],
    });
  });

  it('of which 1 comes back at the till is on hand there again', () => {
    expect(reported(oneLineOrder(ONE_BACK, { ...sold, refunds: [refunded(1, 'return', TILL)] })).lines).toEqual([
      ['', 'till', TILL, [3, 3, 1, 2]],
    ]);
  });

  it('of which 1 comes back at the warehouse is on hand there, which Shopify counted up', () => {
    expect(reported(oneLineOrder(ONE_BACK, { ...sold, refunds: [refunded(1, 'return', MAIN)] })).lines).toEqual([
      ['', 'till', TILL, [3, 3, 0, 3]],
      [`:at:${MAIN}`, 'main', MAIN, [0, 0, 1, -1]],
    ]);
  });

  it('at a location that is not mapped is left aside, and said so', () => {
    expect(
      reported(oneLineOrder(ALL_SHIPPED, { location_id: UNMAPPED, fulfillments: [shippedFrom(UNMAPPED, 3)] })),
    ).toEqual({
      lines: [],
      ignored: ['What line L of order O did at Shopify location 999, which the channel does not map'],
    });
  });

  it('at a location that is not mapped, brought back to one that is, is a return there', () => {
    const away = { location_id: UNMAPPED, fulfillments: [shippedFrom(UNMAPPED, 3)] };
    expect(reported(oneLineOrder(ONE_BACK, { ...away, refunds: [refunded(1, 'return', MAIN)] })).lines).toEqual([
      [`:at:${MAIN}`, 'main', MAIN, [0, 0, 1, -1]],
    ]);
  });
});

describe('a web order of a shop with two mapped locations', () => {
  const observe = (given: ShopifyOrder) => orderLines(channel, given, '2026-11-24T18:00:00.250Z').lines;

  it('that a webhook reports counts at the first one, as an assumption, since the webhook does not say where', () => {
    expect(observe(oneLineOrder({}))).toMatchObject([
      { location: 'main', isPlaceAssumed: true, whole: { ordered: 3 } },
    ]);
  });

  it('of which everything is shipped says so itself', () => {
    const shipped = observe(oneLineOrder(ALL_SHIPPED, { fulfillments: [shippedFrom(TILL, 3)] }));
    expect(shipped.map(({ isPlaceAssumed }) => isPlaceAssumed)).toEqual([undefined, undefined]);
  });

  it('that is read with no fulfillment orders is not routed yet, or the app lacks the scope: still an assumption', () => {
    expect(observe(oneLineOrder({}, { fulfillment_orders: [] }))).toMatchObject([
      { isPlaceAssumed: true, state: { ordered: 3 } },
      { isFurtherPlace: true, state: { ordered: 0 } },
    ]);
  });

  it('that was moved away as a whole says of each other place that it has none of it', () => {
    const moved = observe(oneLineOrder({}, { fulfillment_orders: [assignedTo(MAIN, 3)] }));
    expect(moved.map(({ location, state: { ordered } }) => [location, ordered])).toEqual([
      ['main', 3],
      ['till', 0],
    ]);
  });

  it('counts at the one mapped location where the channel maps no other', () => {
    const single = { ...channel, locations: { [MAIN]: [parseLocationId('main')] } };
    const [line] = orderLines(single, oneLineOrder({}), '2026-11-24T18:00:00.250Z').lines;
    expect(line?.isPlaceAssumed).toBeUndefined();
    expect(line?.state.ordered).toBe(3);
  });
});

describe('a web order of 3 units', () => {
  it.each<[string, ShopifyOrder, unknown[]]>([
    ['assigned to the first location counts there', oneLineOrder({}), [['', 'main', MAIN, [3, 0, 0, 3]]]],
    [
      'assigned elsewhere is committed there, where Shopify counted it down',
      oneLineOrder({}, { fulfillment_orders: [assignedTo(TILL, 3)] }),
      [
        ['', 'main', MAIN, [0, 0, 0, 0]],
        [`:at:${TILL}`, 'till', TILL, [3, 0, 0, 3]],
      ],
    ],
    [
      'assigned to both, and 1 shipped from the second, counts at each',
      oneLineOrder(
        { fulfillable_quantity: 2 },
        { fulfillment_orders: [assignedTo(TILL, 1), assignedTo(MAIN, 1)], fulfillments: [shippedFrom(TILL, 1)] },
      ),
      [
        ['', 'main', MAIN, [1, 0, 0, 1]],
        [`:at:${TILL}`, 'till', TILL, [2, 1, 0, 2]],
      ],
    ],
    [
      'cancelled without restock has left the location that it was assigned to',
      oneLineOrder(
        { fulfillable_quantity: 0, current_quantity: 0 },
        {
          cancelled_at: '2026-11-24T18:00:00.000Z',
          refunds: [refunded(3, 'no_restock')],
          fulfillment_orders: [assignedTo(TILL, 0)],
        },
      ),
      [
        ['', 'main', MAIN, [0, 0, 0, 0]],
        [`:at:${TILL}`, 'till', TILL, [3, 3, 0, 3]],
      ],
    ],
    [
      'of which 1 was shipped from the first location, and 2 are lost, has lost them where nothing was shipped',
      oneLineOrder(
        { fulfillable_quantity: 0, current_quantity: 1 },
        {
          fulfillments: [shippedFrom(MAIN, 1)],
          refunds: [refunded(2, 'no_restock')],
          fulfillment_orders: [assignedTo(TILL, 0), assignedTo(MAIN, 0)],
        },
      ),
      [
        ['', 'main', MAIN, [1, 1, 0, 1]],
        [`:at:${TILL}`, 'till', TILL, [2, 2, 0, 2]],
      ],
    ],
    [
      'shipped from the first location counts there',
      oneLineOrder(ALL_SHIPPED, { fulfillments: [shippedFrom(MAIN, 3)] }),
      [['', 'main', MAIN, [3, 3, 0, 3]]],
    ],
    [
      'shipped without a location counts at the first one',
      oneLineOrder(ALL_SHIPPED, { fulfillments: [shippedFrom(null, 3)] }),
      [['', 'main', MAIN, [3, 3, 0, 3]]],
    ],
    [
      'shipped in part from elsewhere leaves the rest committed',
      oneLineOrder({ fulfillable_quantity: 2 }, { fulfillments: [shippedFrom(TILL, 1)] }),
      [
        ['', 'main', MAIN, [2, 0, 0, 2]],
        [`:at:${TILL}`, 'till', TILL, [1, 1, 0, 1]],
      ],
    ],
    [
      'whose shipment from elsewhere was cancelled has nothing there any more',
      oneLineOrder({}, { fulfillments: [shippedFrom(TILL, 3, 'cancelled')] }),
      [['', 'main', MAIN, [3, 0, 0, 3]]],
    ],
    [
      'shipped, and 1 returned at the till',
      oneLineOrder(ONE_BACK, { fulfillments: [shippedFrom(MAIN, 3)], refunds: [refunded(1, 'return', TILL)] }),
      [
        ['', 'main', MAIN, [3, 3, 0, 3]],
        [`:at:${TILL}`, 'till', TILL, [0, 0, 1, -1]],
      ],
    ],
    [
      'cancelled with its units put back elsewhere owes nothing where it stood',
      oneLineOrder(
        { fulfillable_quantity: 0, current_quantity: 0 },
        { cancelled_at: '2026-11-24T18:00:00.000Z', refunds: [refunded(3, 'cancel', TILL)] },
      ),
      [['', 'main', MAIN, [0, 0, 0, 0]]],
    ],
  ])('%s', (_, given, lines) => {
    expect(reported(given)).toEqual({ lines, ignored: [] });
  });

  it('shipped from a location that is not mapped is no longer owed here, and said so', () => {
    expect(reported(oneLineOrder(ALL_SHIPPED, { fulfillments: [shippedFrom(UNMAPPED, 3)] }))).toEqual({
      lines: [['', 'main', MAIN, [0, 0, 0, 0]]],
      ignored: ['What line L of order O did at Shopify location 999, which the channel does not map'],
    });
  });
});

it('the places of a line are together the line, whatever happened where', () => {
  const place = fc.constantFrom(null, MAIN, TILL, UNMAPPED);
  const units = fc.integer({ min: 0, max: 5 });
  const shipment = fc.tuple(place, units, fc.constantFrom('success', 'cancelled', 'pending', 'open'));
  const emptiedOnes = fc.array(
    fc.tuple(fc.constantFrom(MAIN, TILL, UNMAPPED), fc.constantFrom(EARLIER, AT_SIX, LATER)),
  );
  const back = fc.tuple(units, fc.constantFrom('return', 'cancel', 'no_restock', 'legacy_restock'), place);
  fc.assert(
    fc.property(
      place,
      fc.array(shipment),
      fc.array(back),
      units,
      emptiedOnes,
      (home, shipments, refunds, toShip, closed) => {
        const shipped = shipments
          .filter(([, , status]) => status === 'success')
          .reduce((sum, [, each]) => sum + each, 0);
        const given = oneLineOrder(
          { quantity: shipped + toShip + 20, current_quantity: 20, fulfillable_quantity: toShip },
          {
            location_id: home,
            fulfillments: shipments.map((each) => shippedFrom(...each)),
            refunds: refunds.map((each) => ({ ...refunded(...each), created_at: AT_SIX })),
            fulfillment_orders: closed.map((each) => emptied(...each)),
          },
        );
        const [line] = given.line_items;
        if (line === undefined) {
          throw new Error('The order has no line.');
        }
        const places = placedStates(given, line, home ?? MAIN);
        const total = { ordered: 0, shipped: 0, returned: 0, deducted: 0 };
        for (const { state } of places) {
          total.ordered += state.ordered;
          total.shipped += state.shipped;
          total.returned += state.returned;
          total.deducted += state.deducted;
          expect(Math.min(state.ordered, state.shipped, state.returned)).toBeGreaterThanOrEqual(0);
        }
        expect(total).toEqual(lineState(given, line));
      },
    ),
  );
});
