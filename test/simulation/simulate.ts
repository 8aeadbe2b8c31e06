/** Runs one seed of the simulation: an import, business under faults, then repair, then the check of every guarantee. */
import type { ExposureRules, Policy } from '../../shared/domain/exposure/exposure.ts';
import {
  type LocationId,
  parseLocationId,
  parseQuantity,
  parseSku,
  type Sku,
} from '../../shared/domain/identifiers.ts';
import { AMAZON, MAIN, SHOPIFY, SQUARE } from '../fakes/facts.ts';
import { type DrawnBundle, drawBundle, listBundle } from './bundles.ts';
import type { ChannelSetup } from './channels/channel-setup.ts';
import { Checkouts } from './channels/checkouts.ts';
import { Customers, type Stage } from './channels/customers.ts';
import { Hands } from './channels/hands.ts';
import { ShopFloor } from './channels/shop-floor.ts';
import { scheduleLeaving } from './exposure/leave-listings.ts';
import { schedulePolicySwitches } from './exposure/switch-policy.ts';
import { watchShares } from './exposure/watch-shares.ts';
import { DrawnManners } from './faults/aws-manners.ts';
import type { Trace } from './faults/crashing.ts';
import { drawRates } from './faults/faults.ts';
import { beforeSweep, brokenGuarantees } from './guarantees.ts';
import { importSku, listSku } from './import-sku.ts';
import { drawListings, drawRelink, linkListings, type NamedListing } from './link-listings.ts';
import { type Random, seededRandom } from './random.ts';
import { TrueStock } from './true-stock.ts';
import { STARTS_AT, World } from './world.ts';

export type Simulated = {
  readonly seed: number;
  readonly broken: readonly string[];
  /** How often what happened: a simulation in which nothing does proves nothing. */
  readonly counts: ReadonlyMap<string, number>;
};

const STORE = parseLocationId('store');
/** Where the second place of a channel takes its units from, and nobody counts. */
const DEPOT = parseLocationId('depot');
const SKUS: readonly [Sku, Sku, Sku] = [parseSku('MUG'), parseSku('CUP'), parseSku('PLATE')];
/** On one SKU everything meets; on several, one must not stop the others. */
const ASSORTMENTS: readonly [readonly [Sku, ...Sku[]], ...(readonly [Sku, ...Sku[]])[]] = [
  [SKUS[0]],
  [SKUS[0], SKUS[1]],
  SKUS,
];
const BUSINESS_MS: readonly [number, ...number[]] = [60_000, 600_000, 1_200_000];
/** Keeps the draws of hands apart from those of everybody else. */
const HANDS_SEED = 1_000_000;
/** The same for what AWS does beside the faults. */
const MANNERS_SEED = 2_000_000;
/** The same for what an operator does to policies. */
const SWITCHES_SEED = 4_000_000;
/** The same for links and names. */
const LINKS_SEED = 3_000_000;
/** The same for listings that leave. */
const LEAVING_SEED = 6_000_000;
/** The same for bundles. */
const BUNDLES_SEED = 5_000_000;
/** Most seeds are small: they are quick, and quick to understand. */
const SIZES: readonly [number, ...number[]] = [1, 1, 1, 3];

/** How a seed differs from the usual. */
export type Setting = {
  /** Every channel has SKUs of its own, doubles and packs; under shared exposure some links change while they sell. */
  readonly isLinked?: boolean;
  /** How many SKUs there are, and how many customers come; absent: as the seed draws it. */
  readonly size?: { readonly skus: number; readonly customers: number };
  readonly trace?: Trace;
};

