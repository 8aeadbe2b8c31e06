/** Imports the demo catalogue into the ledger with the product's own command line. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '../processes/cannot-start.ts';
import { hasStockWork } from './asked-for.ts';
import { DEMO_BUNDLE, DEMO_CATALOGUE } from './demo-catalogue.ts';
import { DEMO_ARTICLES, demoLinksFile } from './demo-listings.ts';
import { runStockline, type StocklineOptions } from './stockline-command.ts';

/** As a merchant at cut-over: imports every SKU that the channels list; what Shopify shows is on hand. */
const FROM_SHOPIFY = ['--stock-from', 'shopify'] as const;

/**
 * Imports the demo catalogue from the sandbox channels with the product's own command line: first the links, so that the
 * import finds what each listing sells, then the SKUs, then the bundle. Where Square counts at a place of its own, what lies
 * there and at the main place was counted.
 */
export async function importCatalogue(options: StocklineOptions): Promise<void> {
  const { sku, components } = DEMO_BUNDLE;
  const stock = hasStockWork(process.env) ? ['--on-hand', countedFile(options.runFolder)] : FROM_SHOPIFY;
  const links = fileOf(options.runFolder, 'links.csv', demoLinksFile());
  await mustSucceed(options, 'map', ['map', 'set', '--file', links, '--yes'], 'The demo listings were not linked');
  await mustSucceed(options, 'import', ['import', ...stock, '--yes'], 'The demo catalogue was not imported');
  await mustSucceed(options, 'bundle', ['bundle', 'set', sku, ...components, '--yes'], 'The demo bundle was not made');
}

async function mustSucceed(
  options: StocklineOptions,
  log: string,
  args: readonly string[],
  problem: string,
): Promise<void> {
  const { code, output, logPath } = await runStockline(options, log, args);
  if (code !== 0) {
    process.stdout.write(output);
    throw new CannotStart(`${problem}; what stockline printed is above and in ${logPath}.`);
  }
}

function countedFile(folder: string): string {
  const counted = [...DEMO_CATALOGUE.map(({ sku, quantity }) => ({ sku, onHand: quantity })), ...DEMO_ARTICLES];
  const rows = counted.flatMap(({ sku, onHand }) => [`${sku},main,${onHand}`, `${sku},counter,${onHand}`]);
  return fileOf(folder, 'on-hand.csv', ['sku,location,quantity', ...rows, ''].join('\n'));
}

function fileOf(folder: string, name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}
