import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import type { LinkableCatalogue } from '../../../../shared/usecases/linking/plan-links.ts';
import { soldByListing, soldUnderGtin } from '../../../../shared/usecases/linking/sold-under.ts';
import { AMAZON, MUG, SHOPIFY } from '../../../fakes/facts.ts';
import { shows } from '../../../fakes/shops/imported-channels.ts';

const row = (sku: string, externalId: string, gtin?: string) =>
  shows(parseSku(sku), 1, { externalId, ...(gtin !== undefined && { gtin }) });
const link = (externalId: string, name: string, units: number, isRemoved?: true) => ({
  channel: AMAZON,
  externalId,
  name: parseSku(name),
  sku: MUG,
  units,
  before: [],
  ...(isRemoved && { isRemoved }),
});

const CATALOGUES: readonly LinkableCatalogue[] = [
  {
    channel: SHOPIFY,
    pushMode: 'difference',
    leftOut: [],
    links: [],
    rows: [row('MUG', '11', '4006381333931'), row('CUP', '12', '036000291452'), row('JUG', '13', '2012345678900')],
  },
  {
    channel: AMAZON,
    pushMode: 'absolute',
    leftOut: [],
    links: [link('A-MUG', 'A-MUG', 1), link('A-PACK', 'A-PACK', 3), link('A-OLD', 'A-OLD', 6, true)],
    rows: [row('A-MUG', 'A-MUG', '04006381333931'), row('A-PACK', 'A-PACK', '036000291452'), row('A-OLD', 'A-OLD')],
  },
];

describe('what is named by a trade item number', () => {
  it.each(['4006381333931', '04006381333931', '4006381-333931', ' 4006381333931 '])(
    '%j is the one SKU whose listings have it',
    (written) => {
      expect(soldUnderGtin(CATALOGUES)(written)).toEqual({ sku: MUG, units: 1 });
    },
  );

  it('is found without the zeros that a spreadsheet drops', () => {
    const [shopify] = CATALOGUES;
    expect(soldUnderGtin(shopify ? [shopify] : [])('36000291452')).toEqual({ sku: 'CUP', units: 1 });
  });

  it.each([
    ['of listings that sell different things', '036000291452', 'stands for 1 × CUP, 3 × MUG: name the SKU'],
    ['that no listing has', '4012345678901', 'No listing of the channels has the trade item number 04012345678901'],
    ['with a wrong check digit', '4006381333932', 'no trade item number that counts'],
    ['that a shop gave out itself', '2012345678900', 'no trade item number that counts'],
    ['that is text', 'Does not apply', 'no trade item number that counts'],
  ])('is refused %s', (_, written, reason) => {
    expect(() => soldUnderGtin(CATALOGUES)(written)).toThrow(reason);
  });
});

describe('what is named by a listing', () => {
  it.each([
    ['amazon:A-PACK', { sku: MUG, units: 3 }],
    ['amazon:A-OLD', { sku: 'A-OLD', units: 1 }],
    ['shopify:12', { sku: 'CUP', units: 1 }],
    ['shopify:CUP', { sku: 'CUP', units: 1 }],
  ])('%s is what it sells', (written, sold) => {
    expect(soldByListing(CATALOGUES)(written)).toEqual(sold);
  });

  it.each([
    ['amazon:CUP', 'No listing of the channels has the listing “CUP” on amazon'],
    ['square:12', 'write CHANNEL:LISTING with one of the channels shopify, amazon'],
    ['A-PACK', 'write CHANNEL:LISTING'],
  ])('%s is refused', (written, reason) => {
    expect(() => soldByListing(CATALOGUES)(written)).toThrow(reason);
  });
});
