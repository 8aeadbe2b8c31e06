import { describe, expect, it } from '@jest/globals';
import { type ChannelId, parseSku } from '../../../../shared/domain/identifiers.ts';
import { listingId } from '../../../../shared/domain/listing/listing.ts';
import { isLinked, linkedPlacesOf, locationAt, placeOfItem } from '../../../../shared/domain/listing/place.ts';
import { AMAZON, SHOPIFY } from '../../../fakes/facts.ts';

describe('the place of a linked listing', () => {
  it.each(['1A-2B3C-XYZ', 'a#b', parseSku('Größe #3')])('gives the location back, whatever its id is: %s', (id) => {
    const place = placeOfItem('-', id);
    expect(locationAt(place)).toBe('-');
    expect(isLinked({ channelLocation: place })).toBe(true);
  });

  it('is the location alone where the listing is not linked', () => {
    expect(locationAt('655441491')).toBe('655441491');
    expect(isLinked({ channelLocation: '655441491' })).toBe(false);
  });

  it.each([
    [AMAZON, '-', 'amazon'],
    [AMAZON, placeOfItem('-', '1A'), 'amazon#1A'],
    [SHOPIFY, '7', 'shopify@7'],
    [SHOPIFY, placeOfItem('7', '44'), 'shopify@7#44'],
  ])('names the listing: %s at %s is %s', (channel, channelLocation, id) => {
    expect(listingId({ channel, channelLocation })).toBe(id);
  });
});

it('linked places are in order, by channel, whatever order the listings have', () => {
  const linked = (channel: ChannelId, id: string) => ({ channel, channelLocation: placeOfItem('-', id) });
  const listings = [
    linked(SHOPIFY, '2'),
    { channel: AMAZON, channelLocation: '-' },
    linked(SHOPIFY, '1'),
    linked(AMAZON, '9'),
  ];
  const places = linkedPlacesOf(listings);
  expect(JSON.stringify(places)).toBe(JSON.stringify({ amazon: ['-#9'], shopify: ['-#1', '-#2'] }));
  expect(linkedPlacesOf(listings.slice(1, 2))).toBeUndefined();
});
