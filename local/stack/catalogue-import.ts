/** Imports the demo catalogue into the ledger with the product's own command line. */
import { CannotStart } from '../processes/cannot-start.ts';
import { DEMO_BUNDLE } from './demo-catalogue.ts';
import { runStockline, type StocklineOptions } from './stockline-command.ts';

/** As a merchant at cut-over: imports every SKU that the channels list; what Shopify shows is on hand. */
const IMPORT = ['import', '--stock-from', 'shopify', '--yes'] as const;

/** Imports the demo catalogue from the sandbox channels and makes its bundle, with the product's own command line. */
export async function importCatalogue(options: StocklineOptions): Promise<void> {
  const { code, output, logPath } = await runStockline(options, 'import', IMPORT);
  if (code === 0) {
    return makeBundle(options);
  }
  process.stdout.write(output);
  throw new CannotStart(`The demo catalogue was not imported; what stockline printed is above and in ${logPath}.`);
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
