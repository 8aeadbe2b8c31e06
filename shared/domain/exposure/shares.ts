// Escrow: each listing has a share of the pool that it alone may sell. This file releases, divides and grants shares.
import { sellsWithoutStock } from '../listing/catalogue-note.ts';
import { divide } from '../listing/divide-units.ts';
import { type Listing, listingId } from '../listing/listing.ts';
import { isClosed, isProvenOnlyByReading } from '../listing/listing-push.ts';
import { partOf, salesRate } from './demand.ts';
import type { Exposure, ExposureInputs } from './exposure.ts';
import { reservedUnits } from './hold-reserve.ts';
import { type ChannelOffer, channelOffers } from './offered-stock.ts';
import { unitsAtRisk } from './poisson.ts';
import { type Claimant, partOfSlow, shareGoals } from './share-goals.ts';
import {
  type Group,
  grantedUnits,
  isEachBundleCounted,
  limitedGroups,
  orphanedShares,
  poolOf,
  poolsOf,
  sellingListings,
  unitsElsewhere,
} from './share-pools.ts';

/** The units that one listing alone may sell. Whole units; negative after its channel sold more than its share. */
export type Share = {
  /** Bounds what the listing shows plus its unreported sales. */
  readonly units: number;
  /** What `units` should come to. Lower than `units`: the difference is recalled. Higher: the share waits for free units. */
  readonly goal: number;
  /** When the listing last sold, was granted units, or lost its goal; ISO 8601. The idle timeout counts from here. */
  readonly since: string;
  /**
   * The shares of its pool add up to more than is available: units that were shown when escrow began are not recalled yet,
   * or more was sold than was there. Until they fit, no push raises the listing, except to fill what it sold below 0.
   */
  readonly isEntering?: true;
  /** Of a channel that only accepts figures: its exposed units were read since escrow began. Absent: a figure may still be on its way. */
  readonly isProven?: true;
  /** Since when the listing is pushed no more, or is gone; ISO 8601. Its units stay in the share until a reading proves otherwise. */
  readonly leftAt?: string;
};

/** By listing. Once in force, the units add up to at most what is available. */
export type Shares = Readonly<Record<string, Share>>;

/** How shares are computed anew. */
export type RebalanceOptions = {
  /**
   * `keep` leaves recalled units in their share. A caller that passes `release` must write the result on the condition that
   * no push of a listing has moved since the read.
   */
  readonly release: 'release' | 'keep';
  /** How long a channel may take to show a pushed quantity, and a sale to reach us, in milliseconds. */
  readonly settleMs: number;
};

/**
 * The shares computed anew from everything that is known now: release recalled units that a channel is proven to show no
 * longer, divide the pool again where a listing has much too little, and grant free units to the shares below their goal.
 *
 * A grant raises the share first and the channel after; a recall lowers the channel first and the share after. So the
 * sum of the shares, which bounds what all channels together can sell, never exceeds what is available.
 */
export function rebalance(exposure: Exposure, inputs: ExposureInputs, now: Date, options: RebalanceOptions): Shares {
  const at = now.toISOString();
  const orphaned = orphanedShares(exposure.shares, inputs.listings);
  const pools = poolsOf(sellingListings(inputs.listings, exposure.shares));
  const elsewhere = unitsElsewhere(exposure, inputs.listings);
  const offered = channelOffers(inputs);
  return Object.fromEntries([
    ...Object.entries(orphaned).map(([id, share]) => [id, { ...share, goal: 0, leftAt: share.leftAt ?? at }] as const),
    ...pools.flatMap((listings) =>
      Object.entries(rebalancePool(exposure, { ...inputs, listings, elsewhere, offered }, now, options)),
    ),
  ]);
}

/**
 * Whether escrow is in force: every initial recall is proven, so no sale of a channel can exceed what is available. It never
 * is while a listing is sold on when it shows nothing: no share limits that one, and what it sells is missing from others.
 */
export function isInForce(
  exposure: Pick<Exposure, 'shares' | 'partOf' | 'bundled'>,
  inputs: Pick<ExposureInputs, 'stock' | 'listings'>,
): boolean {
  const { shares = {} } = exposure;
  const selling = sellingListings(inputs.listings, shares);
  const elsewhere = unitsElsewhere(exposure, inputs.listings);
  return (
    !selling.some(sellsWithoutStock) &&
    isEachBundleCounted(exposure) &&
    poolsOf(selling).every((listings) => {
      const units = grantedUnits(listings.flatMap((listing) => shares[listingId(listing)] ?? []));
      const areProven = listings.every((listing) => areExposedUnitsKnown(listing, shares[listingId(listing)]));
      return areProven && units + elsewhere <= Math.max(0, poolOf(inputs.stock, listings));
    })
  );
}

