/** Links: which SKU a listing sells, and how many units of it, whatever its channel calls it. */
import type { ChannelId, Sku } from '../identifiers.ts';
import type { ListingObservation } from '../stock/multiplied.ts';
import { locationAt, placeOfItem } from './place.ts';

/** One listing's link. It lies in the partition of its name, so that what comes under the name is handed on. */
export type Link = {
  readonly channel: ChannelId;
  /** The channel's id of what is counted. */
  readonly externalId: string;
  /** The id under which the channel's orders name it; absent where they name it by its SKU there. */
  readonly soldAs?: string;
  /** Its own SKU at the channel, under which its orders come. */
  readonly name: Sku;
  /** The SKU that it sells. */
  readonly sku: Sku;
  /** Units of the SKU in one of the listing; 1 or more. */
  readonly units: number;
  /** The link was taken back: the listing sells its own SKU again. It is kept for what it sold before. */
  readonly isRemoved?: true;
  /** SKUs that it sold before, oldest first: a line that one of their ledgers has goes on there. */
  readonly before: readonly Sku[];
};

/**
 * The link of the listing that the observation is of; undefined where it is of none, or was handed on already. Order lines name
 * the listing by the id under which it is sold, everything else by the id of what is counted.
 */
export function linkOf(
  links: readonly Link[],
  { kind, source, soldAs, channelLocation = '' }: ListingObservation,
): Link | undefined {
  const isHandedOn = locationAt(channelLocation) !== channelLocation;
  const idOf = (link: Link) => (kind === 'orderLine' ? (link.soldAs ?? link.externalId) : link.externalId);
  const isOf = (link: Link) => link.channel === source.channel && (soldAs === undefined || soldAs === idOf(link));
  return isHandedOn ? undefined : links.find(isOf);
}

/** The links that hold now, by the channel's id of their listing. All are of one channel. */
export function linksInForce(links: readonly Link[]): ReadonlyMap<string, Link> {
  return new Map(links.filter(({ isRemoved }) => isRemoved !== true).map((link) => [link.externalId, link]));
}

/** The observation as one of that SKU, at the place of its listing there. */
export function handedOn<Reported extends ListingObservation>(
  reported: Reported,
  { externalId }: Link,
  sku: Sku,
): Reported {
  const { channelLocation = '-' } = reported;
  return { ...reported, sku, channelLocation: placeOfItem(locationAt(channelLocation), externalId) };
}

/** The link once the listing sells another SKU, or other units: it remembers what it sold before. */
export function relinked({ isRemoved: _isRemoved, ...link }: Link, sku: Sku, units: number): Link {
  const before = [...link.before, link.sku].filter((each, index, all) => each !== sku && all.indexOf(each) === index);
  return { ...link, sku, units, before };
}

/** The link taken back: from now on the listing sells its own SKU in single units. */
export function unlinked(link: Link): Link {
  return { ...relinked(link, link.name, 1), isRemoved: true };
}
