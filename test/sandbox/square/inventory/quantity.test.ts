import { describe, expect, it } from '@jest/globals';
import { adjustment, openTill } from '../till-under-test.ts';

describe('what Square sells in fractions', () => {
  it('has a measurement unit in the catalogue, and quantities with up to five places', async () => {
    const { steer, api, counts, control } = await openTill();
    await steer('POST', '/items', { sku: 'BEANS', quantity: '2.5', soldBy: 'kilogram' });
    const { body } = await api('GET', '/catalog/list?types=ITEM_VARIATION');
    const variations = (body as { objects: { id: string; item_variation_data: Record<string, unknown> }[] }).objects;
    const beans = variations.find(({ item_variation_data: data }) => data['sku'] === 'BEANS');
    expect(beans?.item_variation_data['measurement_unit_id']).toEqual(expect.any(String));
    expect(variations[0]?.item_variation_data).not.toHaveProperty('measurement_unit_id');
    expect(await steer('POST', '/orders', { lines: [{ sku: 'BEANS', quantity: 0.35 }] })).toMatchObject({
      status: 201,
    });
    expect(await control.shown('BEANS')).toBe(2.15);
    expect((await counts({ catalog_object_ids: [beans?.id] })).counts).toMatchObject([{ quantity: '2.15' }]);
  });

  it('appears in fractions in the event and the history, among whole units', async () => {
    const { steer, received, changes, control } = await openTill();
    await steer('POST', '/items', { sku: 'BEANS', quantity: '1.5', soldBy: 'kilogram' });
    await control.buy({ sku: 'BAG', quantity: 2 });
    await steer('POST', '/orders', { lines: [{ sku: 'BEANS', quantity: '0.1' }] });
    const events = (await received(3)).map(({ event }) => event.data.object.inventory_counts[0]?.quantity);
    expect(events.sort()).toEqual(['1.4', '1.5', '8']);
    const { changes: sold } = await changes({ states: ['SOLD'] });
    expect(sold.map(({ adjustment: made }) => made?.['quantity'])).toEqual(['2', '0.1']);
  });

  it('is adjusted by the API in fractions, which add up exactly', async () => {
    const { change, control, steer } = await openTill();
    await steer('POST', '/recounts', { counts: [{ sku: 'BAG', quantity: '1.1' }] });
    await change(adjustment('IN_STOCK', 'SOLD', '0.7'));
    expect(await control.shown('BAG')).toBe(0.4);
    expect(await change(adjustment('IN_STOCK', 'SOLD', '0.123456'))).toMatchObject({ status: 400 });
  });
});
