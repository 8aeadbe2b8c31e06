/** `npm run test:medusa`: a real Medusa store as a channel of a running Stockline, and the last units of both. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { openRun } from '../../local/processes/run.ts';
import { printProblem } from '../../local/processes/terminal.ts';
import { startStack } from '../emulator/running-stack.ts';
import { type Instance, installPlugin, openStore, type Secrets } from './medusa-store.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { randomOrders } from './random-orders.ts';
import {
  allShow,
  deletedProduct,
  editedByHand,
  fulfilledElsewhere,
  heldAndLeft,
  killedAtCheckout,
  lifeOfAnOrder,
  lostEvent,
  type World,
} from './round-trip.ts';
import { type RushResult, rush } from './rush.ts';

/**
 * Starts PostgreSQL, Medusa with the plugin of integrations/medusa, and Stockline as `npm start` does, with the store as a
 * fourth channel. Then the round trip: orders of the store reach the three sandboxes and back, whatever becomes of them, lost
 * events and a killed process included. Then the table: so many customers of two instances want the last units, without and
 * with holds at Stockline. Exits 0 if every figure was right, and the table with holds sold each unit once.
 *
 *     npm run test:medusa -- [--seed 1] [--steps 40] [--customers 50] [--units 10] [--limit 900] [--only trip|random|table]
 *         [--seeds 1]
 *
 * `--seed` draws the quantities of the round trip, `--limit` is the most seconds that all of it may take. `--only random`, or `--seeds N`
 * beside the rest, does `--steps` things at random with each of N seeds: orders of two sales channels that sell from two locations, with
 * drafts, edits, exchanges, claims and refunds.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    steps: { type: 'string', default: '40' },
    seeds: { type: 'string' },
    customers: { type: 'string', default: '50' },
    units: { type: 'string', default: '10' },
    limit: { type: 'string', default: '900' },
    only: { type: 'string' },
  },
});

const STOCKED = 100;
const SKUS = {
  ...{ life: 'DEMO-001', lost: 'DEMO-002', edited: 'DEMO-003', killed: 'DEMO-004' },
  ...{ elsewhere: 'DEMO-010', deleted: 'DEMO-011', left: 'DEMO-012' },
} as const;
/** What random orders are of; each seed has SKUs of its own. */
const RANDOM_FIRST = 13;
const RANDOM_SKUS = 3;
const RUSHES = { alone: 'DEMO-005', held: 'DEMO-006' } as const;
const KILLED_CUSTOMERS = 8;
/** The least that the plugin takes. */
const SHORT_HOLD_SECONDS = 60;

const run = openRun();
process.exit(await main());

async function main(): Promise<number> {
  const limit = setTimeout(() => run.fail(`It was not done after ${values.limit} s.`), Number(values.limit) * 1_000);
  try {
    await Promise.race([tryAll(), run.stopped()]);
    run.say('All is right.');
    return 0;
  } catch (error) {
    printProblem(run.reason() ?? error);
    return 1;
  } finally {
    clearTimeout(limit);
    await run.close();
  }
}

async function tryAll(): Promise<void> {
  const postgres = await startPostgres(run);
  await installPlugin(run);
  const secrets = { callingSecret: newSecret(), signingSecret: newSecret() };
  const isAsked = (part: string) => (values.only ?? part) === part;
  const seeds = Number(values.seeds ?? (values.only === 'random' ? 1 : 0));
  const random = Array.from({ length: isAsked('random') ? seeds : 0 }, (_, index) => randomSkus(index));
  const skus = [SKUS, RUSHES, ...random].flatMap((each) => Object.values(each));
  const products = skus.map((sku) => ({ sku, quantity: STOCKED }));
  const { ids, start } = await openStore(run, postgres.url, secrets, products);
  const store = await start('plain');
  run.say('The store is up; starting Stockline with it ...');
  const stack = await startStack('own', 'one', {
    STOCKLINE_OWN_SHOP: `${store.url}/stockline`,
    STOCKLINE_OWN_SHOP_LOCATION: `${ids.location},${ids.outlet.location}=attic`,
    STOCKLINE_OWN_SHOP_CREDENTIALS: credentialsFile(secrets),
  });
  run.onStop('Stockline', async () => void (await stack.stop()));
  const world: World = { stack, ids, store, say: run.say };
  const { url, token } = stack.outputs.api;
  const startHolding = (name: string, env: NodeJS.ProcessEnv = {}) =>
    start(name, { ...env, STOCKLINE_API_URL: url, STOCKLINE_API_TOKEN: token });

  // They boot while the round trip waits.
  const others = isAsked('table') ? ahead(Promise.all([start('alone-too'), startHolding('held-too')])) : undefined;
  const trip = isAsked('trip') ? await roundTrip(world, { start, startHolding, postgres }) : undefined;
  if (others !== undefined) {
    const [alone, held] = await others;
    const holding = trip?.holding ?? (await startHolding('held'));
    await compareRushes(world, { alone: [store, alone], held: [holding, held] });
  }
  for (const [index, each] of random.entries()) {
    const [seed, steps] = [Number(values.seed) + index, Number(values.steps)];
    await randomOrders(world, { seed, steps, skus: each, stocked: STOCKED });
  }
  await trip?.rest();
}

