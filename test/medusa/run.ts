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
import { startPostgres } from './postgres.ts';
import { randomOrders } from './random-orders.ts';
import { allShow, editedByHand, killedAtCheckout, lifeOfAnOrder, lostEvent, type World } from './round-trip.ts';
import { rush } from './rush.ts';

/**
 * Starts PostgreSQL, Medusa with the plugin of integrations/medusa, and Stockline as `npm start` does, with the store as a
 * fourth channel. Then the round trip: orders of the store reach the three sandboxes and back, whatever becomes of them, lost
 * events and a killed process included. Then the table: so many customers of two instances want the last units, without and
 * with holds at Stockline. Exits 0 if every figure was right, and the table with holds sold each unit once.
 *
 *     npm run test:medusa -- [--seed 1] [--steps 40] [--customers 50] [--units 10] [--limit 900] [--only trip|random|table]
 *
 * `--seed` draws the quantities of the round trip and the random orders, `--steps` is how much is done at random, `--limit` the most
 * seconds that all of it may take. `--only random` is part of no other run: random orders of two sales channels that sell from two
 * locations, with drafts, edits, exchanges, claims and refunds.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    steps: { type: 'string', default: '40' },
    customers: { type: 'string', default: '50' },
    units: { type: 'string', default: '10' },
    limit: { type: 'string', default: '900' },
    only: { type: 'string' },
  },
});

const STOCKED = 100;
const SKUS = { life: 'DEMO-001', lost: 'DEMO-002', edited: 'DEMO-003', killed: 'DEMO-004' } as const;
const RANDOM = ['DEMO-007', 'DEMO-008', 'DEMO-009'];
const RUSHES = { alone: 'DEMO-005', held: 'DEMO-006' } as const;
const KILLED_CUSTOMERS = 8;

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
  const databaseUrl = await startPostgres(run);
  await installPlugin(run);
  const secrets = { callingSecret: newSecret(), signingSecret: newSecret() };
  const skus = [SKUS, RANDOM, RUSHES].flatMap((each) => Object.values(each));
  const products = skus.map((sku) => ({ sku, quantity: STOCKED }));
  const { ids, start } = await openStore(run, databaseUrl, secrets, products);
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
  const startHolding = (name: string) => start(name, { STOCKLINE_API_URL: url, STOCKLINE_API_TOKEN: token });

  const isAsked = (part: string) => (values.only ?? part) === part;
  if (isAsked('trip')) {
    await roundTrip(world, start, startHolding);
  }
  if (values.only === 'random') {
    const [seed, steps] = [Number(values.seed), Number(values.steps)];
    await randomOrders(world, { seed, steps, skus: RANDOM, stocked: STOCKED });
  }
  if (isAsked('table')) {
    await compareRushes(world, start, startHolding);
  }
}

type Start = (name: string, env?: NodeJS.ProcessEnv) => Promise<Instance>;

async function roundTrip(world: World, start: Start, startHolding: Start): Promise<void> {
  const deaf = await start('without-plugin', { STORE_WITHOUT_PLUGIN: 'true' });
  run.say(`The round trip (--seed ${values.seed}):`);
  const lost = lostEvent(world, deaf, SKUS.lost, STOCKED);
  const lostProblem = lost.then(
    () => undefined,
    (error: unknown) => error,
  );
  await lifeOfAnOrder(world, SKUS.life, drawn(), STOCKED);
  await editedByHand(world, SKUS.edited, STOCKED);
  const victim = await startHolding('victim');
  const revived = await killedAtCheckout(world, { victim, restart: () => startHolding('revived') }, SKUS.killed, {
    units: STOCKED,
    customers: KILLED_CUSTOMERS,
  });
  const problem = await lostProblem;
  if (problem !== undefined) {
    throw problem;
  }
  await Promise.all([deaf.stop(), revived.stop()]);
}

async function compareRushes(world: World, start: Start, startHolding: Start): Promise<void> {
  const [customers, units] = [Number(values.customers), Number(values.units)];
  run.say(`${customers} customers of two instances at once, for ${units} units:`);
  const without = await lastUnits(world, start, 'alone');
  const held = await lastUnits(world, startHolding, 'held');
  const row = (name: string, { accepted, refused, failed, seconds }: typeof held) =>
    run.say(`  ${name.padEnd(24)} accepted ${accepted}, refused ${refused}, failed ${failed}, in ${seconds} s`);
  row('Medusa alone', without);
  row('with holds at Stockline', held);
  if (held.accepted !== units) {
    throw new Error(`With holds ${held.accepted} were accepted for ${units} units.`);
  }
  await allShow(world, RUSHES.held, 0);
  run.say('  every channel shows 0 of what was held and sold');
}

/** On two instances that are started for it. */
async function lastUnits(world: World, start: Start, name: keyof typeof RUSHES) {
  const units = Number(values.units);
  const sku = RUSHES[name];
  const instances = await Promise.all([start(name), start(`${name}-too`)]);
  const line = { id: '1', sku, change: units - STOCKED, reason: 'last units' };
  await world.stack.pos('stock.adjusted', { id: `last-${sku}`, lines: [line] });
  await allShow(world, sku, units);
  const result = await rush(instances, world.ids, { sku, customers: Number(values.customers) });
  await Promise.all(instances.map((each) => each.stop()));
  return result;
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
