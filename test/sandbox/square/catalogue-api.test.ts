import { expect, it } from '@jest/globals';
import { catalogueItem } from '../../../sandbox/kernel/catalogue.ts';
import { SQUARE } from '../../../sandbox/kernel/identities.ts';
import { openTill } from './till-under-test.ts';

it('the Square sandbox lists the location and the catalogue with SKUs, 100 objects a page', async () => {
  const catalogue = Array.from({ length: 60 }, (_, index) => catalogueItem(`S${index}`, 'Thing', 1));
  const { api } = await openTill({ catalogue });
  expect((await api('GET', '/locations')).body).toMatchObject({
    locations: [{ id: SQUARE.locationId, status: 'ACTIVE', merchant_id: SQUARE.merchantId }],
  });
  type Listed = { objects: { type: string; id: string; item_variation_data?: { sku: string } }[]; cursor?: string };
  const first = (await api('GET', '/catalog/list?types=ITEM,ITEM_VARIATION')).body as Listed;
  expect(first.objects).toHaveLength(100);
  const next = await api('GET', `/catalog/list?types=ITEM,ITEM_VARIATION&cursor=${first.cursor}`);
  const second = next.body as Listed;
  expect(second.cursor).toBeUndefined();
  const skus = [...first.objects, ...second.objects].flatMap((object) => object.item_variation_data?.sku ?? []);
  expect(skus).toEqual(catalogue.map(({ sku }) => sku));
});

it('the Square sandbox lists the units that items are sold by, with the places that their quantities may have', async () => {
  const { api, steer } = await openTill({ catalogue: [] });
  await steer('POST', '/items', { sku: 'BEANS', quantity: '2', soldBy: 'kilogram' });
  await steer('POST', '/items', { sku: 'SOCKS', quantity: 2, soldBy: 'pair', precision: 0 });
  type Listed = { objects: { id: string; item_data?: { variations: { item_variation_data: object }[] } }[] };
  const { objects: items } = (await api('GET', '/catalog/list?types=ITEM')).body as Listed;
  const { objects: units } = (await api('GET', '/catalog/list?types=MEASUREMENT_UNIT')).body as Listed;
  expect(items.map(({ item_data }) => item_data?.variations[0]?.item_variation_data)).toMatchObject(
    units.map(({ id }) => ({ measurement_unit_id: id })),
  );
  expect(units).toMatchObject([
    { measurement_unit_data: { precision: 3 } },
    { measurement_unit_data: { precision: 0 } },
  ]);
});
