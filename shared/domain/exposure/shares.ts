import type { LocationId } from '../identifiers.ts';
import { isProvenOnlyByReading, type Listing, listingId } from '../listing/listing.ts';
import { available, type Stock, totalStock } from '../stock/stock.ts';
import { type Demand, partOf } from './demand.ts';
import type { Exposure } from './exposure.ts';
import { type Claimant, divide, shareGoals } from './share-goals.ts';

/** Under escrow: the units that one listing alone may sell. Whole units; negative after a channel sold beyond them. */
export type Share = {
  /** What the listing shows, and what it has sold that the ledger has not heard of, are at most this together. */
  readonly units: number;
  /** What the share should come to. Below `units`: the difference is being recalled. Above: it waits for units. */
  readonly goal: number;
  /** When the listing last sold, or its units came or went; ISO 8601. */
  readonly since: string;
};

/** By listing. Never more in sum than is available, once every recall of the beginning has been proven. */
export type Shares = Readonly<Record<string, Share>>;

/** What is known of a SKU when its shares are worked out. */
export type ExposureInputs = {
  readonly stock: Stock;
  readonly listings: readonly Listing[];
  readonly demand?: Demand | undefined;
};

/**
 * The shares after everything that is known now: units that a channel proved to show no more become free, the pool is
 * divided anew where somebody has much too little, and free units are granted to whom they are due. Granting comes
 * first on the card and only then on the channel; lowering first on the channel and only then on the card: so the sum of
 * the shares, and with it what all channels together can sell, stays within what is available.
 *
 * `release`: false keeps units that a listing may show no more; whoever releases them must write on the condition that
 * no push of the listing has moved since it was read.
 */
export function rebalance(exposure: Exposure, shelf: ExposureInputs, now: Date, release: 'release' | 'keep'): Shares {
  const pools = poolsOf(shelf.listings.filter(({ managed }) => managed));
  return Object.fromEntries(
    pools.flatMap((listings) => Object.entries(rebalancePool(exposure, { ...shelf, listings }, now, release))),
  );
}

/** Whether no recall of the beginning is left: from then on no sale of a channel can exceed what is available. */
export function isInForce(shares: Shares, shelf: ExposureInputs): boolean {
  return poolsOf(shelf.listings.filter(({ managed }) => managed)).every((listings) => {
    const units = listings.reduce((total, listing) => total + Math.max(0, shares[listingId(listing)]?.units ?? 0), 0);
    return units <= Math.max(0, poolOf(shelf.stock, listings));
  });
}

/** Whether a listing has nothing to sell and is to get nothing, while others may have some. */
export function hasEmptyShare(shares: Shares | undefined): boolean {
  return Object.values(shares ?? {}).some(({ units, goal }) => units <= 0 && goal <= 0);
}

/** A channel's own sale lowers its share and what is available together; nobody else is concerned. */
export function sharesAfterOwnSale(shares: Shares, listing: string, deducted: number, at: string): Shares {
  const share = shares[listing];
  return share === undefined
    ? shares
    : { ...shares, [listing]: { units: share.units - deducted, goal: share.goal - deducted, since: at } };
}

/**
 * At most this the listing may still sell that the ledger has not heard of: what it shows by our belief, which counts
 * unheard sales in, what a push on its way may bring, and what was sold where the channel fell below 0. Negative while
 * units were put back on the channel and we have heard of their sale only: they are in its figure and not in the ledger.
 */
export function exposedUnits(listing: Listing): number {
  const raised = Math.max(0, listing.intent?.delta ?? 0);
  const comesTo = (listing.answered ?? 0) + raised;
  return listing.shown + raised + Math.max(0, -comesTo);
}

/**
 * Whether the channel is proven to show no more than we believe: its last answer said what it shows, or a look found it.
 * An answer that only accepts proves nothing.
 */
export function isLoweringProven(listing: Listing): boolean {
  return (
    listing.intent === undefined &&
    (listing.answered !== undefined || (listing.agreedRevision ?? 0) === listing.revision)
  );
}

function rebalancePool(
  { rules, shares = {} }: Exposure,
  shelf: ExposureInputs,
  now: Date,
  release: 'release' | 'keep',
): Shares {
  const at = now.toISOString();
  const pool = Math.max(0, poolOf(shelf.stock, shelf.listings) - rules.safetyStock);
  const ids = shelf.listings.map(listingId);
  const before = shelf.listings.map((listing) => {
    const id = listingId(listing);
    const exposed = exposedUnits(listing);
    const share = shares[id] ?? { units: exposed, goal: 0, since: at };
    const mayShrink = release === 'release' && isLoweringProven(listing) && share.units > share.goal;
    const units = mayShrink ? Math.max(share.goal, exposed) : Math.max(share.units, exposed);
    return {
      id,
      cap: rules.channels[listing.channel]?.cap ?? Number.POSITIVE_INFINITY,
      isSlow: isProvenOnlyByReading(listing),
      share: { ...share, units },
    };
  });
  const goals = shareGoals(
    pool,
    before.map(({ id, cap, isSlow, share }): Claimant => {
      const part = partOf(shelf.demand, id, ids);
      return { id, cap, isSlow, goal: share.goal, part };
    }),
  );
  const free = Math.max(0, pool - before.reduce((total, { share }) => total + Math.max(0, share.units), 0));
  const granted = divide(
    free,
    before.map(({ id, share }) => {
      const lacking = Math.max(0, (goals.get(id) ?? 0) - Math.max(0, share.units));
      return { id, part: lacking, cap: lacking };
    }),
  );
  return Object.fromEntries(
    before.map(({ id, share }) => {
      const grant = granted.get(id) ?? 0;
      const units = grant > 0 ? Math.max(0, share.units) + grant : share.units;
      const goal = goals.get(id) ?? 0;
      const hasMoved = units > share.units || (goal <= 0 && share.goal > 0);
      return [id, { units, goal, since: hasMoved ? at : share.since }];
    }),
  );
}

/** What is available where these listings draw, in units; negative when oversold. */
export function poolOf(stock: Stock, listings: readonly Listing[]): number {
  const locations = [...new Set(listings.flatMap(({ drawsOn }) => drawsOn))];
  return available(totalStock(stock, locations));
}

/** Listings that draw on a common location share a pool, and so do those that share one with the same third. */
function poolsOf(listings: readonly Listing[]): readonly (readonly Listing[])[] {
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
