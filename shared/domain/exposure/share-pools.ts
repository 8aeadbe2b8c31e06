// Escrow: which listings draw on the same units, how many units there are, and how many of them are in no share.
import type { LocationId } from '../identifiers.ts';
import { wasStopped } from '../listing/catalogue-note.ts';
import { type Listing, listingId } from '../listing/listing.ts';
import { unitsOf } from '../listing/units.ts';
import { available, type Stock, totalStock } from '../stock/stock.ts';
import type { Exposure, ExposureInputs } from './exposure.ts';
import type { ChannelOffer } from './offered-stock.ts';
import type { Share, Shares } from './shares.ts';

/** The listings whose quantities are ours to push. */
export function managedOf({ listings }: Pick<ExposureInputs, 'listings'>): readonly Listing[] {
  return listings.filter(({ managed }) => managed);
}

/** Units available where these listings draw; negative when oversold. */
export function poolOf(stock: Stock, listings: readonly Listing[]): number {
  const locations = [...new Set(listings.flatMap(({ drawsOn }) => drawsOn))];
  return available(totalStock(stock, locations));
}

/** Groups listings into pools: two listings are in one pool when they draw on a common location, directly or through others. */
export function poolsOf(listings: readonly Listing[]): readonly (readonly Listing[])[] {
  const pools: { readonly locations: Set<LocationId>; readonly listings: readonly Listing[] }[] = [];
  for (const listing of listings) {
    const touching = pools.filter(({ locations }) => listing.drawsOn.some((location) => locations.has(location)));
    const joined = {
      locations: new Set([...touching.flatMap(({ locations }) => [...locations]), ...listing.drawsOn]),
      listings: [...touching.flatMap((pool) => pool.listings), listing],
    };
    pools.splice(0, pools.length, ...pools.filter((pool) => !touching.includes(pool)), joined);
  }
  return pools.map((pool) => pool.listings);
}

/** Listings of a pool that draw on none but these locations. */
export type LocationGroup = { readonly locations: readonly LocationId[]; readonly listings: readonly Listing[] };

/** With more than these only groups of the locations of one listing each are looked for. */
const LOCATION_GROUPS_MAX = 256;

/**
 * The location groups of a pool: those of its listings that draw on some of its locations, and on no others. Under escrow they
 * get together no more units than there are, however many the pool has elsewhere. The smaller come first; the pool itself is none.
 */
export function locationGroupsOf(pool: readonly Listing[]): readonly LocationGroup[] {
  const own = [...new Map(pool.map(({ drawsOn }) => [keyOf(drawsOn), [...drawsOn]])).values()];
  const found = new Map(own.map((locations) => [keyOf(locations), locations]));
  for (const known of found.values()) {
    for (const other of own) {
      const joined = [...new Set([...known, ...other])];
      if (joined.length < known.length + other.length && found.size < LOCATION_GROUPS_MAX) {
        found.set(keyOf(joined), found.get(keyOf(joined)) ?? joined);
      }
    }
  }
  return [...found.values()]
    .map((locations) => ({ locations, listings: pool.filter(({ drawsOn }) => isWithin(drawsOn, locations)) }))
    .filter(({ listings }) => listings.length < pool.length)
    .toSorted((a, b) => a.locations.length - b.locations.length);
}

function keyOf(locations: readonly LocationId[]): string {
  return [...new Set(locations)].sort().join('|');
}

function isWithin(drawsOn: readonly LocationId[], locations: readonly LocationId[]): boolean {
  return drawsOn.every((location) => locations.includes(location));
}

/** Listings, and the stock of which they may have what is available where they draw. */
export type Group = { readonly stock: Stock; readonly listings: readonly Listing[] };

/** The groups of a pool, the smaller first: its location groups, and in each of them the listings of a channel that lacks units. */
export function limitedGroups(pool: Group & { readonly offered: readonly ChannelOffer[] }): readonly Group[] {
  const { stock, listings, offered } = pool;
  const atLocations = locationGroupsOf(listings).map((group) => group.listings);
  const ofChannels = [...atLocations, listings].flatMap((group) =>
    offered.map((offer) => ({
      stock: offer.stock,
      listings: group.filter(({ channel }) => channel === offer.channel),
    })),
  );
  return [...ofChannels, ...atLocations.map((group) => ({ stock, listings: group }))].filter(
    (group) => group.listings.length > 0,
  );
}

/**
 * The listings that may sell units of the SKU: those that are pushed, and those that are pushed no more but have a share.
 * What such a listing shows, and what it sold unreported, stays in its share until a reading proves otherwise. When escrow
 * begins this includes a listing whose channel said that it sells something else now.
 */
