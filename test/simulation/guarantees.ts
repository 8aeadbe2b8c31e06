/** Checks at the end of a simulation that every guarantee was kept. */
import { currentExposure, sellable } from '../../shared/domain/exposure/exposure.ts';
import { offeredStock } from '../../shared/domain/exposure/offered-stock.ts';
import type { LocationId, Sku } from '../../shared/domain/identifiers.ts';
import type { LedgerEntry } from '../../shared/domain/ledger/ledger-entry.ts';
import { type Listing, listingId } from '../../shared/domain/listing/listing.ts';
import { locationAt } from '../../shared/domain/listing/place.ts';
import { unitsOf } from '../../shared/domain/listing/units.ts';
import { mustBeSetAgain } from '../../shared/domain/pushing/absolute.ts';
import type { Component } from '../../shared/domain/stock/bundle.ts';
import { holdKey } from '../../shared/domain/stock/hold.ts';
import { available, NO_STOCK, type Stock, totalStock } from '../../shared/domain/stock/stock.ts';
import type { SkuState } from '../../shared/ports/sku-state.ts';
import { verifySku } from '../../shared/usecases/reading/verify-ledger.ts';
import { sha256 } from '../fakes/facts.ts';
import type { SellingChannel } from './channels/channel.ts';
import type { ChannelSetup } from './channels/channel-setup.ts';
import type { Checkout } from './channels/checkouts.ts';
import { NEVER_IMPORTED } from './channels/shop-floor.ts';
import { poolsOf, unitsShown } from './exposure/pools.ts';
import { skuOf } from './queues/sku-of.ts';
import type { TrueStock } from './true-stock.ts';
import type { World } from './world.ts';

export type Ended = {
  readonly world: World;
  readonly trueStock: TrueStock;
  readonly checkouts: readonly Checkout[];
  readonly skus: readonly Sku[];
  /** What is made of them. */
  readonly bundles?: readonly Sku[];
  /** Listings, by their names, whose link changed under sale: their pushes were of several SKUs. */
  readonly relinked?: ReadonlySet<Sku>;
};

/** What is wrong with the world once everything has come to rest: one sentence for each broken promise. */
export async function brokenGuarantees(ended: Ended): Promise<readonly string[]> {
  const { world, skus, bundles = [] } = ended;
  const broken = [...world.surprises, ...world.channels.flatMap((channel) => channel.violations)];
  for (const sku of skus) {
    const skuState = await world.table.reader().skuState(sku);
    const entries = await world.table.reader().entries(sku, 0, 100_000);
    if (skuState === undefined) {
      broken.push(`${sku} is not in the ledger`);
      continue;
    }
    broken.push(...(await holdsAreKept(ended, sku)));
    broken.push(...(await stockIsRight(ended, sku, skuState)));
    broken.push(...noHoldBeyondAvailable(entries));
    broken.push(...world.channels.flatMap((channel) => channelIsRight(ended, channel, skuState, entries)));
    const sellers = await sellersOf(ended, sku);
    broken.push(...allIsOnSale(ended, skuState, sellers));
    broken.push(...nothingIsElsewhere(ended, skuState, sellers));
  }
  for (const sku of bundles) {
    const skuState = await world.table.reader().skuState(sku);
    broken.push(
      ...(skuState === undefined
        ? [`${sku} is not in the ledger`]
        : world.channels.flatMap((channel) => channelIsRight(ended, channel, skuState, []))),
    );
  }
  broken.push(...(await nothingIsLost(ended)));
  return broken;
}

/** Guarantees 1 and 2: everything reported is in the stock once, and the chain of entries proves it. */
async function stockIsRight({ world, trueStock }: Ended, sku: Sku, { stock }: SkuState): Promise<readonly string[]> {
  const broken: string[] = [];
  const { table } = world;
  const verified = await verifySku({ ledger: table.ledgerStore(), reader: table.reader(), digest: sha256 }, sku);
  if (verified.kind !== 'sound') {
    broken.push(`${sku} does not verify: ${JSON.stringify(verified)}`);
  }
  const locations = new Set([...trueStock.of(sku).keys(), ...(Object.keys(stock) as LocationId[])]);
  for (const location of locations) {
    const posted = stock[location] ?? NO_STOCK;
    const truth = trueStock.at(sku, location);
    for (const name of ['onHand', 'committed', 'held', 'unavailable'] as const) {
      if (posted[name] !== truth[name]) {
        broken.push(`${sku} at ${location}: ${name} is ${posted[name]} in the ledger, ${truth[name]} in the world`);
      }
    }
  }
  return broken;
}

