/** The place of a listing within its SKU: a location of its channel, and there the item, where the merchant linked it. */

/** Location ids of Shopify are numbers, those of Square letters and digits; Amazon has one place, `-`. */
const BEFORE_ITEM = '#';

/**
 * The `channelLocation` of a linked listing: several listings of one SKU may be at one location, and each has a place of its
 * own. A listing that joined its SKU by an identical SKU has the location alone.
 */
export function placeOfItem(location: string, externalId: string): string {
  return `${location}${BEFORE_ITEM}${externalId}`;
}

/** The channel's own name of the location, whether or not the listing is linked. */
export function locationAt(place: string): string {
  const end = place.indexOf(BEFORE_ITEM);
  return end === -1 ? place : place.slice(0, end);
}

/** Whether the merchant linked the listing to its SKU, so that its own SKU at the channel is only a name. */
export function isLinked({ channelLocation }: { readonly channelLocation: string }): boolean {
  return channelLocation.includes(BEFORE_ITEM);
}
