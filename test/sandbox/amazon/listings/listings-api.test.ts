import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../kernel/running.ts';
import { availability, BAG, openSeller } from '../seller-under-test.ts';

const path = `/listings/${encodeURIComponent(BAG.sku)}`;

describe('a listing with multi-location inventory at Amazon', () => {
  it('has 0 of its own, and a quantity of each supply source', async () => {
    const seller = await openSeller();
    await seller.steer('PUT', path, { supplySources: { north: 4, south: 2 } });
    expect((await seller.get(BAG.sku, ['fulfillmentAvailability'])).body).toMatchObject({
      fulfillmentAvailability: [
        { fulfillmentChannelCode: 'DEFAULT', quantity: 0 },
        { fulfillmentChannelCode: 'north', quantity: 4 },
        { fulfillmentChannelCode: 'south', quantity: 2 },
      ],
    });
    expect(await seller.control.shown(BAG.sku)).toBe(6);
  });

  it('is sold from one of them, which the order names', async () => {
    const seller = await openSeller();
    await seller.steer('PUT', path, { supplySources: { north: 1, south: 5 } });
    const order = await seller.control.buy({ sku: BAG.sku, quantity: 3 });
    await seller.allDelivered();
    expect(seller.orderChanges.taken[0]?.Payload.OrderChangeNotification.Summary.OrderItems).toMatchObject([
      { SupplySourceId: 'south', Quantity: 3 },
    ]);
    expect(seller.quantityChanges.taken.at(-1)?.Payload).toMatchObject({
      FulfillmentChannelCode: 'south',
      Quantity: 2,
    });
    await seller.control.act(order, 'cancel', { restock: true });
    expect(await seller.control.shown(BAG.sku)).toBe(6);
    expect(await seller.control.order({ sku: BAG.sku, quantity: 6 })).toMatchObject({ status: 409 });
  });

  it('would sell its units twice if its own quantity were set', async () => {
    const seller = await openSeller();
    await seller.steer('PUT', path, { supplySources: { north: 4 } });
    await seller.patch(BAG.sku, [availability('merge', 4)]);
    await eventually(async () => ((await seller.control.shown(BAG.sku)) === 8 ? true : undefined));
  });
});