/** Guarantee 3. A channel's sale may oversell, a hold may not: right after it nothing is below 0. */
function noHoldBeyondAvailable(entries: readonly LedgerEntry[]): readonly string[] {
  return entries.flatMap(({ sku, seq, kind, changes, stockAfter }) => {
    const location = changes[0]?.location;
    const free = location === undefined ? 0 : available(stockAfter[location] ?? NO_STOCK);
    return kind === 'held' && free < 0 ? [`${sku}: hold of entry ${seq} left ${free} available at ${location}`] : [];
  });
}

/** What checkouts were answered is so; and what became of each hold is added to the world, once. */
async function holdsAreKept({ world, trueStock, checkouts }: Ended, sku: Sku): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const { id, units, isPlaced, endedAs } of checkouts.filter((each) => each.sku === sku)) {
    const { seen } = await world.table.ledgerStore().load(sku, [holdKey(id)]);
    const hold = seen.get(holdKey(id))?.hold;
    if (isPlaced && hold === undefined) {
      broken.push(`${sku}: ${id} was granted and is not in the ledger`);
    }
    if (hold?.status === 'open') {
      broken.push(`${sku}: ${id} never ended`);
    }
    if (endedAs !== undefined && hold?.status !== endedAs) {
      broken.push(`${sku}: ${id} was reported to be ${endedAs} and is ${hold?.status}`);
    }
    if (hold?.status === 'captured') {
      trueStock.add(sku, hold.location, { committed: units });
    }
    if (hold?.status === 'sold') {
      trueStock.add(sku, hold.location, { onHand: -units });
    }
  }
  return broken;
}

/** Listings that may show together so many units of the SKU, at most. */
type Limit = { readonly channels: readonly SellingChannel[]; readonly units: number };

/**
 * What the listings of the SKU may show: those that draw on some locations and on no others together what is there, and of these the
 * listings of one channel what it may offer, where it lacks units at one of its places.
 */
function limitsOf({ world, trueStock }: Ended, { sku, listings }: SkuState): readonly Limit[] {
  const stock = Object.fromEntries(trueStock.of(sku)) as Stock;
  const offers = [...new Set(world.channels.map(({ setup }) => setup.id))].map((id) => ({
    id,
    stock: offeredStock(stock, listings, id),
  }));
  return subsetsOf([...trueStock.of(sku).keys()]).flatMap((locations) => {
    const within = world.channels.filter(({ setup }) => setup.drawsOn.every((each) => locations.has(each)));
    const unitsOf = (of: Stock, channels: readonly SellingChannel[]) =>
      available(totalStock(of, [...new Set(channels.flatMap(({ setup }) => setup.drawsOn))]));
    return [
      ...poolsOf(within).map(({ channels }) => ({ channels, units: unitsOf(stock, channels) })),
      ...offers.flatMap((offer) =>
        poolsOf(within.filter(({ setup }) => setup.id === offer.id)).map(({ channels }) => ({
          channels,
          units: unitsOf(offer.stock, channels),
        })),
      ),
    ];
  });
}

/** Units of the SKU that these channels show together, by all that sells it. */
function shownBy(channels: readonly SellingChannel[], sellers: readonly Component[]): number {
  return channels
    .flatMap((channel) => unitsShown(channel, sellers))
    .reduce((total, units) => total + Math.max(0, units), 0);
}

/** The SKU, or a bundle that contains it, with its listings that are pushed. */
type Seller = Component & { readonly pushed: readonly Listing[] };

async function sellersOf({ world, trueStock }: Ended, sku: Sku): Promise<readonly Seller[]> {
  return await Promise.all(
    trueStock.sellersOf(sku).map(async (seller) => {
      const listings = (await world.table.reader().skuState(seller.sku))?.listings ?? [];
      return { ...seller, pushed: listings.filter(({ managed }) => managed) };
    }),
  );
}

/** Units of the SKU that those listings at these channels show that are pushed, or those that left. */
function shownIf(isPushed: boolean, channels: readonly SellingChannel[], sellers: readonly Seller[]): number {
  return sellers.reduce((total, { pushed, ...seller }) => {
    const these = channels.filter(({ setup }) => isPushed === pushed.some((each) => isAt(each, setup)));
    return total + shownBy(these, [seller]);
  }, 0);
}