export function sellingListings(listings: readonly Listing[], shares: Shares | undefined): readonly Listing[] {
  const wasPushed = (listing: Listing) =>
    shares === undefined ? wasStopped(listing) : shares[listingId(listing)] !== undefined;
  return listings.filter((listing) => listing.managed || wasPushed(listing));
}

/**
 * Escrow divides a SKU among at most so many listings, because all shares are written together with what proves each of
 * them, and the table writes 100 items together: the SKU head and 99 listings (DynamoDB, TransactWriteItems, API reference
 * 2012-08-10).
 */
export const LISTINGS_UNDER_ESCROW_MAX = 99;

/** The number of listings that would have a share, where escrow cannot divide the stock among so many; undefined where it can. */
export function tooManyForEscrow(
  { shares }: Pick<Exposure, 'shares'>,
  listings: readonly Listing[],
): number | undefined {
  const { length } = sellingListings(listings, shares);
  return length > LISTINGS_UNDER_ESCROW_MAX ? length : undefined;
}

/** Shares whose listing is not kept any more: nobody can read what it shows, so their units stay where they are. */
export function orphanedShares(shares: Shares = {}, listings: readonly Listing[]): Shares {
  const ids = new Set(listings.map(listingId));
  return Object.fromEntries(Object.entries(shares).filter(([id, { units }]) => !ids.has(id) && units > 0));
}

/** Units that these shares let their channels sell. */
export function grantedUnits(shares: Shares | readonly Share[] = {}): number {
  return Object.values<Share>(shares).reduce((total, { units }) => total + Math.max(0, units), 0);
}

/** Units of the SKU that no share of a listing covers and that may be sold all the same. They count against every pool. */
export function unitsElsewhere(
  { shares, bundled = 0 }: Pick<Exposure, 'shares' | 'bundled'>,
  listings: readonly Listing[],
): number {
  return grantedUnits(orphanedShares(shares, listings)) + bundled;
}

/** Whether it is known how many of its units listings of bundles may still sell. Until then nothing is granted. */
export function isEachBundleCounted({ partOf = [], bundled }: Pick<Exposure, 'partOf' | 'bundled'>): boolean {
  return partOf.length === 0 || bundled !== undefined;
}

/**
 * Units at the location that no listing may sell: of what is available in its pool, and in each location group of it, those that are in
 * no share. A hold takes only these, because all others may be sold already. A location on which no listing draws has all its
 * units free; while it is not known what bundles may still sell, the others have none.
 */
export function freeUnitsAt(
  exposure: Pick<Exposure, 'shares' | 'partOf' | 'bundled'>,
  { stock, listings }: { readonly stock: Stock; readonly listings: readonly Listing[] },
  location: LocationId,
): number {
  const { shares = {} } = exposure;
  const there = available(totalStock(stock, [location]));
  const pool = poolsOf(sellingListings(listings, shares)).find((each) =>
    each.some(({ drawsOn }) => drawsOn.includes(location)),
  );
  if (pool === undefined) {
    return there;
  }
  if (!isEachBundleCounted(exposure)) {
    return Math.min(there, 0);
  }
  const around = [
    ...locationGroupsOf(pool).filter(({ locations }) => locations.includes(location)),
    { listings: pool },
  ];
  const free = around.map((each) => {
    const own = each.listings.flatMap((listing) => shares[listingId(listing)] ?? []);
    return poolOf(stock, each.listings) - grantedUnits(own) - unitsElsewhere(exposure, listings);
  });
  return Math.min(there, ...free);
}

/**
 * The listings with units of which another that could sell them has none and will get none: what nobody buys there must go on. A
 * listing at whose own places nothing can be had is no such other: units would be read again and again for it.
 */
export function holdersOfTheLast(
  exposure: Pick<Exposure, 'rules' | 'shares' | 'bundled'>,
  { stock, listings }: Pick<ExposureInputs, 'stock' | 'listings'>,
): readonly Listing[] {
  const { rules, shares = {} } = exposure;
  const withheld = rules.safetyStock + unitsElsewhere(exposure, listings);
  const managed = managedOf({ listings }).flatMap((listing) => {
    const share = shares[listingId(listing)];
    return share === undefined ? [] : [{ listing, share }];
  });
  const empty = managed.filter(
    ({ listing, share: { units, goal } }) =>
      units <= 0 && goal <= 0 && poolOf(stock, [listing]) - withheld >= unitsOf(listing),
  );
  const drawsThere = (location: LocationId) => empty.some(({ listing }) => listing.drawsOn.includes(location));
  return managed
    .filter(({ listing, share }) => share.units > 0 && listing.drawsOn.some(drawsThere))
    .map(({ listing }) => listing);
}
