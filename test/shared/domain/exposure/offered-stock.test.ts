import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { currentExposure, sellable } from '../../../../shared/domain/exposure/exposure.ts';
import { offeredStock } from '../../../../shared/domain/exposure/offered-stock.ts';
import { type LocationId, parseLocationId } from '../../../../shared/domain/identifiers.ts';
import { available, NO_STOCK, type Stock, totalStock } from '../../../../shared/domain/stock/stock.ts';
import { AMAZON, listing, MAIN, SHARED_RULES, SHOPIFY } from '../../../fakes/facts.ts';

const PLACES: readonly LocationId[] = [MAIN, parseLocationId('store'), parseLocationId('attic')];
const stockOf = (units: readonly number[]): Stock =>
  Object.fromEntries(units.map((onHand, index) => [PLACES[index] ?? MAIN, { ...NO_STOCK, onHand }]));
const listings = PLACES.map((place) => listing(SHOPIFY, 0, { channelLocation: place, drawsOn: [place] }));
const rules = currentExposure({}, SHARED_RULES);

describe('the stock that a channel offers over its locations', () => {
  it('never adds up to more than the ledger has there, nor to less where nothing is withheld', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 3, maxLength: 3 }), (units) => {
        const stock = stockOf(units);
        const offered = offeredStock(stock, listings, SHOPIFY);
        const shown = listings.reduce((sum, each) => sum + sellable(offered, each, rules), 0);
        expect(shown).toBe(Math.max(0, available(totalStock(stock))));
      }),
    );
  });

  it('is the whole stock where the location that lacks units is not one of the channel’s', () => {
    const stock = stockOf([10, -4, 3]);
    const elsewhere = [listing(SHOPIFY, 0), listing(AMAZON, 0, { drawsOn: PLACES })];
    expect(offeredStock(stock, elsewhere, SHOPIFY)).toBe(stock);
  });
});