/**
 * Under escrow every unit that is left is on sale somewhere, but for the safety stock: no listing that is pushed could show one more,
 * because others with which it shares its units show them all. A cap or packs may keep more off sale, and so do bundles that left:
 * what they show is counted without its places, and nobody can lower it.
 */
function allIsOnSale(ended: Ended, state: SkuState, sellers: readonly Seller[]): readonly string[] {
  const { world, relinked } = ended;
  const { sku, exposure, listings } = state;
  const { rules } = world.setup;
  const isCapped = Object.values(rules.channels).some(({ cap }) => cap !== undefined);
  const arePacks = world.channels.some((channel) => channel.names.some((name) => channel.soldBy(name).units > 1));
  const isDivided = exposure?.shares !== undefined && rules.policy === 'escrow' && relinked?.size === 0;
  if (!isDivided || isCapped || arePacks) {
    return [];
  }
  const limits = limitsOf(ended, state);
  const bundles = sellers.filter((each) => each.sku !== sku);
  const bundledElsewhere = (channels: readonly SellingChannel[]) =>
    shownIf(
      false,
      world.channels.filter((each) => !channels.includes(each)),
      bundles,
    );
  return world.channels
    .filter(({ setup }) => listings.some((each) => each.managed && isAt(each, setup)))
    .filter(
      (channel) =>
        !limits.some(
          ({ channels, units }) =>
            channels.includes(channel) &&
            shownBy(channels, sellers) + bundledElsewhere(channels) >= Math.max(0, units - rules.safetyStock),
        ),
    )
    .map(({ setup }) => `${sku}: ${setup.id} at ${setup.channelLocation} could show more than it does`);
}

/**
 * Under escrow listings that are pushed show together no more than they may, less what those show that left: nobody can lower these, so
 * that they may show more than is there, and then the others show nothing. Bundles of the SKU count as it does.
 */
function nothingIsElsewhere(ended: Ended, state: SkuState, sellers: readonly Seller[]): readonly string[] {
  const { sku, exposure } = state;
  const limits = exposure?.shares === undefined ? [] : limitsOf(ended, state);
  return limits.flatMap(({ channels, units }) => {
    const [shown, left] = [shownIf(true, channels, sellers), shownIf(false, channels, sellers)];
    const names = channels.map(({ setup }) => `${setup.id}@${setup.channelLocation}`);
    return shown > Math.max(0, units - left)
      ? [`${sku}: ${names.join(', ')} show ${shown}, ${units} are there, of which listings that left show ${left}`]
      : [];
  });
}

function subsetsOf(locations: readonly LocationId[]): readonly ReadonlySet<LocationId>[] {
  return locations.reduce<readonly ReadonlySet<LocationId>[]>(
    (sets, location) => [...sets, ...sets.map((each) => new Set([...each, location]))],
    [new Set()],
  );
}

const DAY_MS = 24 * 3_600_000;

function isAt(listing: Pick<Listing, 'channel' | 'channelLocation'>, { id, channelLocation }: ChannelSetup): boolean {
  return listing.channel === id && locationAt(listing.channelLocation) === channelLocation;
}

/** Guarantees 5 and 9 of each listing of the SKU on the channel. */
function channelIsRight(
  ended: Ended,
  channel: SellingChannel,
  skuState: SkuState,
  entries: readonly LedgerEntry[],
): readonly string[] {
  const { sku, listings } = skuState;
  const isListed = ({ name = sku }: Listing) => channel.names.includes(name);
  const own = listings.filter((each) => isAt(each, channel.setup) && (each.managed || isListed(each)));
  return own.length !== channel.showsOf(sku).length
    ? [`${sku} has ${own.length} listings on ${channel.setup.id}, which lists it ${channel.showsOf(sku).length} times`]
    : own
        .filter(({ managed }) => managed)
        .flatMap((listing) => listingIsRight(ended, channel, { skuState, listing }, entries));
}

