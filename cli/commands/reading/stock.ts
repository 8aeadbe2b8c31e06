/** `npx stockline stock`: what is there of a SKU, and what each of its listings shows. */
import { OF_A_COMMAND } from '../../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../../shared/aws/lambda/document-client.ts';
import { dynamoStockReader } from '../../../shared/aws/ledger/stock-reader.ts';
import { configuredRules } from '../../../shared/config.ts';
import { OPERATOR_COMMANDS } from '../../../shared/operator-commands.ts';
import { readStock, readStockAt } from '../../../shared/usecases/reading/read-stock.ts';
import { withConcurrency } from '../../../shared/with-concurrency.ts';
import { argumentsOf, skuWord } from '../../arguments/arguments.ts';
import { timeOption } from '../../arguments/time-option.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../../command.ts';
import { findDeployment } from '../../deployment/deployment.ts';
import { printAllStock } from '../../reading/all-stock.ts';
import { stockAtLines, stockLines } from '../../reports/reading/stock-report.ts';
import { printable } from '../../terminal/printable.ts';

const OPTIONS = {
  ...COMMON_OPTIONS,
  at: { type: 'string' },
  'as-known-now': { type: 'boolean', default: false },
  listings: { type: 'boolean', default: false },
  format: { type: 'string' },
} as const;

export const stockCommand: Command = {
  options: OPTIONS,
  usage: `Usage: npx stockline stock SKU … [--at TIME] [options]
       npx stockline stock --at TIME --format csv|json [--listings|--as-known-now] [options]

Shows on hand, committed, held, unavailable and available, and for each listing what it may show (sellable) and what it shows.
Exit code 1 when the ledger does not have one of the SKUs.

  --at TIME         the stock as it was then, as 2026-11-24T18:00:00Z: after the last entry posted by that time. Without a
                    SKU: that of all SKUs, with the number and the hash of that entry. It stays the same whenever it is asked
  --as-known-now    instead: of what had happened by then, whenever it was reported. Reads every entry of the ledger
  --listings        what each listing showed then, as far as pushes and its own sales say it. Some reads for each SKU
  --format FORMAT   csv: a line for each SKU and location, or listing; json: a line for each SKU
${COMMON_USAGE}

Examples: npx stockline stock DEMO-001 FLASH
          npx stockline stock --at 2026-12-31T23:59:59Z --format csv > year-end.csv`,
  run,
};

/** SKUs read at a time. */
const SKUS_AT_ONCE = 16;

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, OPTIONS);
  if (positionals.length === 0 && values.format !== undefined) {
    return printAllStock(values);
  }
  if (values['as-known-now'] || values.listings || values.format !== undefined) {
    throw new UsageError(
      '--format, --listings and --as-known-now are of all SKUs: name none, and give both --at and --format.',
    );
  }
  if (positionals.length === 0) {
    throw new UsageError('Name one SKU or more, or give --format csv for all.');
  }
  const skus = positionals.map(skuWord);
  const at = values.at === undefined ? undefined : new Date(timeOption('--at', values.at));
  const { table, config } = await findDeployment(values);
  const reader = dynamoStockReader(documentClient(OF_A_COMMAND), table);
  const settings = { rules: configuredRules(config), settleMs: config.settleSeconds * 1_000 };
  const read = await withConcurrency(SKUS_AT_ONCE, skus, async (sku) => {
    if (at !== undefined) {
      const stock = await readStockAt(reader, sku, at);
      return { sku, stock, lines: stock && stockAtLines(stock) };
    }
    const stock = await readStock(reader, settings, sku, new Date());
    return { sku, stock, lines: stock && stockLines(stock) };
  });
  if (values.json) {
    const [stocks, unknown] = [
      read.flatMap(({ stock }) => stock ?? []),
      read.filter(({ stock }) => stock === undefined),
    ];
    process.stdout.write(`${JSON.stringify({ stocks, unknown: unknown.map(({ sku }) => sku) })}\n`);
  } else {
    const missing =
      at === undefined
        ? `the ledger has no such SKU. ${OPERATOR_COMMANDS.import} takes it in`
        : 'nothing was posted by then';
    process.stdout.write(
      read.map(({ sku, lines }) => `${(lines ?? [`${printable(sku)}  ${missing}`]).join('\n')}\n`).join(''),
    );
  }
  return read.every(({ stock }) => stock !== undefined) ? 0 : 1;
}
