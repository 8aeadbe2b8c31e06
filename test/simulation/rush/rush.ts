/** A rush for the last units of one SKU, on the product's own use cases in virtual time, counted from outside. */
import { parseQuantity, parseSku } from '../../../shared/domain/identifiers.ts';
import { listingId } from '../../../shared/domain/listing/listing.ts';
import { AMAZON, MAIN, SHOPIFY, SQUARE } from '../../fakes/facts.ts';
import type { ChannelKind, ChannelSetup } from '../channels/channel-setup.ts';
import { Customers, type Stage } from '../channels/customers.ts';
import { watchFigures } from '../channels/watch-figures.ts';
import { watchShares } from '../exposure/watch-shares.ts';
import type { Trace } from '../faults/crashing.ts';
import { drawRates, type FaultRates, NO_FAULTS } from '../faults/faults.ts';
import { importSku, listSku } from '../import-sku.ts';
import { seededRandom } from '../random.ts';
import { TrueStock } from '../true-stock.ts';
import { World } from '../world.ts';

/** What customers want where, and what the channels do with it. */
export type Rush = {
  readonly units: number;
  readonly wanted: number;
  readonly seconds: number;
  /** How often each channel is chosen: Shopify, Amazon, Square; 0: the SKU is not listed there. */
  readonly weights: readonly [shopify: number, amazon: number, square: number];
  /** The weights by which 400 units were sold before, slowly: what the ledger believes at first. Absent: nothing was sold. */
  readonly believed?: readonly number[] | undefined;
  /** The most that a channel takes to report a sale, in seconds. */
  readonly reportSeconds: number;
  /** The most that Amazon takes to apply a figure, in seconds. */
  readonly applySeconds: number;
  readonly settleSeconds: number;
  /** The chance that an order is cancelled later and its unit put back on display. */
  readonly cancels: number;
  /** Whether crashes, lost answers, lost and doubled calls, conflicts and redeliveries are drawn for each seed. */
  readonly hasFaults: boolean;
};

/** What became of it, in units. */
export type RushTally = {
  /** Sold and not cancelled when the last customer had come. */
  readonly sold: number;
  /** The most that was sold at any time beyond the stock. */
  readonly oversold: number;
  readonly pushes: number;
  /** So long after the last customer, and the last fault, everything that was left was on sale, in seconds. */
  readonly onSaleAfterSeconds: number;
  /** Each time at which the channels showed more than was left, once they showed no more; and each error. */
  readonly broken: readonly string[];
};

const SKU = parseSku('FLASH');
/** Long enough for escrow to come into force, with everything that Amazon must be read for. */
const OPENS_AFTER_MS = 600_000;
const CHANNELS: readonly { readonly id: ChannelSetup['id']; readonly kind: ChannelKind }[] = [
  { id: SHOPIFY, kind: 'compared' },
  { id: AMAZON, kind: 'absolute' },
  { id: SQUARE, kind: 'counted' },
];

/** Holds one rush: escrow comes into force, customers come, and everything comes to rest. */
export async function holdRush(rush: Rush, seed: number, trace: Trace = () => undefined): Promise<RushTally> {
  const random = seededRandom(seed);
  const rates = rush.hasFaults ? drawRates(random) : NO_FAULTS;
  const world = new World(random, {
    rates: withoutLateReports(rates),
    channels: channelsOf(rush),
    rules: { policy: 'escrow', safetyStock: 0, risk: 1e-4, channels: {} },
    maxReceiveCount: 20,
    comparesPushes: true,
    settleMs: rush.settleSeconds * 1_000,
    isPoisoned: () => false,
    trace,
  });
  const opensAt = world.scheduler.now() + OPENS_AFTER_MS;
  const closesAt = opensAt + rush.seconds * 1_000;
  world.closesAt = closesAt;
  const reportsWithinMs = [0, rush.reportSeconds * 1_000] as const;
  const moment = () => world.scheduler.now();
  const stage: Stage = { world, random, trueStock: new TrueStock(), skus: [SKU], closesAt, moment, reportsWithinMs };
  await open(stage, rush.units);
  await believe(stage, rush.believed);
  const customers = new Customers(stage);
  const broken = watchShares(stage);
  const allOnSale = watchOnSale(stage);
  const account = { sold: 0, oversold: 0 };
  const count = () => {
    const { onHand, committed } = stage.trueStock.at(SKU, MAIN);
    account.sold = rush.units - (onHand - committed);
    account.oversold = Math.max(account.oversold, account.sold - rush.units);
  };
  for (let customer = 0; customer < rush.wanted; customer += 1) {
    const channel = world.channels[chosen(world, rush, random.next())] ?? world.channels[0];
    world.scheduler.after(OPENS_AFTER_MS + random.integer(0, rush.seconds * 1_000 - 1), () => {
      customers.buyOne(channel, SKU, rush.cancels);
      count();
    });
  }
  world.scheduler.after(closesAt - world.scheduler.now(), () => world.faults.turnOff());
  await world.scheduler.run();
  const pushes = world.channels.reduce((sum, channel) => sum + channel.pushes.length, 0);
  const onSaleAfterSeconds = ((allOnSale.at ?? Number.POSITIVE_INFINITY) - closesAt) / 1_000;
  return { ...account, pushes, onSaleAfterSeconds, broken: [...broken, ...world.surprises, ...leftOffSale(stage)] };
}

