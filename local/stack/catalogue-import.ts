/** Imports the demo catalogue into the ledger with the product's own command line. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '../processes/cannot-start.ts';
import { DEMO_BUNDLE, DEMO_CATALOGUE } from './demo-catalogue.ts';
import { hasStockWork } from './places.ts';
import { runStockline, type StocklineOptions } from './stockline-command.ts';

/** As a merchant at cut-over: imports every SKU that the channels list; what Shopify shows is on hand. */
const FROM_SHOPIFY = ['--stock-from', 'shopify'] as const;

/**
 * Imports the demo catalogue from the sandbox channels and makes its bundle, with the product's own command line. Where Square
 * counts at a place of its own, what lies there and at the main place was counted.
 */
export async function importCatalogue(options: StocklineOptions): Promise<void> {
  const stock = hasStockWork(process.env) ? ['--on-hand', countedFile(options.runFolder)] : FROM_SHOPIFY;
  const { code, output, logPath } = await runStockline(options, 'import', ['import', ...stock, '--yes']);
  if (code === 0) {
    return makeBundle(options);
  }
  process.stdout.write(output);
  throw new CannotStart(`The demo catalogue was not imported; what stockline printed is above and in ${logPath}.`);
}

function countedFile(folder: string): string {
  const file = join(folder, 'on-hand.csv');
  const rows = DEMO_CATALOGUE.flatMap(({ sku, quantity }) => [`${sku},main,${quantity}`, `${sku},counter,${quantity}`]);
  writeFileSync(file, ['sku,location,quantity', ...rows, ''].join('\n'));
  return file;
}

async function makeBundle(options: StocklineOptions): Promise<void> {
  const { sku, components } = DEMO_BUNDLE;
  const { code, output, logPath } = await runStockline(options, 'bundle', ['bundle', 'set', sku, ...components]);
  if (code === 0) {
    return;
  }
  process.stdout.write(output);
  throw new CannotStart(`The demo bundle was not made; what stockline printed is above and in ${logPath}.`);
}