type Start = (name: string, env?: NodeJS.ProcessEnv) => Promise<Instance>;
type Starts = { readonly start: Start; readonly startHolding: Start };

/** Resolves with the instance that holds, which goes on, and with what waits for the minute's sweep meanwhile. */
async function roundTrip(
  world: World,
  { start, startHolding, postgres }: Starts & { readonly postgres: Postgres },
): Promise<{ readonly holding: Instance; rest(): Promise<void> }> {
  const [deaf, victim] = await Promise.all([
    start('without-plugin', { STORE_WITHOUT_PLUGIN: 'true' }),
    startHolding('victim', { STORE_HOLD_SECONDS: String(SHORT_HOLD_SECONDS) }),
  ]);
  run.say(`The round trip (--seed ${values.seed}):`);
  const lockOrders = () => postgres.lock('order');
  const left = await heldAndLeft(world, { victim, lockOrders }, SKUS.left, STOCKED);
  const waiting = ahead(Promise.all([left.end, lostEvent(world, deaf, SKUS.lost, STOCKED)]));
  const revived = ahead(startHolding('revived'));
  await Promise.all([
    lifeOfAnOrder(world, SKUS.life, drawn(), STOCKED),
    fulfilledElsewhere(world, SKUS.elsewhere, STOCKED),
    editedByHand(world, SKUS.edited, STOCKED),
    deletedProduct(world, SKUS.deleted, STOCKED),
  ]);
  const holding = await killedAtCheckout(
    world,
    { victim: await revived, restart: () => startHolding('revived-again') },
    SKUS.killed,
    { units: STOCKED, customers: KILLED_CUSTOMERS },
  );
  return { holding, rest: async () => void (await waiting) };
}

/** Goes on while others are awaited; a failure before it is awaited itself ends no process. */
function ahead<T>(going: Promise<T>): Promise<T> {
  going.catch(() => undefined);
  return going;
}

/** `alone` and `held`: two instances each. */
async function compareRushes(
  world: World,
  { alone, held }: Readonly<Record<keyof typeof RUSHES, readonly Instance[]>>,
): Promise<void> {
  const [customers, units] = [Number(values.customers), Number(values.units)];
  run.say(`${customers} customers of two instances at once, for ${units} units:`);
  const lines = Object.values(RUSHES).map((sku) => ({ id: sku, sku, change: units - STOCKED, reason: 'last units' }));
  await world.stack.pos('stock.adjusted', { id: 'last-units', lines });
  const row = (name: string, { accepted, refused, failed, seconds }: RushResult) =>
    run.say(`  ${name.padEnd(24)} accepted ${accepted}, refused ${refused}, failed ${failed}, in ${seconds} s`);
  row('Medusa alone', await lastUnits(world, alone, RUSHES.alone));
  const withHolds = await lastUnits(world, held, RUSHES.held);
  row('with holds at Stockline', withHolds);
  if (withHolds.accepted !== units) {
    throw new Error(`With holds ${withHolds.accepted} were accepted for ${units} units.`);
  }
  await allShow(world, RUSHES.held, 0);
  run.say('  every channel shows 0 of what was held and sold');
}

async function lastUnits(world: World, instances: readonly Instance[], sku: string): Promise<RushResult> {
  await allShow(world, sku, Number(values.units));
  return await rush(instances, world.ids, { sku, customers: Number(values.customers) });
}

function randomSkus(index: number): readonly string[] {
  const first = RANDOM_FIRST + index * RANDOM_SKUS;
  return Array.from({ length: RANDOM_SKUS }, (_, next) => `DEMO-${String(first + next).padStart(3, '0')}`);
}

/** The quantities of the round trip. */
function drawn() {
  const random = xoroshiro128plus(Number(values.seed));
  const upTo = (most: number) => 1 + ((random.next() >>> 0) % most);
  const ordered = 1 + upTo(4);
  return { ordered, more: upTo(4), back: upTo(ordered), elsewhere: upTo(3) };
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

function credentialsFile(secrets: Secrets): string {
  const folder = mkdtempSync(join(tmpdir(), 'stockline-medusa-'));
  run.removeAtEnd(folder);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'shop.json');
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return file;
}
