import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CannotStart } from './cannot-start.ts';
import { measureLag } from './flash-sale/lag.ts';
import { saleLine, saleTable, summary } from './flash-sale/picture.ts';
import { planPurchases } from './flash-sale/purchases.ts';
import { untilQuiet } from './flash-sale/quiet.ts';
import { holdSale, newSale, type SaleState, totals } from './flash-sale/sale.ts';
import { type StocklineClient, stocklineClient } from './flash-sale/stockline-client.ts';
import { outputsPath, readOutputs } from './outputs.ts';

/** `npm run demo`: a flash sale on the three sandbox channels of the running `npm start`. */

const HELP = `npm run demo -- [options]

A flash sale of FLASH on the three sandbox channels at once, beside a running npm start: customers want more than there
is, each on one channel that sees the others' sales only through Stockline. Exits 0 if every listing ended at its
sellable, 1 if not.

  --units N      units that the customers want together (300)
  --seconds N    how long the sale lasts (30)
  --seed N       who comes when and where; the same seed gives the same customers (random, printed)
  --help
`;

const SKU = 'FLASH';
const STOCK = 200;
const QUIET_WITHIN_MS = 90_000;
const LINE_EVERY_MS = 3_000;

process.exit(await main());

async function main(): Promise<number> {
  const options = readOptions();
  if (typeof options === 'number') return options;
  try {
    const client = stocklineClient(readOutputs(outputsPath(join(import.meta.dirname, '..'), process.env)));
    return await flashSale(client, options);
  } catch (error) {
    console.error(error instanceof CannotStart ? `Error: ${error.message}` : error);
    return 1;
  }
}

type SaleOptions = { readonly units: number; readonly seconds: number; readonly seed: number };

/** The options, or the exit code when there is nothing to do with them. */
function readOptions(): SaleOptions | number {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({ options: { units: text, seconds: text, seed: text, help: { type: 'boolean' } } });
    if (values.help) {
      console.log(HELP);
      return 0;
    }
    return {
      units: wholeNumber('units', values.units ?? '300', 1),
      seconds: wholeNumber('seconds', values.seconds ?? '30', 1),
      seed: wholeNumber('seed', values.seed ?? String(Math.floor(Math.random() * 1_000_000)), 0),
    };
  } catch (error) {
    console.error(`Error: ${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    return 2;
  }
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) {
    throw new Error(`--${name} is "${text}": it must be a whole number, ${least} or more.`);
  }
  return value;
}

async function flashSale(client: StocklineClient, { units, seconds, seed }: SaleOptions): Promise<number> {
  const before = await client.stock(SKU);
  const state = newSale(before.available);
  if (before.available < STOCK) {
    console.log(
      `${SKU} has ${before.available} available: receiving ${STOCK - before.available} at the main location.`,
    );
    await client.receive(SKU, STOCK - before.available);
  }
  const waiting = { client, sku: SKU, state, limitMs: QUIET_WITHIN_MS };
  const start = Math.max(STOCK, before.available);
  const ready = await untilQuiet({ ...waiting, available: start, onLook: () => undefined });
  if (!ready.settled) {
    console.log(summary(state, ready, undefined));
    return 1;
  }

  console.log(
    `${ready.available} units of ${SKU} on three channels, ${units} wanted within ${seconds} s (--seed ${seed})\n`,
  );
  const draw = picture();
  const share = (elapsedMs: number) => elapsedMs / (seconds * 1000);
  await holdSale({
    client,
    sku: SKU,
    purchases: planPurchases({ units, seconds, seed }),
    state,
    onLook: (elapsedMs) => draw(state, share(elapsedMs), units),
  });
  const available = ready.available - totals(state).sold;
  const quiet = await untilQuiet({ ...waiting, available, onLook: () => draw(state, 1, units) });
  console.log(`\n${summary(state, quiet, await measureLag(client, state.orders))}`);
  return quiet.settled ? 0 : 1;
}

/** Draws the sale over its last picture in a terminal, and prints a line now and then elsewhere. */
function picture(): (state: SaleState, share: number, wanted: number) => void {
  let drawn = 0;
  let printedAt = Number.NEGATIVE_INFINITY;
  return (state, share, wanted) => {
    if (process.stdout.isTTY) {
      const lines = saleTable(state, share, wanted);
      const back = drawn > 0 ? `\x1b[${drawn}A` : '';
      process.stdout.write(`${back}${lines.map((line) => `\x1b[2K${line}\n`).join('')}`);
      drawn = lines.length;
    } else if (performance.now() - printedAt >= LINE_EVERY_MS) {
      printedAt = performance.now();
      console.log(saleLine(state));
    }
  };
}
