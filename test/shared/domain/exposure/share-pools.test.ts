import { describe, expect, it } from '@jest/globals';
import { freeUnitsAt, isEachBundleCounted, unitsElsewhere } from '../../../../shared/domain/exposure/share-pools.ts';
import { parseLocationId, parseSku } from '../../../../shared/domain/identifiers.ts';
import type { Stock } from '../../../../shared/domain/stock/stock.ts';
import { listing, MAIN, NOON, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';

const BACK = parseLocationId('back');
const units = (onHand: number) => ({ onHand, committed: 0, held: 0, unavailable: 0 });
const share = (granted: number) => ({ units: granted, goal: granted, since: NOON });
const listings = [listing(SHOPIFY, 4), listing(SQUARE, 3)];
const shares = { [SHOPIFY]: share(4), [SQUARE]: share(3) };
const stock: Stock = { [MAIN]: units(10), [BACK]: units(5) };

describe('units that no listing may sell', () => {
  it('are those in no share', () => {
    expect(freeUnitsAt({ shares }, { stock, listings }, MAIN)).toBe(3);
  });

  it('are all of them at a location on which no listing draws', () => {
    expect(freeUnitsAt({ shares }, { stock, listings }, BACK)).toBe(5);
  });

  it('are none that a listing has which is pushed no more', () => {
    const left = [listing(SHOPIFY, 4), listing(SQUARE, 3, { managed: false })];
    expect(freeUnitsAt({ shares }, { stock, listings: left }, MAIN)).toBe(3);
  });

  it('are none of a share whose listing is gone, nor of what bundles may still sell', () => {
    expect(freeUnitsAt({ shares, bundled: 2 }, { stock, listings: listings.slice(0, 1) }, MAIN)).toBe(1);
    expect(unitsElsewhere({ shares, bundled: 2 }, listings.slice(0, 1))).toBe(5);
  });

  it('are at most those at the location itself, where its pool has others', () => {
    const both = listings.map((each) => ({ ...each, drawsOn: [MAIN, BACK] }));
    expect(freeUnitsAt({ shares }, { stock, listings: both }, BACK)).toBe(5);
    expect(freeUnitsAt({ shares: { ...shares, [SHOPIFY]: share(11) } }, { stock, listings: both }, BACK)).toBe(1);
  });
});

it('a SKU that is in bundles is counted once it is known what these may sell', () => {
  const partOf = [parseSku('SET')];
  expect([
    isEachBundleCounted({}),
    isEachBundleCounted({ partOf }),
    isEachBundleCounted({ partOf, bundled: 0 }),
  ]).toEqual([true, false, true]);
});
