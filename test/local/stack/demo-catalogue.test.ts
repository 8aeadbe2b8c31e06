import { describe, expect, it } from '@jest/globals';
import { DEMO_CATALOGUE } from '../../../local/stack/demo-catalogue.ts';
import { catalogueItem } from '../../../sandbox/kernel/catalogue.ts';

describe('the demo catalogue', () => {
  it('is DEMO-001 to DEMO-050 with 100 each, FLASH with 200, and a bundle of two of them', () => {
    const quantities = Object.fromEntries(DEMO_CATALOGUE.map(({ sku, quantity }) => [sku, quantity]));
    expect(Object.keys(quantities)).toHaveLength(52);
    expect(quantities).toMatchObject({ 'DEMO-001': 100, 'DEMO-050': 100, FLASH: 200, 'DEMO-SET': 50 });
  });

  it('has ids that look like those of the platforms and repeat nowhere', () => {
    for (const { shopify, amazon, square } of DEMO_CATALOGUE) {
      for (const id of Object.values(shopify)) expect(String(id)).toMatch(/^\d{14}$/);
      expect(amazon.asin).toMatch(/^B0[A-Z2-7]{8}$/);
      expect(square.variationId).toMatch(/^[A-Z2-7]{24}$/);
    }
    const ids = DEMO_CATALOGUE.flatMap(({ shopify, amazon, square }) => [
      ...Object.values(shopify),
      amazon.asin,
      ...Object.values(square),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('derives the ids from the SKU, so that each start has the same', () => {
    expect(catalogueItem('FLASH', 'Flash sale article', 200)).toEqual(DEMO_CATALOGUE.at(-1));
  });
});
