import { describe, expect, it } from '@jest/globals';
import { parseLinks } from '../../../cli/files/link-file.ts';
import { DEMO_CATALOGUE } from '../../../local/stack/demo-catalogue.ts';
import { DEMO_ARTICLES, demoLinksFile, demoListings } from '../../../local/stack/demo-listings.ts';
import type { CatalogueItem } from '../../../sandbox/kernel/catalogue.ts';

const CHANNELS = ['shopify', 'amazon', 'square'] as const;

describe('the demo listings under other SKUs', () => {
  it('bear no SKU and no id of the demo catalogue', () => {
    const own = CHANNELS.flatMap(demoListings);
    const ids = (items: readonly CatalogueItem[]) => items.map(({ shopify }) => shopify.inventoryItemId);
    const others = new Set([...DEMO_CATALOGUE.map(({ sku }) => sku)]);
    expect(own.filter(({ sku }) => others.has(sku))).toEqual([]);
    expect(new Set([...ids(own), ...ids(DEMO_CATALOGUE)]).size).toBe(
      new Set(own.map(({ sku }) => sku)).size + DEMO_CATALOGUE.length,
    );
  });

  it('have doubles and packs on every channel taken together, each showing as many as there are', () => {
    for (const { sku, onHand, listings } of DEMO_ARTICLES) {
      expect(listings.some(({ units }) => units > 1)).toBe(true);
      for (const { channel, name, units } of listings) {
        const item = demoListings(channel).find((each) => each.sku === name);
        expect([sku, name, item?.quantity]).toEqual([sku, name, onHand / units]);
      }
    }
    expect(demoListings('amazon').length).toBeGreaterThan(DEMO_ARTICLES.length);
  });

  it('are linked by a file that the command line reads, but for those that are called as their article', () => {
    const links = parseLinks(demoLinksFile());
    expect(links).toHaveLength(7);
    expect(links).toContainEqual({ channel: 'amazon', listing: 'AMZ-7731-6PK', sku: 'TEE-BLUE', units: 6 });
    expect(links.filter(({ listing, sku }) => listing === sku)).toEqual([]);
  });
});
