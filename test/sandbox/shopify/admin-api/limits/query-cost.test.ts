import { afterEach, expect, it } from '@jest/globals';
import { MAIN_ID, openShopUnderTest, type ShopUnderTest } from '../../shop-under-test.ts';

let shop: ShopUnderTest;

afterEach(() => shop.close());

/** A page of the catalogue with the levels at so many locations. */
const catalogueAt = (locations: number) => {
  const levels = Array.from(
    { length: locations },
    (_, index) =>
      `l${index}: inventoryLevel(locationId: "${MAIN_ID}") { quantities(names: ["available"]) { quantity } }`,
  );
  return `{ productVariants(first: 250) { nodes { sku inventoryItem { id ${levels.join(' ')} } } pageInfo { hasNextPage } } }`;
};

// About 24 points and 22 more for each location.
it('a page of the catalogue at 44 locations is served, and at 45 refused whatever the bucket holds', async () => {
  shop = await openShopUnderTest();
  const { errors, extensions } = await shop.admin(catalogueAt(44));
  expect(errors).toBeUndefined();
  expect(extensions?.cost?.requestedQueryCost).toBeLessThanOrEqual(1_000);
  const refused = await shop.admin(catalogueAt(45));
  expect(refused.errors).toMatchObject([{ extensions: { code: 'MAX_COST_EXCEEDED' } }]);
  expect(refused.data).toBeUndefined();
});