/** One seed: business under faults, then peace, then every promise is checked. Never throws for a broken promise. */
export async function simulate(seed: number, setting: Setting = {}): Promise<Simulated> {
  const { isLinked = false, trace = () => undefined } = setting;
  const random = seededRandom(seed);
  const drawn = random.pick(ASSORTMENTS);
  const skus = setting.size === undefined ? drawn : assortmentOf(setting.size.skus);
  const policy = policyOf(seed);
  const bundle = isLinked || policy !== 'escrow' ? undefined : drawOwnBundle(seed, skus);
  const isPoisoned = !isLinked && skus.length > 1 && random.chance(0.3);
  const poison = isPoisoned && bundle === undefined ? skus[0] : undefined;
  let isPoisonOut = false;
  const manners = new DrawnManners(seededRandom(seed + MANNERS_SEED), {
    fromMs: STARTS_AT,
    untilMs: STARTS_AT + Math.min(...BUSINESS_MS),
  });
  const world = new World(random, {
    rates: drawRates(random),
    channels: policy === 'escrow' ? inEscrow(channelsOf(random), seed) : placesOf(channelsOf(random), seed),
    rules: { ...rulesOf(random), policy },
    maxReceiveCount: random.pick([3, 20]),
    // Comparing sets right what a lost event left: half of the seeds must do without. Escrow cannot: units wait for its proofs.
    comparesPushes: random.chance(0.5) || policy === 'escrow',
    isPoisoned: (sku) => isPoisonOut && sku === poison,
    ...(manners.areBad && { manners }),
    trace,
  });
  const trueStock = new TrueStock();
  const closesAt = world.scheduler.now() + random.pick(BUSINESS_MS);
  world.closesAt = closesAt;
  const linking = isLinked ? drawLinking(seed, { world, skus, policy }) : undefined;
  const relinks = linking !== undefined && linking.changes > 0;
  const usual: Stage = { world, random, trueStock, skus, closesAt, moment: momentsOf(world) };
  const stage: Stage = { ...usual, ...(relinks && { relinks }) };
  await open(stage, linking?.listings);
  await bundle?.list(stage);
  isPoisonOut = true;
  const customers = new Customers(stage);
  const checkouts = new Checkouts(stage);
  const floor = new ShopFloor(stage, STORE);
  const watched = policy === 'escrow' ? watchShares(stage, checkouts.all) : [];
  if (policy === 'escrow' && !isLinked) {
    const switches = seededRandom(seed + SWITCHES_SEED);
    schedulePolicySwitches(stage, switches, switches.chance(0.3) ? switches.integer(1, 2) : 0);
  }
  if (policy === 'escrow' && !isLinked) {
    const leaving = seededRandom(seed + LEAVING_SEED);
    const sold = bundle === undefined ? skus : ([...skus, bundle.sku] as const);
    scheduleLeaving({ ...stage, skus: sold }, leaving, leaving.chance(0.3) ? leaving.integer(1, 2) : 0);
  }
  const size = random.pick(SIZES);
  const drawnCustomers = size * random.integer(1, 6);
  schedule(stage, setting.size?.customers ?? drawnCustomers, () => customers.buy(random.pick(world.channels)));
  const [floorTimes, checkoutTimes] = [size * random.integer(0, 4), size * random.integer(0, 3)];
  if (policy !== 'escrow') {
    // Units that leave by no channel are what escrow cannot cover: they are left out where it is watched.
    schedule(stage, floorTimes, () => floor.happen());
  }
  schedule(stage, checkoutTimes, () => void checkouts.begin());
  // Under escrow a raise by hand sells another listing's share, and in an endgame it adds a second finisher.
  const handsRandom = seededRandom(seed + HANDS_SEED);
  const edits = !isLinked && policy === 'shared' && handsRandom.chance(0.4) ? handsRandom.integer(1, 3) : 0;
  const relinked = linking === undefined ? new Set<Sku>() : changeLinks(stage, linking, customers);
  const hands = new Hands(stage, customers, handsRandom);
  for (let edit = 0; edit < edits; edit += 1) {
    const inMs = handsRandom.integer(0, closesAt - world.scheduler.now() - 1);
    world.scheduler.after(inMs, () => hands.meddle(handsRandom.pick(world.channels)));
  }
  world.scheduler.after(closesAt - world.scheduler.now(), () => {
    world.faults.turnOff();
    manners.turnOff();
    void customers.reportAgain();
    for (const channel of world.channels) {
      channel.endDoubles();
    }
    if (edits > 0) {
      void world.importAgain();
    }
  });
  const bundles = bundle === undefined ? [] : [bundle.sku];
  const ended = { world, trueStock, checkouts: checkouts.all, skus, bundles, relinked };
  const broken = await comeToRest({ ...stage, skus: [...skus, ...bundles] }, () => {
    isPoisonOut = false;
  });
  broken.push(...(relinks ? await customers.countLines(skus) : []));
  const { leftAlone, toSweep } = await beforeSweep(ended);
  broken.push(...watched, ...leftAlone, ...(await sweep(stage)), ...(await brokenGuarantees(ended)));
  const isCompared = edits > 0 ? 'swept after edits' : 'swept although compared';
  world.count(world.setup.comparesPushes ? isCompared : 'swept as nothing was compared', toSweep.length);
  for (const [what, times] of manners.counts) {
    world.count(what, times);
  }
  return { seed, broken, counts: world.counts };
}

