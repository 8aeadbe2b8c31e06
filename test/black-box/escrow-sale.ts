/** Holds a sale of the last units under escrow on a running deployment, and counts what was oversold. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CHANNELS, type Channel } from './customers.ts';
import { holdSale } from './one-unit-sale.ts';

/**
 * A flash sale under escrow over a running `npm start`, from outside, with webhooks doubled and up to 3 s late: every
 * unit must be sold, none twice, and the channels must never show more together than is left. Puts the SKU under escrow,
 * receives what it lacks, and afterwards takes back what was said of it in the policy book. Exits 0 if all held.
 *
 *     node --import ./node-24.js test/black-box/escrow-sale.ts --seed 1 [--weights 1,1,1] [--seconds 60]
 *         [--wanted 600] [--units 200] [--sku FLASH] [--keep]
 */

const FAULTS = { webhook: { loss: 0, duplicate: 0.3, delayMs: [0, 3_000] } };
const REST_LIMIT_MS = 120_000;
const LINE_EVERY_MS = 5_000;
const PROJECT = join(import.meta.dirname, '..', '..');

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    weights: { type: 'string', default: '1,1,1' },
    seconds: { type: 'string', default: '60' },
    wanted: { type: 'string', default: '600' },
    units: { type: 'string', default: '200' },
    sku: { type: 'string', default: 'FLASH' },
    /** Leaves the SKU under escrow, for the next sale. */
    keep: { type: 'boolean', default: false },
  },
});
const { sku } = values;
const units = Number(values.units);

type Outputs = {
  readonly aws: { readonly endpoint: string };
  readonly api: { readonly url: string; readonly token: string };
  readonly sandbox: Readonly<Record<Channel, string>>;
};
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

const outputs = JSON.parse(readFileSync(process.env['STOCKLINE_OUTPUTS'] ?? '.local/outputs.json', 'utf8')) as Outputs;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** The operator's command line on the running stack; throws what it printed when it fails. */
function stockline(...args: readonly string[]): void {
  const port = String(Number(new URL(outputs.api.url).port) - 1);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(PROJECT, 'cli', 'stockline.js'), ...args, '--local'],
    {
      encoding: 'utf8',
      env: { ...process.env, STOCKLINE_PORT: port, STOCKLINE_EMULATOR_URL: outputs.aws.endpoint },
    },
  );
  if (status !== 0) {
    throw new Error(`stockline ${args.join(' ')} ended with ${status}: ${stdout}${stderr}`);
  }
}

async function stock(): Promise<StockView> {
  const headers = { authorization: `Bearer ${outputs.api.token}` };
  const answer = await fetch(`${outputs.api.url}/stock/${sku}`, { headers });
  if (!answer.ok) {
    throw new Error(`The stock API answered ${answer.status}: ${await answer.text()}`);
  }
  return (await answer.json()) as StockView;
}

const control = (channel: Channel, path: string, method = 'GET', body?: object) =>
  fetch(`${outputs.sandbox[channel]}/_sandbox/${path}`, {
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
    const [view, ...shown] = await Promise.all([stock(), ...CHANNELS.map(shows)]);
    const areListingsRight = view.listings.every(
      ({ channel, sellable, shown: believed, pending }) =>
        pending === 0 && believed === sellable && shown[CHANNELS.indexOf(channel)] === sellable,
    );
    if (view.available === available && areListingsRight && isSo(view)) {
      return true;
    }
  }
  return false;
}

async function main(): Promise<readonly string[]> {
  const { available } = await stock();
  if (available !== units) {
    stockline('correct', sku, `--on-hand=${units - available}`, '--reason', 'escrow sale');
  }
  const began = Date.now();
  stockline('policy', 'set', '--sku', sku, '--policy', 'escrow', '--yes');
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
      seed: Number(values.seed),
      weights: values.weights.split(',').map(Number),
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
  const sold = CHANNELS.reduce((total, channel) => total + account.sold[channel], 0);
  say(`sold ${sold} (${CHANNELS.map((channel) => `${channel} ${account.sold[channel]}`).join(', ')}),`);
  say(
    `  ${account.refused} refused in ${seconds(startedAt)} s; ${account.readings} readings, worst excess ${account.worstExcess}`,
  );
  problems.push(...(sold === units ? [] : [`${sold} sold of ${units}`]));
  problems.push(...(account.worstExcess > 0 ? [`${account.worstExcess} shown beyond what was left`] : []));
  if (!(await comesToRest(units - sold, () => true))) {
    problems.push(`not at rest: ${JSON.stringify(await stock())}, shows ${await Promise.all(CHANNELS.map(shows))}`);
  }
  say(`quiet after ${seconds(over)} s; ${Math.max(0, -(await stock()).available)} oversold`);
  return problems;
}

function seconds(since: number): string {
  return ((Date.now() - since) / 1_000).toFixed(0);
}

for (const channel of CHANNELS) {
  await control(channel, 'faults', 'PUT', { seed: Number(values.seed), ...FAULTS });
}
try {
  const problems = await main();
  for (const problem of problems) {
    say(`PROBLEM ${problem}`);
  }
  say(`Escrow sale ${values.seed} (${values.weights}): ${problems.length === 0 ? 'all is right' : 'NOT right'}.`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  for (const channel of CHANNELS) {
    await control(channel, 'faults', 'DELETE');
  }
  if (!values.keep) {
    stockline('policy', 'set', '--sku', sku, '--clear', '--yes');
  }
}