/** The listing against the channel's real figure, and that each push has an entry that explains it. */
function listingIsRight(
  { world, relinked = new Set() }: Ended,
  channel: SellingChannel,
  { skuState, listing }: { readonly skuState: SkuState; readonly listing: Listing },
  entries: readonly LedgerEntry[],
): readonly string[] {
  const { sku, stock, listings, exposure: offered } = skuState;
  const { setup } = channel;
  const exposure = currentExposure({ exposure: offered }, world.setup.rules);
  const name = listing.name ?? sku;
  const shows = channel.shows(name) * unitsOf(listing);
  const broken: string[] = [];
  const truths = [...channel.truths].filter(([key]) => key.startsWith(`${name}|`));
  for (const [key, { applied, believed, isAmbiguous }] of setup.kind === 'absolute' ? [] : truths) {
    if (applied !== believed) {
      world.count(applied > believed ? 'push misjudged, shows too much' : 'push misjudged, shows too little');
    }
    if (applied !== believed && !isAmbiguous) {
      broken.push(
        `${listingId(listing)} ${key}: moved by ${applied}, believed ${believed}, though every call was answered`,
      );
    }
  }
  const shouldOf = (ofThen: Stock) => sellable(offeredStock(ofThen, listings, setup.id), listing, exposure);
  const should = shouldOf(stock);
  // A channel that oversold shows less than nothing, which puts nothing on sale: it stays as the ledger has it.
  if (Math.max(0, shows) !== should) {
    broken.push(`${sku}: ${setup.id} shows ${shows} by ${name}, sellable is ${should}, believed ${listing.shown}`);
  }
  const { comparedAt } = listing;
  if (comparedAt === undefined || world.scheduler.now() - Date.parse(comparedAt) > DAY_MS) {
    broken.push(`${sku}: what ${setup.id} shows at ${setup.channelLocation} was last compared at ${comparedAt}`);
  }
  if (listing.intent !== undefined) {
    broken.push(`${sku}: a push to ${setup.id} is still on its way`);
  }
  // What a share was when a push began is in no entry: guarantee 4 is kept by watch-shares.ts.
  const isExplicable = world.setup.rules.policy === 'shared' && !relinked.has(name);
  for (const { intent } of isExplicable ? channel.pushes.filter((each) => each.name === name) : []) {
    const explaining = entries[intent.seq - 1];
    const explained = explaining && shouldOf(explaining.stockAfter);
    // What our own pushes took below 0 is given back as sales are reported: below 0 it puts nothing on sale.
    if (explained !== Math.max(0, intent.target * unitsOf(listing))) {
      broken.push(`${sku}: ${setup.id} was pushed to ${intent.target}, entry ${intent.seq} explains ${explained}`);
    }
  }
  return broken;
}

/** What stands before anybody compares listings with their channels. */
export async function beforeSweep({ world, skus, bundles = [] }: Ended) {
  /** Broken promises: the product knows that there is something to do, and nobody does it. */
  const leftAlone: string[] = [];
  /** No broken promises: what happened cannot be distinguished from what the product knows. */
  const toSweep: string[] = [];
  for (const sku of [...skus, ...bundles]) {
    const skuState = await world.table.reader().skuState(sku);
    for (const listing of skuState?.listings.filter(({ managed }) => managed) ?? []) {
      const { channel, shown, intent } = listing;
      // A push that a check made may have seen the figure itself: then the check that was noted has nothing left to find.
      const isToCheck = listing.checkAt !== undefined && (listing.comparedAt ?? '') < listing.checkAt;
      const channelOf = world.channels.find(({ setup }) => isAt(listing, setup));
      const shows = channelOf && channelOf.shows(listing.name ?? sku) * unitsOf(listing);
      const offered = skuState && offeredStock(skuState.stock, skuState.listings, channel);
      const should = offered && sellable(offered, listing, currentExposure(skuState, world.setup.rules));
      if (Math.max(0, shown) !== should || intent !== undefined || mustBeSetAgain(listing) || isToCheck) {
        leftAlone.push(
          `${sku}: nobody checks ${channel}, believed ${shown}, sellable ${should}: ${JSON.stringify(listing)}`,
        );
      } else if (Math.max(0, shows ?? 0) !== should) {
        toSweep.push(`${sku}: ${channel} shows ${shows}, sellable and believed is ${should}`);
      }
    }
  }
  return { leftAlone, toSweep };
}

/** Guarantees 6 and 7: each message is posted, parked with a reason, or, until its redrive, a dead letter. */
async function nothingIsLost({ world }: Ended): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const queue of world.queues()) {
    if (!queue.isEmpty()) {
      broken.push(`${queue.name} is not empty`);
    }
    for (const { id, body } of queue.deadLetters) {
      broken.push(`${id} of ${skuOf(body)} is a dead letter after its redrive`);
    }
  }
  for (const { observation, outcome } of await world.table.parkingLot().list(100_000)) {
    if (observation.sku !== NEVER_IMPORTED || outcome.kind !== 'unknownSku') {
      broken.push(`${observation.sku}: ${observation.source.key} is parked: ${JSON.stringify(outcome)}`);
    }
  }
  return broken;
}
