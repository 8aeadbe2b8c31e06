/** `npm run test:sale`: holds sales of the last units under escrow on a running deployment, and counts what was oversold. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { type Channel, channelsOf, controlOf, type Sandboxes } from './customers.ts';
import { holdSale } from './one-unit-sale.ts';

/**
 * Flash sales under escrow over a running `npm start`, one after the other, from outside, with webhooks doubled and up to
 * 3 s late: every unit must be sold, none twice, and the channels must never show more together than is left. What
 * customers of one sale chose is what the ledger expects of the next. Puts the SKU under escrow, receives what it lacks,
 * and afterwards takes back what was said of it in the policy book. Exits 0 if all held.
 *
 *     npm run test:sale -- [--seed 1] [--weights 1,1,1]… [--seconds 60] [--wanted 600] [--units 200] [--sku FLASH] [--keep]
 *
 * The first sale has that seed, and each further one the next. Weights are those of Shopify, Amazon and Square, and of the own
 * shop, where the run has one (STOCKLINE_OWN_SHOP; 1 unless given). An own shop that is no sandbox takes part where
 * --own-shop names a URL below which it answers, as the sandboxes do, `GET /_sandbox/stock/{sku}` with `{"available": 3}`, and
 * `POST /_sandbox/orders` with 201 or 409.
 */

const FAULTS = { webhook: { loss: 0, duplicate: 0.3, delayMs: [0, 3_000] } };
const REST_LIMIT_MS = 120_000;
const LINE_EVERY_MS = 5_000;
const PROJECT = join(import.meta.dirname, '..', '..');

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    weights: { type: 'string', multiple: true, default: ['7,2,1', '1,1,8', '1,1,1', '1,8,1', '5,3,2'] },
    seconds: { type: 'string', default: '60' },
    wanted: { type: 'string', default: '600' },
    units: { type: 'string', default: '200' },
    sku: { type: 'string', default: 'FLASH' },
    /** Leaves the SKU under escrow, for the next sale. */
    keep: { type: 'boolean', default: false },
    'own-shop': { type: 'string' },
  },
});
const { sku } = values;
const units = Number(values.units);

type Outputs = {
  readonly aws: { readonly endpoint: string };
  readonly api: { readonly url: string; readonly token: string };
} & Sandboxes;
type StockView = {
  readonly available: number;
  readonly escrow?: { readonly inForce: boolean };
  readonly listings: readonly {
    readonly channel: Channel;
    readonly sellable: number;
    readonly shown: number;
    readonly pending: number;
  }[];
};

const read = JSON.parse(readFileSync(process.env['STOCKLINE_OUTPUTS'] ?? '.local/outputs.json', 'utf8')) as Outputs;
const named = values['own-shop'];
const outputs: Outputs = named === undefined ? read : { ...read, ownShop: { sandbox: named } };
const channels = channelsOf(outputs);

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

const runFile = promisify(execFile);

/**
 * The operator's command line on the running stack; rejects with what it printed when it fails. This process goes on meanwhile:
 * were it to stand still, it would not notice that a server closed an idle connection, and send its next request there.
 */
async function stockline(...args: readonly string[]): Promise<void> {
  const port = String(Number(new URL(outputs.api.url).port) - 1);
  await runFile(process.execPath, [join(PROJECT, 'cli', 'stockline.js'), ...args, '--local'], {
    env: { ...process.env, STOCKLINE_PORT: port, STOCKLINE_EMULATOR_URL: outputs.aws.endpoint },
  });
}

const READS_MAX = 10;

/** On a machine where everything runs at once the function may not reach its table in time: then it is asked again. */
async function stock(reads = 1): Promise<StockView> {
  const headers = { authorization: `Bearer ${outputs.api.token}` };
  const answer = await fetch(`${outputs.api.url}/stock/${sku}`, { headers });
  if (answer.status >= 500 && reads < READS_MAX) {
    await pause(1_000);
    return await stock(reads + 1);
  }
  if (!answer.ok) {
    throw new Error(`The stock API answered ${answer.status}: ${await answer.text()}`);
  }
  return (await answer.json()) as StockView;
}