/** In every third seed, with draws of its own. */
function drawOwnBundle(seed: number, skus: readonly Sku[]) {
  const random = seededRandom(seed + BUNDLES_SEED);
  if (!random.chance(1 / 3)) {
    return undefined;
  }
  const bundle: DrawnBundle = drawBundle(random, skus);
  return { sku: bundle.sku, list: (stage: Stage) => listBundle(stage, bundle, random) };
}

/** So many SKUs. */
function assortmentOf(skus: number): readonly [Sku, ...Sku[]] {
  return [SKUS[0], ...Array.from({ length: skus - 1 }, (_, index) => parseSku(`SKU-${index + 2}`))];
}

type Linking = {
  readonly random: Random;
  readonly listings: readonly NamedListing[];
  /** How often a link changes while its listing sells. */
  readonly changes: number;
};

/** Draws of their own. A till names what it sold by the item, whose link of then nobody could know later: those stay. */
function drawLinking(
  seed: number,
  { world, skus, policy }: { readonly world: World; readonly skus: readonly Sku[]; readonly policy: Policy },
): Linking {
  const random = seededRandom(seed + LINKS_SEED);
  const channels = [...new Set(world.channels.map(({ setup }) => setup.id))];
  const listings = drawListings(random, skus, channels);
  return { random, listings, changes: policy === 'shared' && random.chance(0.5) ? random.integer(1, 3) : 0 };
}

/** Links change at drawn times; the names of the listings whose link did are added as that happens. */
function changeLinks(
  { world, skus, closesAt }: Stage,
  { random, listings, changes }: Linking,
  customers: Customers,
): ReadonlySet<Sku> {
  const relinked = new Set<Sku>();
  const tills = new Set(world.channels.filter(({ setup }) => setup.kind === 'counted').map(({ setup }) => setup.id));
  const linkable = listings.filter(({ channel }) => !tills.has(channel));
  for (let change = 0; change < changes; change += 1) {
    const wanted = drawRelink(random, linkable, skus);
    if (wanted !== undefined) {
      world.scheduler.after(random.integer(0, closesAt - world.scheduler.now() - 1), () => {
        relinked.add(wanted.name);
        void linkListings(world, [wanted], (id) => customers.openLines(id)).then(
          () => world.count('links changed'),
          (error: unknown) => {
            world.count('links given up');
            if (!/on their way/.test(String(error))) {
              world.surprises.push(String(error));
            }
          },
        );
      });
    }
  }
  return relinked;
}

/** Everything is imported: on hand, in the ledger, and on the channels, which show something else at first. */
async function open(
  { world, random, trueStock, skus }: Stage,
  listings: readonly NamedListing[] | undefined,
): Promise<void> {
  for (const { channel, name, sold } of listings ?? []) {
    for (const place of world.channels.filter(({ setup }) => setup.id === channel)) {
      const shows = random.integer(0, 30);
      await (name === sold.sku ? listSku(world, place, name, shows) : place.list(name, shows));
    }
  }
  const linked = listings?.filter(({ name, sold }) => name !== sold.sku) ?? [];
  if (linked.length > 0) {
    await linkListings(world, linked, () => []);
  }
  for (const sku of skus) {
    const onHand: Record<LocationId, ReturnType<typeof parseQuantity>> = {};
    const places = new Set(world.channels.flatMap(({ setup }) => setup.drawsOn));
    for (const location of [MAIN, STORE, ...(places.has(DEPOT) ? [DEPOT] : [])]) {
      const units = parseQuantity(random.integer(0, 25));
      onHand[location] = units;
      trueStock.add(sku, location, { onHand: units });
    }
    for (const channel of listings === undefined ? world.channels : []) {
      await listSku(world, channel, sku, random.integer(0, 30));
    }
    await importSku(world, sku, onHand);
  }
}

/** An operator redrives dead letters so long after business. A difference behind which they may be is checked until then. */
const DEAD_LETTERS_STAND_MS = 12 * 3_600_000;

/**
 * Lets everything come to rest, then does what an operator does: ends what poisons a SKU, redrives dead letters, retries refused
 * listings.
 */
async function comeToRest({ world, skus }: Stage, endPoison: () => void): Promise<string[]> {
  const broken: string[] = [];
  try {
    await world.scheduler.run(world.closesAt + DEAD_LETTERS_STAND_MS);
    const queues = world.queues();
    for (const { id, failures } of queues.flatMap((queue) => queue.deadLetters)) {
      world.count('dead letters');
      if (failures.includes('')) {
        broken.push(
          `${id} is a dead letter, and ${failures.filter((each) => each === '').length} times nothing had hit it`,
        );
      }
    }
    endPoison();
    for (const queue of queues) {
      queue.redrive(() => true);
    }
    await world.scheduler.run();
    for (const sku of skus) {
      const listings = (await world.table.reader().skuState(sku))?.listings ?? [];
      if (listings.some((listing) => listing.problem !== undefined)) {
        world.count('listings refused');
        world.nudge(sku);
      }
    }
    await world.scheduler.run();
  } catch (error) {
    broken.push(reasonOf(error));
  }
  return broken;
}