/**
 * Whether escrow waits for a reading of the listing: until it is known what it may still sell, be that nothing, none is raised.
 */
export function isReadForEntry(shares: Shares | undefined, listing: Listing): boolean {
  const share = shares?.[listingId(listing)];
  return share?.isEntering === true && !areExposedUnitsKnown(listing, share);
}

/**
 * Those of the listings that are pushed no more and for which a change of the exposure began to wait: it gave them units of a share, or
 * escrow waits for a reading of them. Nothing but a check of them ends that.
 */
export function newlyKept(
  listings: readonly Listing[],
  before: Exposure | undefined,
  after: Exposure | undefined,
): readonly Listing[] {
  const isKept = (shares: Shares | undefined, listing: Listing) =>
    (shares?.[listingId(listing)]?.units ?? 0) > 0 || isReadForEntry(shares, listing);
  return listings.filter((each) => !each.managed && !isKept(before?.shares, each) && isKept(after?.shares, each));
}

/** Whether nothing that was set before escrow began can still raise what the listing may sell above its exposed units. */
function areExposedUnitsKnown(listing: Listing, share: Pick<Share, 'isProven'> | undefined): boolean {
  return !isProvenOnlyByReading(listing) || share?.isProven === true;
}

/** Whether units of the listing's share were recalled, and its channel is proven to show them no longer. */
export function hasUnitsToRelease(shares: Shares | undefined, listing: Listing): boolean {
  const share = shares?.[listingId(listing)];
  return (
    share !== undefined && share.units > Math.max(share.goal, exposedUnits(listing)) && isLoweringProven(listing, share)
  );
}

/** The shares after a channel's own sale: its share falls with what is available, the others stay. */
export function sharesAfterOwnSale(shares: Shares, listing: string, deducted: number, at: string): Shares {
  const share = shares[listing];
  return share === undefined
    ? shares
    : { ...shares, [listing]: { ...share, units: share.units - deducted, goal: share.goal - deducted, since: at } };
}

/**
 * The most units that the listing may still sell, or has sold unreported: `shown`, which still counts unreported sales,
 * plus what a push on its way may add, plus what the channel sold below 0. Negative while a cancelled order's units are
 * back on the channel and we have received only the order: the channel's quantity has them, the ledger does not.
 */
export function exposedUnits(listing: Listing): number {
  const raised = Math.max(0, listing.intent?.delta ?? 0);
  const comesTo = (listing.answered ?? 0) + raised;
  return listing.shown + raised + Math.max(0, -comesTo);
}

/**
 * The proof of lowering: the channel is known to show no more than `shown`, because its last answer said what it shows, or
 * because a check read the same quantity. On a channel that only accepts figures `exposedUnits` is the proof, because it
 * falls only with what was reported and with what was read (`absolute-escrow.ts`).
 */
export function isLoweringProven(listing: Listing, share: Pick<Share, 'isProven'>): boolean {
  return isProvenOnlyByReading(listing)
    ? share.isProven === true
    : listing.intent === undefined &&
        (listing.answered !== undefined || (listing.agreedRevision ?? 0) === listing.revision);
}

/** `listings` are those of the pool; `elsewhere` may be sold by none of any pool. */
type PoolInputs = ExposureInputs & { readonly elsewhere: number; readonly offered: readonly ChannelOffer[] };