/** Once everything has come to rest every unit that is left must be on sale somewhere. */
function leftOffSale(stage: Stage): readonly string[] {
  const { shown, left, isAll } = onSale(stage);
  return isAll ? [] : [`at rest the channels show ${shown.join(' + ')}, ${left} are there`];
}

type OnSale = { readonly shown: readonly number[]; readonly left: number; readonly isAll: boolean };

/** What each channel shows, what is left in all, and whether all of that is on sale. */
function onSale({ world, trueStock }: Stage): OnSale {
  const { onHand, committed } = trueStock.at(SKU, MAIN);
  const shown = world.channels.map((channel) => Math.max(0, channel.shows(SKU)));
  const left = Math.max(0, onHand - committed);
  return { shown, left, isAll: shown.reduce((total, units) => total + units, 0) === left };
}

/** Notes when, from the last customer on, everything that is left is on sale for the first time; milliseconds since 1970. */
function watchOnSale(stage: Stage): { at?: number } {
  const { world, closesAt } = stage;
  const first: { at?: number } = {};
  const look = () => {
    if (first.at === undefined && onSale(stage).isAll && world.scheduler.now() >= closesAt) {
      first.at = world.scheduler.now();
    }
  };
  for (const channel of world.channels) {
    watchFigures(channel, world.scheduler, look);
  }
  world.scheduler.after(closesAt - world.scheduler.now(), look);
  return first;
}

async function open({ world, trueStock }: Stage, units: number): Promise<void> {
  trueStock.add(SKU, MAIN, { onHand: units });
  for (const channel of world.channels) {
    await listSku(world, channel, SKU, units);
  }
  await importSku(world, SKU, { [MAIN]: parseQuantity(units) });
}

const BELIEVED_UNITS = 400;
const HOUR_MS = 3_600_000;

/** What the ledger remembers of the units sold before, one an hour. */
async function believe({ world }: Stage, believed: Rush['believed']): Promise<void> {
  const store = world.table.exposureStore();
  const state = await store.read(SKU);
  if (believed === undefined || state?.exposure === undefined) {
    return;
  }
  const sum = believed.reduce((total, weight) => total + weight, 0);
  const parts = Object.fromEntries(
    state.listings.map((listing) => {
      const place = CHANNELS.findIndex(({ id }) => id === listing.channel);
      return [listingId(listing), (believed[place] ?? 0) / sum];
    }),
  );
  const ago = (units: number) => new Date(world.scheduler.now() - units * HOUR_MS).toISOString();
  const demand = {
    previous: { from: ago(64), units: 32 },
    present: { from: ago(32), units: 32 },
    lastAt: ago(1),
    ...{ parts, recentParts: parts, partsUnits: BELIEVED_UNITS },
  };
  await store.write(state, { exposure: state.exposure, demand });
}

/** A sale that is reported later than the settle time is what escrow says that it cannot cover. */
function withoutLateReports(rates: FaultRates): FaultRates {
  return { ...rates, webhookLost: 0, late: 0 };
}

function channelsOf({ weights, applySeconds }: Rush): readonly [ChannelSetup, ...ChannelSetup[]] {
  const setups = CHANNELS.filter((_channel, index) => (weights[index] ?? 0) > 0).map((channel) => ({
    ...channel,
    channelLocation: '-',
    drawsOn: [MAIN],
    shipsFrom: MAIN,
    comparesFirst: false,
    remembersFailures: false,
    losesFigures: true,
    appliesWithinMs: applySeconds * 1_000,
  }));
  const [first, ...others] = setups;
  if (first === undefined) {
    throw new Error('A rush needs a channel: give one of them a weight above 0.');
  }
  return [first, ...others];
}

function chosen({ channels }: World, { weights }: Rush, part: number): number {
  const listed = weights.filter((weight) => weight > 0);
  const sum = listed.reduce((total, weight) => total + weight, 0);
  let upTo = 0;
  const index = listed.findIndex((weight) => {
    upTo += weight / sum;
    return part < upTo;
  });
  return index < 0 ? channels.length - 1 : index;
}
