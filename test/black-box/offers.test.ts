import { describe, expect, it } from '@jest/globals';
import { offersOf } from './offers.ts';

describe('the listings of a storm', () => {
  it('are one of each SKU on each channel, where no file links others', () => {
    expect(offersOf(['A'], ['shopify', 'square'])).toEqual([
      { channel: 'shopify', name: 'A', sku: 'A', units: 1 },
      { channel: 'square', name: 'A', sku: 'A', units: 1 },
    ]);
  });

  it('sell what they are linked to, and not what they are called', () => {
    const links = 'channel,listing,sku,units\nshopify,A-3,A,3\nsquare,A,B,1\namazon,A-3,A,3\nshopify,C-2,C,2\n';
    expect(offersOf(['A', 'B'], ['shopify', 'square'], links)).toEqual([
      { channel: 'shopify', name: 'A', sku: 'A', units: 1 },
      { channel: 'shopify', name: 'B', sku: 'B', units: 1 },
      { channel: 'square', name: 'B', sku: 'B', units: 1 },
      { channel: 'shopify', name: 'A-3', sku: 'A', units: 3 },
      { channel: 'square', name: 'A', sku: 'B', units: 1 },
    ]);
  });
});
