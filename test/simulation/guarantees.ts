/** Checks at the end of a simulation that every guarantee was kept. */
import { currentExposure, sellable } from '../../shared/domain/exposure/exposure.ts';
import { offeredStock } from '../../shared/domain/exposure/offered-stock.ts';
import type { LocationId, Sku } from '../../shared/domain/identifiers.ts';
import type { LedgerEntry } from '../../shared/domain/ledger/ledger-entry.ts';
import { type Listing, listingId } from '../../shared/domain/listing/listing.ts';
import { mustBeSetAgain } from '../../shared/domain/pushing/absolute.ts';
import { holdKey } from '../../shared/domain/stock/hold.ts';
import { available, NO_STOCK, type Stock } from '../../shared/domain/stock/stock.ts';
import type { SkuState } from '../../shared/ports/sku-state.ts';
import { verifySku } from '../../shared/usecases/reading/verify-ledger.ts';
import { sha256 } from '../fakes/facts.ts';
import type { ChannelSetup, SellingChannel } from './channels/channel.ts';
import type { Checkout } from './channels/checkouts.ts';
import { NEVER_IMPORTED } from './channels/shop-floor.ts';
import { skuOf } from './queues/sku-of.ts';
import type { TrueStock } from './true-stock.ts';
import type { World } from './world.ts';

export type Ended = {
  readonly world: World;
  readonly trueStock: TrueStock;
  readonly checkouts: readonly Checkout[];
  readonly skus: readonly Sku[];
};

/** What is wrong with the world once everything has come to rest: one sentence for each broken promise. */
export async function brokenGuarantees(ended: Ended): Promise<readonly string[]> {
  const { world, skus } = ended;
  const broken = [...world.surprises, ...world.channels.flatMap((channel) => channel.violations)];
  for (const sku of skus.filter((each) => !world.setup.isPoisoned(each))) {
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

const DAY_MS = 24 * 3_600_000;

function isAt(listing: Pick<Listing, 'channel' | 'channelLocation'>, { id, channelLocation }: ChannelSetup): boolean {
  return listing.channel === id && listing.channelLocation === channelLocation;
}

/** Guarantees 5 and 9 against the channel's real figure, and that each push has an entry that explains it. */
function channelIsRight(
  { world }: Ended,
  channel: SellingChannel,
  { sku, stock, listings, exposure: offered }: SkuState,
  entries: readonly LedgerEntry[],
): readonly string[] {
  const { setup } = channel;
  const exposure = currentExposure({ exposure: offered }, world.setup.rules);
  const listing = listings.find((each) => isAt(each, setup));
  if (listing === undefined) {
    return [`${sku} is not listed on ${setup.id}`];
  }
  const broken: string[] = [];
  const truths = [...channel.truths].filter(([key]) => key.startsWith(`${sku}|`));
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
  if (Math.max(0, channel.shows(sku)) !== should) {
    broken.push(`${sku}: ${setup.id} shows ${channel.shows(sku)}, sellable is ${should}, believed ${listing.shown}`);
  }
  const { comparedAt } = listing;
  if (comparedAt === undefined || world.scheduler.now() - Date.parse(comparedAt) > DAY_MS) {
    broken.push(`${sku}: what ${setup.id} shows at ${setup.channelLocation} was last compared at ${comparedAt}`);
  }
  if (listing.intent !== undefined) {
    broken.push(`${sku}: a push to ${setup.id} is still on its way`);
  }
  // What a share was when a push began is in no entry: guarantee 4 is kept by watch-shares.ts.
  const explicable = world.setup.rules.policy === 'shared' ? channel.pushes : [];
  for (const { intent } of explicable.filter((each) => each.sku === sku)) {
    const explaining = entries[intent.seq - 1];
    const explained = explaining && shouldOf(explaining.stockAfter);
    // What our own pushes took below 0 is given back as sales are reported: below 0 it puts nothing on sale.
    if (explained !== Math.max(0, intent.target)) {
      broken.push(`${sku}: ${setup.id} was pushed to ${intent.target}, entry ${intent.seq} explains ${explained}`);
    }
  }
  return broken;
}

/** What stands before anybody compares listings with their channels. */
export async function beforeSweep({ world, skus }: Ended) {
  /** Broken promises: the product knows that there is something to do, and nobody does it. */
  const leftAlone: string[] = [];
  /**
   * No broken promises: what happened cannot be distinguished from what the product knows; or, where nothing is compared with its
   * channel, only that would prove that units are free.
   */
  const toSweep: string[] = [];
  for (const sku of skus.filter((each) => !world.setup.isPoisoned(each))) {
    const skuState = await world.table.reader().skuState(sku);
    for (const listing of skuState?.listings ?? []) {
      const { channel, shown, intent } = listing;
      // A push that a check made may have seen the figure itself: then the check that was noted has nothing left to find.
      const isToCheck = listing.checkAt !== undefined && (listing.comparedAt ?? '') < listing.checkAt;
      const shows = world.channels.find(({ setup }) => isAt(listing, setup))?.shows(sku);
      const offered = skuState && offeredStock(skuState.stock, skuState.listings, channel);
      const should = offered && sellable(offered, listing, currentExposure(skuState, world.setup.rules));
      if (intent === undefined && !world.setup.comparesPushes && isRecalled(skuState)) {
        toSweep.push(`${sku}: ${channel} waits for units that only a check would prove to be free`);
      } else if (Math.max(0, shown) !== should || intent !== undefined || mustBeSetAgain(listing) || isToCheck) {
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

/** Some listing has more units than it is to have: they move once its channel is proven to show them no more. */
function isRecalled(skuState: SkuState | undefined): boolean {
  return Object.values(skuState?.exposure?.shares ?? {}).some(({ units, goal }) => units > Math.max(0, goal));
}

/** Guarantees 6 and 7: each message is posted, parked with a reason, or a dead letter for a reason. */
async function nothingIsLost({ world }: Ended): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const queue of world.queues()) {
    if (!queue.isEmpty()) {
      broken.push(`${queue.name} is not empty`);
    }
    for (const { id, body } of queue.deadLetters) {
      const sku = skuOf(body);
      if (!world.setup.isPoisoned(sku)) {
        broken.push(`${id} of ${sku} is a dead letter after its redrive`);
      }
    }
  }
  for (const { observation, outcome } of await world.table.parkingLot().list(100_000)) {
    if (observation.sku !== NEVER_IMPORTED || outcome.kind !== 'unknownSku') {
      broken.push(`${observation.sku}: ${observation.source.key} is parked: ${JSON.stringify(outcome)}`);
    }
  }
  return broken;
}
