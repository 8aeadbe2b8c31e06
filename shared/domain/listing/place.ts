/** The place of a listing within its SKU: a location of its channel, and there the item, where the merchant linked it. */
import type { ChannelId } from '../identifiers.ts';

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

/** The places of the linked ones among these listings, by channel; undefined where none is linked. */
export function linkedPlacesOf(
  listings: readonly { readonly channel: ChannelId; readonly channelLocation: string }[],
): Readonly<Record<ChannelId, readonly string[]>> | undefined {
  const linked = listings.filter(isLinked);
  const byChannel = [...Map.groupBy(linked, ({ channel }) => channel)].sort(([a], [b]) => (a < b ? -1 : 1));
  return linked.length === 0
    ? undefined
    : Object.fromEntries(
        byChannel.map(([channel, own]) => [channel, own.map(({ channelLocation }) => channelLocation).sort()]),
      );
}
