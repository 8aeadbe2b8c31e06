/** `npx stockline stock`: what is there of a SKU, and what each of its listings shows. */
import { parseArgs } from 'node:util';
import { documentClient, OF_A_COMMAND } from '../../../shared/aws/lambda/clients.ts';
import { dynamoStockReader } from '../../../shared/aws/ledger/stock-reader.ts';
import { configuredRules } from '../../../shared/config.ts';
import { parseSku } from '../../../shared/domain/identifiers.ts';
import { OPERATOR_COMMANDS } from '../../../shared/operator-commands.ts';
import { readStock, readStockAt } from '../../../shared/usecases/reading/read-stock.ts';
import { withConcurrency } from '../../../shared/with-concurrency.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../../command.ts';
import { findDeployment } from '../../deployment.ts';
import { printable } from '../../printable.ts';
import { stockAtLines, stockLines } from '../../reports/stock-report.ts';
import { timeOption } from '../../time-option.ts';

export const stockCommand: Command = {
  summary: 'show the stock of SKUs, and what each of their listings may show and shows',
  usage: `Usage: npx stockline stock SKU … [--at TIME] [options]

Shows on hand, committed, held, unavailable and available, and for each listing what it may show (sellable) and what it shows.
Exit code 1 when the ledger does not have one of the SKUs.

  --at TIME         the stock as it was then, as 2026-11-24T18:00:00Z: after the last entry posted by that time
${COMMON_USAGE}

Example: npx stockline stock DEMO-001 FLASH`,
  run,
};

/** SKUs read at a time. */
const SKUS_AT_ONCE = 16;

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { ...COMMON_OPTIONS, at: { type: 'string' } },
    allowPositionals: true,
  });
  if (positionals.length === 0) {
    throw new UsageError('Name one SKU or more.');
  }
  const skus = positionals.map(parseSku);
  const at = values.at === undefined ? undefined : new Date(timeOption('--at', values.at));
  const { table, config } = await findDeployment(values);
  const reader = dynamoStockReader(documentClient(OF_A_COMMAND), table);
  const rules = configuredRules(config);
  const read = await withConcurrency(SKUS_AT_ONCE, skus, async (sku) => {
    if (at !== undefined) {
      const stock = await readStockAt(reader, sku, at);
      return { sku, stock, lines: stock && stockAtLines(stock) };
    }
    const stock = await readStock(reader, rules, sku, new Date());
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