/** The product compares all of a channel so often. */
const COMPARED_EVERY_MS = 8 * 3_600_000;

/**
 * Compares every listing with its channel, and lets what follows come to rest. Units that were taken off sale there stand
 * for a day: meanwhile the channel is compared again.
 */
async function sweep({ world }: Stage): Promise<string[]> {
  try {
    // Checks that the sweep makes follow each other like those of a day of business.
    world.closesAt = world.scheduler.now();
    let comparedAt = Number.NEGATIVE_INFINITY;
    while (world.scheduler.now() - comparedAt >= COMPARED_EVERY_MS) {
      comparedAt = world.scheduler.now();
      await world.compareAll();
      await world.scheduler.run();
    }
    return [];
  } catch (error) {
    return [reasonOf(error)];
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function schedule({ world, random, closesAt }: Stage, times: number, run: () => void): void {
  const most = closesAt - world.scheduler.now();
  for (let time = 0; time < times; time += 1) {
    world.scheduler.after(random.integer(0, most - 1), run);
  }
}

function momentsOf(world: World): () => number {
  let last = 0;
  return () => {
    last = Math.max(last + 1, world.scheduler.now());
    return last;
  };
}

function channelsOf(random: Random): readonly [ChannelSetup, ...ChannelSetup[]] {
  const draws = () => random.pick<readonly LocationId[]>([[MAIN], [MAIN, STORE]]);
  const losesFigures = false;
  const asDocumented = { comparesFirst: false, remembersFailures: false, losesFigures };
  const asSeen = { comparesFirst: random.chance(0.5), remembersFailures: random.chance(0.5), losesFigures };
  const shipsFrom = MAIN;
  return [
    { id: SHOPIFY, kind: 'compared', channelLocation: 'S1', drawsOn: draws(), shipsFrom, ...asSeen },
    { id: SQUARE, kind: 'counted', channelLocation: 'Q1', drawsOn: [STORE], shipsFrom: STORE, ...asDocumented },
    { id: AMAZON, kind: 'absolute', channelLocation: '-', drawsOn: draws(), shipsFrom, ...asDocumented },
  ];
}

/** In every third seed the channel that compares sells from two places, each with figures of its own. */
function placesOf(
  [first, ...others]: readonly [ChannelSetup, ...ChannelSetup[]],
  seed: number,
): readonly [ChannelSetup, ...ChannelSetup[]] {
  return seed % 3 === 0
    ? [
        { ...first, drawsOn: [MAIN] },
        { ...first, channelLocation: 'S2', drawsOn: [DEPOT], shipsFrom: DEPOT },
        ...others,
      ]
    : [first, ...others];
}

/** Most seeds share; the others offer by turns. It depends on nothing drawn, so that no other seed has another story. */
function policyOf(seed: number): Policy {
  return seed % 5 === 4 ? 'escrow' : seed % 25 === 3 ? 'endgame' : 'shared';
}

/**
 * Every other seed has also the channel that only accepts figures, and may lose them. Most are all over one pool; every third
 * seed has the locations that were drawn, and a second place of the channel that compares.
 */
function inEscrow(channels: readonly ChannelSetup[], seed: number): readonly [ChannelSetup, ...ChannelSetup[]] {
  const [first, ...others] = channels
    .filter(({ kind }) => kind !== 'absolute' || seed % 2 === 0)
    .map((each) => ({ ...each, losesFigures: true, ...(seed % 3 !== 0 && { drawsOn: [MAIN, STORE] }) }));
  if (first === undefined) {
    throw new Error('There is no channel.');
  }
  return placesOf([first, ...others], seed);
}

function rulesOf(random: Random): ExposureRules {
  const cap = random.chance(0.3) ? random.integer(3, 15) : undefined;
  return {
    policy: 'shared',
    safetyStock: random.pick([0, 0, 2]),
    risk: 1e-4,
    channels: { [AMAZON]: { buffer: random.pick([0, 0, 3]) }, [SHOPIFY]: { buffer: 0, cap }, [SQUARE]: { buffer: 0 } },
  };
}
