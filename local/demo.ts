/** `npm run demo`: one flash sale three times, by the batch and on the running `npm start` under two policies. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { replayUnderBatch } from './flash-sale/batch.ts';
import { comparison, HEADINGS, REGIMES, type Regime, type RegimeResult } from './flash-sale/comparison.ts';
import { holdLiveSale, restorePolicy } from './flash-sale/live-sale.ts';
import { saleTable } from './flash-sale/picture.ts';
import { openPolicyDesk } from './flash-sale/policy.ts';
import { type Purchase, planPurchases } from './flash-sale/purchases.ts';
import { oversold, totals } from './flash-sale/sale.ts';
import { stocklineClient } from './flash-sale/stockline-client.ts';
import { openRun } from './processes/run.ts';
import { print, printError, printProblem } from './processes/terminal.ts';
import { outputsPath, readOutputs } from './stack/outputs.ts';

const HELP = `npm run demo -- [options]

The same flash sale of FLASH, 200 units on the three sandbox channels at once, the same customers each time: under a
batch that sets the channels every 30 minutes (replayed on paper), then live beside a running npm start under the
policies shared and escrow. More is wanted than there is. Before each live sale the till brings the stock to 200; in the
end the SKU's policy is what it was. Exits 0 if every listing ended at its sellable, 1 if not.

  --policy LIST  which of ${REGIMES.join(', ')}, in that order (all)
  --units N      units that the customers want together (400)
  --seconds N    how long each sale lasts (40)
  --seed N       who comes when and where; the same seed gives the same customers (random, printed)
  --help
`;

const SKU = 'FLASH';
const STOCK = 200;
const PROJECT = join(import.meta.dirname, '..');

const run = openRun();
process.exit(await main());

async function main(): Promise<number> {
  const options = readOptions();
  if (typeof options === 'number') {
    return options;
  }
  try {
    return await Promise.race([demo(options), run.stopped()]);
  } catch (error) {
    printProblem(error);
    return 1;
  } finally {
    await run.close();
  }
}

type DemoOptions = {
  readonly regimes: readonly Regime[];
  readonly units: number;
  readonly seconds: number;
  readonly seed: number;
};

/** The options, or the exit code when there is nothing to do with them. */
function readOptions(): DemoOptions | number {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      options: { policy: text, units: text, seconds: text, seed: text, help: { type: 'boolean' } },
    });
    if (values.help) {
      print(HELP);
      return 0;
    }
    return {
      regimes: regimesIn(values.policy ?? REGIMES.join(',')),
      units: wholeNumber('units', values.units ?? '400', 1),
      seconds: wholeNumber('seconds', values.seconds ?? '40', 1),
      seed: wholeNumber('seed', values.seed ?? String(Math.floor(Math.random() * 1_000_000)), 0),
    };
  } catch (error) {
    printError(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    return 2;
  }
}

function regimesIn(text: string): readonly Regime[] {
  const named = text.split(',');
  const unknown = named.find((name) => !REGIMES.some((regime) => regime === name));
  if (unknown !== undefined) {
    throw new Error(`--policy names "${unknown}": give some of ${REGIMES.join(', ')}.`);
  }
  return REGIMES.filter((regime) => named.includes(regime));
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) {
    throw new Error(`--${name} is "${text}": it must be a whole number, ${least} or more.`);
  }
  return value;
}

async function demo({ regimes, units, seconds, seed }: DemoOptions): Promise<number> {
  const outputs = readOutputs(outputsPath(PROJECT, process.env));
  const runFolder = mkdtempSync(join(tmpdir(), 'stockline-demo-'));
  run.removeAtEnd(runFolder);
  const client = stocklineClient(outputs);
  const desk = await openPolicyDesk(SKU, { outputs, projectFolder: PROJECT, runFolder });
  run.onStop(`the demo's policy of ${SKU}`, () => desk.restore());
  const purchases = planPurchases({ units, seconds, seed });
  print(
    `${STOCK} units of ${SKU} on three channels, ${units} wanted by ${purchases.length} customers within ${seconds} s (--seed ${seed})`,
  );
  print(`In a browser: ${outputs.page.url}#/flash/${SKU} (the token is ${outputs.api.token})`);
  const results: RegimeResult[] = [];
  const live = { client, desk, sku: SKU, units: STOCK, seconds, purchases };
  for (const regime of regimes) {
    print(`\n${HEADINGS[regime]}\n`);
    const result = regime === 'batch' ? replayed(purchases, units) : await holdLiveSale({ ...live, regime });
    if (result === undefined) {
      return 1;
    }
    results.push(result);
  }
  print(`\nThe same customers, ${STOCK} units:\n\n${comparison(results)}\n`);
  return (await restorePolicy(live)) && results.every(({ isAtSellable }) => isAtSellable) ? 0 : 1;
}

/** The batch needs no running stack: its channels learn of nothing while the customers buy. */
function replayed(purchases: readonly Purchase[], wanted: number): RegimeResult {
  const { state, pushes } = replayUnderBatch(purchases, STOCK);
  print(saleTable(state, 1, wanted).join('\n'));
  const [{ sold, refused }, left] = [totals(state), Math.max(0, state.available)];
  return { regime: 'batch', sold, refused, oversold: oversold(state.available), left, pushes, isAtSellable: true };
}