function rebalancePool(
  exposure: Exposure,
  inputs: PoolInputs,
  now: Date,
  { release, settleMs }: RebalanceOptions,
): Shares {
  const { rules, shares } = exposure;
  const at = now.toISOString();
  const available = poolOf(inputs.stock, inputs.listings);
  const { elsewhere } = inputs;
  const before = inputs.listings.map((listing) => {
    const id = listingId(listing);
    const exposed = exposedUnits(listing);
    const known = shares?.[id] ?? { units: exposed, goal: 0, since: at };
    const share = withProof(listing, withTimeLeft(listing, known, at));
    const mayShrink = release === 'release' && hasUnitsToRelease({ [id]: share }, listing);
    const units = mayShrink ? Math.max(share.goal, exposed) : Math.max(share.units, exposed);
    return { id, listing, share: { ...share, units } };
  });
  const managed = before.filter(({ listing }) => listing.managed);
  const left = before.filter(({ listing }) => !listing.managed);
  const divisible = divisibleUnits(exposure, inputs, now);
  const pool = divisible(inputs, left);
  const groups = limitedGroups(inputs);
  const within = (taken: readonly Held[]) =>
    groups.map((group) => ({ ids: new Set(group.listings.map(listingId)), units: divisible(group, taken) }));
  const goals = shareGoals(
    { units: pool, limits: within(left) },
    managed.map(({ listing, share }) => claimantOf(rules, { ...inputs, pool, settleMs }, listing, share, now)),
  );
  const free = isEachBundleCounted(exposure) ? divisible(inputs, before) : 0;
  const granted = divide(
    free,
    before.map(({ id, listing, share }) => {
      const lacking = Math.max(0, (goals.get(id) ?? 0) - Math.max(0, share.units));
      return { id, part: lacking, cap: lacking, ...inPacks(listing) };
    }),
    within(before),
  );
  const after = before.map(({ id, share }): readonly [string, Share] => {
    const grant = granted.get(id) ?? 0;
    const units = grant > 0 ? Math.max(0, share.units) + grant : share.units;
    const goal = goals.get(id) ?? 0;
    const hasMoved = units > share.units || (goal <= 0 && share.goal > 0);
    const { isEntering: _isEntering, ...unchanged } = share;
    return [id, { ...unchanged, units, goal, since: hasMoved ? at : share.since }];
  });
  const areKnown =
    isEachBundleCounted(exposure) && before.every(({ listing, share }) => areExposedUnitsKnown(listing, share));
  // Where more was sold than was there, so many units put back and unreported may be on display with shares that are all 0.
  const isEntering = !areKnown || grantedUnits(after.map(([, share]) => share)) + elsewhere > available;
  return Object.fromEntries(after.map(([id, share]) => [id, isEntering ? { ...share, isEntering } : share]));
}

type Held = { readonly listing: Listing; readonly share: Share };

/**
 * Units that these listings of a pool may have beyond the shares that are taken: of what is available where they draw, without
 * safety stock and reserve.
 */
function divisibleUnits(exposure: Exposure, { elsewhere }: Pick<PoolInputs, 'elsewhere'>, now: Date) {
  return ({ stock, listings }: Group, taken: readonly Held[]): number => {
    const available = poolOf(stock, listings);
    const own = taken.filter(({ listing }) => listings.includes(listing)).map(({ share }) => share);
    const withheld = exposure.rules.safetyStock + reservedUnits(exposure, available, now);
    return Math.max(0, available - withheld - elsewhere - grantedUnits(own));
  };
}

/** A share is whole units of its listing: what is left over stays free. */
function inPacks({ units }: Listing): Pick<Claimant, 'units'> {
  return units === undefined ? {} : { units };
}

/** A listing that is pushed no more keeps its units; one that is pushed again takes part as before. */
function withTimeLeft(listing: Listing, { leftAt, ...share }: Share, at: string): Share {
  return listing.managed ? share : { ...share, goal: 0, leftAt: leftAt ?? at };
}

/** A channel that only accepts figures says what it shows (`answered`) only once a reading has become its exposed units. */
function withProof(listing: Listing, share: Share): Share {
  const isRead = isProvenOnlyByReading(listing) && listing.intent === undefined && listing.answered !== undefined;
  return isRead ? { ...share, isProven: true } : share;
}

function claimantOf(
  rules: Exposure['rules'],
  inputs: ExposureInputs & Pick<RebalanceOptions, 'settleMs'> & { readonly pool: number },
  listing: Listing,
  share: Share,
  now: Date,
): Claimant {
  const id = listingId(listing);
  const ids = inputs.listings.map(listingId);
  const part = partOf(inputs.demand, id, ids);
  const cap = rules.channels[listing.channel]?.cap ?? Number.POSITIVE_INFINITY;
  const claimant = { id, part, cap, goal: share.goal, ...inPacks(listing) };
  if (!isProvenOnlyByReading(listing)) {
    return claimant;
  }
  // Its units are free once a figure was applied and everything sold before was reported: a settle time each.
  const freeAfterSeconds = (2 * inputs.settleMs) / 1_000;
  const rate = salesRate(inputs.demand, now);
  const exposed = Math.max(0, exposedUnits(listing));
  const isShort = share.goal <= share.units && share.units - exposed <= exposed;
  return {
    ...claimant,
    part: partOfSlow(part, inputs.demand !== undefined),
    slow: {
      slack: isShort && !isClosed(listing) ? Math.max(0, share.goal - exposed) : 0,
      isClosed: isClosed(listing),
      sellsMeanwhile: unitsAtRisk(rate * part * freeAfterSeconds, rules.risk),
      othersSellAll: rate * (1 - part) * freeAfterSeconds >= inputs.pool,
    },
  };
}