const control = (channel: Channel, path: string, method = 'GET', body?: object) =>
  fetch(`${controlOf(outputs, channel)}/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

async function shows(channel: Channel): Promise<number> {
  const answer = await control(channel, `stock/${sku}`);
  return ((await answer.json()) as { readonly available: number }).available;
}

async function buyOne(channel: Channel): Promise<boolean> {
  const answer = await control(channel, 'orders', 'POST', { lines: [{ sku, quantity: 1 }] });
  await answer.arrayBuffer();
  if (answer.status !== 201 && answer.status !== 409) {
    throw new Error(`${channel} answered an order with ${answer.status}.`);
  }
  return answer.status === 201;
}

/** Waits until the ledger has so many, every listing ended at its sellable, and `isSo` of the whole; false: it did not. */
async function comesToRest(available: number, isSo: (view: StockView) => boolean): Promise<boolean> {
  for (const deadline = Date.now() + REST_LIMIT_MS; Date.now() < deadline; await pause(500)) {
    const [view, ...shown] = await Promise.all([stock(), ...channels.map(shows)]);
    const areListingsRight = view.listings.every(
      ({ channel, sellable, shown: believed, pending }) =>
        pending === 0 && believed === sellable && shown[channels.indexOf(channel)] === sellable,
    );
    if (view.available === available && areListingsRight && isSo(view)) {
      return true;
    }
  }
  return false;
}

async function hold(seed: number, weights: string): Promise<readonly string[]> {
  const { available } = await stock();
  if (available !== units) {
    await stockline('correct', sku, `--on-hand=${units - available}`, '--reason', 'escrow sale', '--yes');
  }
  const began = Date.now();
  await stockline('policy', 'set', '--sku', sku, '--policy', 'escrow', '--yes');
  if (!(await comesToRest(units, ({ escrow }) => escrow?.inForce === true))) {
    return [`escrow did not come into force: ${JSON.stringify(await stock())}`];
  }
  say(`${units} units under escrow, in force after ${seconds(began)} s: ${JSON.stringify((await stock()).listings)}`);
  const problems: string[] = [];
  let printedAt = Date.now();
  const startedAt = Date.now();
  const account = await holdSale(
    { buyOne, shows },
    {
      seed,
      channels,
      weights: weightsOf(weights),
      seconds: Number(values.seconds),
      wanted: Number(values.wanted),
      units,
    },
    (line) => {
      if (Date.now() - printedAt >= LINE_EVERY_MS) {
        printedAt = Date.now();
        say(`  ${seconds(startedAt)} s: ${line}`);
      }
    },
  );
  const over = Date.now();
  const sold = channels.reduce((total, channel) => total + account.sold[channel], 0);
  say(`sold ${sold} (${channels.map((channel) => `${channel} ${account.sold[channel]}`).join(', ')}),`);
  say(
    `  ${account.refused} refused in ${seconds(startedAt)} s; ${account.readings} readings, worst excess ${account.worstExcess}`,
  );
  problems.push(...(sold === units ? [] : [`${sold} sold of ${units}`]));
  problems.push(...(account.worstExcess > 0 ? [`${account.worstExcess} shown beyond what was left`] : []));
  if (!(await comesToRest(units - sold, () => true))) {
    problems.push(`not at rest: ${JSON.stringify(await stock())}, shows ${await Promise.all(channels.map(shows))}`);
  }
  say(`quiet after ${seconds(over)} s; ${Math.max(0, -(await stock()).available)} oversold`);
  return problems;
}

/** One for each channel. */
function weightsOf(text: string): readonly number[] {
  const given = text.split(',').map(Number);
  return channels.map((_, index) => given[index] ?? 1);
}

function seconds(since: number): string {
  return ((Date.now() - since) / 1_000).toFixed(0);
}

/** Those whose messages can be doubled and delayed. */
const sandboxes = channelsOf(read);

/** The sale with its faults; false where it did not go right. */
async function holdWithFaults(seed: number, weights: string): Promise<boolean> {
  for (const channel of sandboxes) {
    await control(channel, 'faults', 'PUT', { seed, ...FAULTS });
  }
  const problems = await hold(seed, weights);
  for (const problem of problems) {
    say(`PROBLEM ${problem}`);
  }
  say(`Escrow sale ${seed} (${weights}): ${problems.length === 0 ? 'all is right' : 'NOT right'}.`);
  return problems.length === 0;
}

process.exitCode = 0;
try {
  for (const [index, weights] of values.weights.entries()) {
    if (!(await holdWithFaults(Number(values.seed) + index, weights))) {
      process.exitCode = 1;
    }
  }
} finally {
  for (const channel of sandboxes) {
    await control(channel, 'faults', 'DELETE');
  }
  if (!values.keep) {
    await stockline('policy', 'set', '--sku', sku, '--clear', '--yes');
  }
}
