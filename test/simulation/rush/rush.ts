/** A rush for the last units of one SKU, on the product's own use cases in virtual time, counted from outside. */
import { parseQuantity, parseSku } from '../../../shared/domain/identifiers.ts';
import { AMAZON, MAIN, SHOPIFY, SQUARE } from '../../fakes/facts.ts';
import type { ChannelKind, ChannelSetup } from '../channels/channel.ts';
import { Customers, type Stage } from '../channels/customers.ts';
import type { Trace } from '../faults/crashing.ts';
import { drawRates, type FaultRates, NO_FAULTS } from '../faults/faults.ts';
import { importSku, listSku } from '../import-sku.ts';
import { seededRandom } from '../random.ts';
import { TrueStock } from '../true-stock.ts';
import { watchShares } from '../watch-shares.ts';
import { World } from '../world.ts';

/** What customers want where, and what the channels do with it. */
export type Rush = {
  readonly units: number;
  readonly wanted: number;
  readonly seconds: number;
  /** How often each channel is chosen: Shopify, Amazon, Square; 0: the SKU is not listed there. */
  readonly weights: readonly [shopify: number, amazon: number, square: number];
  /** The most that a channel takes to report a sale, in seconds. */
  readonly reportSeconds: number;
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
  const customers = new Customers(stage);
  const broken = watchShares(stage);
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
  return { ...account, pushes, broken: [...broken, ...world.surprises, ...leftOffSale(stage)] };
}

/** Once everything has come to rest every unit that is left must be on sale somewhere. */
function leftOffSale({ world, trueStock }: Stage): readonly string[] {
  const { onHand, committed } = trueStock.at(SKU, MAIN);
  const shown = world.channels.map((channel) => channel.shows(SKU));
  const sum = shown.reduce((total, units) => total + Math.max(0, units), 0);
  const left = Math.max(0, onHand - committed);
  return sum === left ? [] : [`at rest the channels show ${shown.join(' + ')}, ${left} are there`];
}

async function open({ world, trueStock }: Stage, units: number): Promise<void> {
  trueStock.add(SKU, MAIN, { onHand: units });
  for (const channel of world.channels) {
    await listSku(world, channel, SKU, units);
  }
  await importSku(world, SKU, { [MAIN]: parseQuantity(units) });
}

/** A sale that is reported later than the settle time is what escrow says that it cannot cover. */
function withoutLateReports(rates: FaultRates): FaultRates {
  return { ...rates, webhookLost: 0, late: 0 };
}

function channelsOf({ weights }: Rush): readonly [ChannelSetup, ...ChannelSetup[]] {
  const setups = CHANNELS.filter((_channel, index) => (weights[index] ?? 0) > 0).map((channel) => ({
    ...channel,
    channelLocation: '-',
    drawsOn: [MAIN],
    shipsFrom: MAIN,
    comparesFirst: false,
    remembersFailures: false,
    losesFigures: true,
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
