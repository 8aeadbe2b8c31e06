/** `npm run test:storm`: everything goes wrong at the platforms of a running deployment, and every figure must end exact. */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  type Call,
  callsBeyond,
  type Entry,
  effective,
  reusedKeys,
  unexplainedFigures,
  unexplainedRaises,
} from './call-verdicts.ts';
import {
  type Account,
  type Ask,
  type Channel,
  channelsOf,
  controlOf,
  type Sandboxes,
  visit,
  visitsOf,
} from './customers.ts';
import { type Offer, offersOf } from './offers.ts';

/**
 * A storm over a running `npm start`, from outside: everything that can go wrong at the platforms goes wrong while
 * customers buy, cancel, return and change their orders at random. Then every figure must be exact, and what the
 * sandboxes were called with must be in order. Exits 0 if so; the same seed gives the same storm. An own shop
 * that is a sandbox (STOCKLINE_OWN_SHOP=true) takes part. `--links` names a file that `stockline map set --file` was given:
 * customers buy on the listings that it links as well, doubles and packs, and each must show what it can sell. What raised
 * a linked listing is not judged: a pack is whole again by one unit.
 *
 *     node --import ./node-24.js test/black-box/storm.ts --seed 1 [--orders 300] [--rate 8] [--skus 10] [--from 1]
 *         [--limit 600] [--links FILE.csv]
 */

const FAULTS = {
  webhook: { loss: 0, duplicate: 0.3, delayMs: [0, 3_000] },
  api: { throttle: 0.3, error: 0.2, timeout: 0.1, ignore: 0.1, latencyMs: 0 },
};
/** patchListingsItem of the Listings Items API 2021-08-01, per seller and app. */
const AMAZON_PUSHES = { perSecond: 5, burst: 5 };
const LOOK_EVERY_MS = 3_000;
/** All figures are right for so many readings: longer than a drift takes to be found on the local stack (10 s). */
const SAME_READINGS = 8;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    orders: { type: 'string', default: '300' },
    rate: { type: 'string', default: '8' },
    skus: { type: 'string', default: '10' },
    from: { type: 'string', default: '1' },
    limit: { type: 'string', default: '600' },
    links: { type: 'string' },
  },
});
const seed = Number(values.seed);
const limitMs = Number(values.limit) * 1_000;

type Outputs = {
  readonly api: { readonly url: string; readonly token: string };
} & Sandboxes;
type StockView = {
  readonly seq: number;
  readonly available: number;
  readonly listings: readonly {
    readonly channel: Channel;
    /** How many units it sells at a time, where it is linked; the figures are of so many then. */
    readonly units?: number;
    readonly sellable: number;
    readonly shown: number;
    readonly pending: number;
  }[];
};

const outputs = JSON.parse(readFileSync(process.env['STOCKLINE_OUTPUTS'] ?? '.local/outputs.json', 'utf8')) as Outputs;
const channels = channelsOf(outputs);
const problems: string[] = [];

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function json(url: string, init: RequestInit = {}): Promise<unknown> {
  const answer = await fetch(url, init);
  if (!answer.ok) {
    throw new Error(`${init.method ?? 'GET'} ${url} was answered with ${answer.status}: ${await answer.text()}`);
  }
  return answer.json();
}

const stockApi = (path: string) =>
  json(`${outputs.api.url}${path}`, { headers: { authorization: `Bearer ${outputs.api.token}` } });
const stockOf = async (sku: string) => (await stockApi(`/stock/${sku}`)) as StockView;
const control = (channel: Channel, path: string, init: RequestInit = {}) =>
  json(`${controlOf(outputs, channel)}/${path}`, { ...init, headers: { 'content-type': 'application/json' } });
const shows = async (channel: Channel, sku: string) =>
  ((await control(channel, `stock/${sku}`)) as { readonly available: number }).available;
const callsOf = async (channel: Channel) => (await control(channel, 'calls')) as readonly Call[];

const ask: Ask = async (channel, method, path, body) => {
  const answer = await fetch(`${controlOf(outputs, channel)}/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { id = '' } = (await answer.json()) as { readonly id?: string };
  if (!answer.ok && answer.status !== 409) {
    throw new Error(`${channel}: ${method} ${path} was answered with ${answer.status}.`);
  }
  return { isDone: answer.ok, id };
};

async function parkedNow(): Promise<readonly string[]> {
  const { parked } = (await stockApi('/parked')) as { readonly parked: readonly unknown[] };
  return parked.map((each) => JSON.stringify(each));
}

/** What is not yet as it should be; a reading that fails, as on a busy machine, is made again. */
async function unsettled(sku: string, expected: number): Promise<readonly string[]> {
  try {
    return await differences(sku, expected);
  } catch (error) {
    return [`${sku}: ${String(error)}`];
  }
}

async function differences(sku: string, expected: number): Promise<readonly string[]> {
  const { available, listings } = await stockOf(sku);
  const wrong = available === expected ? [] : [`${sku}: ${available} available, expected ${expected}`];
  const sellable = (units: number) => Math.floor(Math.max(0, expected) / units);
  for (const listing of listings) {
    const wanted = sellable(listing.units ?? 1);
    if (listing.sellable !== wanted || listing.shown !== wanted || listing.pending !== 0) {
      wrong.push(`${sku} on ${listing.channel}: ${JSON.stringify(listing)}, expected ${wanted}`);
    }
  }
  const own = offers.filter((each) => each.sku === sku);
  if (own.length !== listings.length) {
    wrong.push(`${sku} has ${listings.length} listings, expected ${own.length}`);
  }
  for (const { channel, name, units } of own) {
    const actual = await shows(channel, name);
    if (actual !== sellable(units)) {
      wrong.push(`${name} on ${channel} shows ${actual}, expected ${sellable(units)} of ${units} × ${sku}`);
    }
  }
  return wrong;
}

/** Waits until all figures are right and stay so; resolves with those that are not in the end. */
async function untilRight(expected: ReadonlyMap<string, number>): Promise<readonly string[]> {
  const deadline = Date.now() + limitMs;
  let rightReadings = 0;
  for (;;) {
    const wrong = (await Promise.all([...expected].map(([sku, units]) => unsettled(sku, units)))).flat();
    rightReadings = wrong.length === 0 ? rightReadings + 1 : 0;
    if (rightReadings >= SAME_READINGS || Date.now() > deadline) {
      return wrong;
    }
    await pause(LOOK_EVERY_MS);
  }
}

/** Lets the customers come; resolves with what must be available of each SKU, and what became of each order. */
async function storm(skus: readonly string[]) {
  const expected = new Map(await Promise.all(skus.map(async (sku) => [sku, (await stockOf(sku)).available] as const)));
  const namesOf = (channel: Channel, sku: string) =>
    offers.filter((each) => each.channel === channel && each.sku === sku).map(({ name }) => name);
  const visits = visitsOf(seed, Number(values.orders), skus, channels, namesOf);
  const accounts = await Promise.all(
    visits.map(async (each, index): Promise<readonly Account[]> => {
      await pause((index * 1_000) / Number(values.rate));
      const account = await visit(ask, each);
      const { sku, units } = offerAt(each.channel, each.sku);
      expected.set(sku, (expected.get(sku) ?? 0) - (account?.taken ?? 0) * units);
      return account === undefined ? [] : [account];
    }),
  );
  return { expected, accounts: accounts.flat() };
}

function offerAt(channel: Channel, name: string): Offer {
  const found = offers.find((each) => each.channel === channel && each.name === name);
  if (found === undefined) {
    throw new Error(`${channel} sells no ${name}.`);
  }
  return found;
}

async function judgeCalls(skus: readonly string[], since: string, accounts: readonly Account[]): Promise<void> {
  const surplus = new Map(accounts.map(({ order, taken, countedDown }) => [order, Math.max(0, countedDown - taken)]));
  for (const channel of channels) {
    const calls = (await callsOf(channel)).filter(({ at }) => at >= since);
    problems.push(...reusedKeys(calls).map((key) => `${channel}: key ${key} was used with other contents`));
    if (channel === 'amazon') {
      const beyond = callsBeyond(calls, AMAZON_PUSHES);
      problems.push(...(beyond > 0 ? [`amazon: ${beyond} calls beyond 5 a second, burst 5`] : []));
    }
    let pushes = 0;
    let movements = 0;
    for (const sku of skus) {
      const { entries } = (await stockApi(`/stock/${sku}/entries?after=0&limit=1000`)) as {
        readonly entries: readonly Entry[];
      };
      const own = offers.filter((each) => each.channel === channel && each.sku === sku);
      const made = calls.filter((call) => own.some(({ name }) => name === call.sku));
      pushes += effective(made).length / Math.max(1, own.length);
      movements += entries.filter(({ postedAt }) => postedAt >= since).length;
      if (own.length !== 1 || own[0]?.name !== sku) {
        continue;
      }
      const inOrder =
        channel === 'amazon'
          ? unexplainedFigures(made, entries)
          : unexplainedRaises(made, entries, { channel, surplus });
      problems.push(...inOrder.map((raise) => `${channel}: ${sku} was raised without an entry, ${raise}`));
    }
    say(`  ${channel}: ${calls.length} calls, ${Math.round(pushes)} a listing took effect, for ${movements} movements`);
    problems.push(...(pushes >= movements ? [`${channel}: nothing was coalesced`] : []));
  }
}

/** Someone edits each listing's figure by hand: the local stack sets the ledger's again. */
async function editByHand(sku: string): Promise<void> {
  const { available } = await stockOf(sku);
  for (const { channel, name } of offers.filter((each) => each.sku === sku)) {
    await control(channel, `stock/${name}`, { method: 'PUT', body: JSON.stringify({ available: available + 7 }) });
  }
  problems.push(...(await untilRight(new Map([[sku, available]]))).map((wrong) => `after the edits: ${wrong}`));
}

const skus = Array.from(
  { length: Number(values.skus) },
  (_, index) => `DEMO-${String(index + Number(values.from)).padStart(3, '0')}`,
);
const offers = offersOf(skus, channels, values.links === undefined ? '' : readFileSync(values.links, 'utf8'));
const since = new Date().toISOString();
const parkedBefore = await parkedNow();
say(`Storm ${seed}: ${values.orders} orders at ${values.rate}/s over ${skus.length} SKUs`);
for (const channel of channels) {
  await control(channel, 'faults', { method: 'PUT', body: JSON.stringify({ seed, ...FAULTS }) });
}
const { expected, accounts } = await storm(skus);
const over = Date.now();
say(`All orders are in. Expected: ${[...expected].map(([sku, units]) => `${sku} ${units}`).join(', ')}`);
problems.push(...(await untilRight(expected)));
say(
  `Figures ${problems.length === 0 ? 'are right' : 'are NOT right'} after ${Math.round((Date.now() - over) / 1_000)} s`,
);
await judgeCalls(skus, since, accounts);
for (const channel of channels) {
  await control(channel, 'faults', { method: 'DELETE' });
}
await editByHand(skus[0] ?? '');
const parked = (await parkedNow()).filter((each) => !parkedBefore.includes(each));
problems.push(...parked.map((each) => `parked: ${each}`));
for (const problem of problems) {
  say(`PROBLEM ${problem}`);
}
say(problems.length === 0 ? `Storm ${seed}: all is right.` : `Storm ${seed}: ${problems.length} problems.`);
process.exitCode = problems.length === 0 ? 0 : 1;
