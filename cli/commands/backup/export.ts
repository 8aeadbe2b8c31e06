/** `npx stockline export`: prints the sales of the ledger as CSV, or the whole ledger as JSON lines. */
import { pipeline } from 'node:stream/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { everyItem } from '../../../shared/aws/backup/ledger-copy.ts';
import { OF_A_COMMAND } from '../../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../../shared/aws/lambda/document-client.ts';
import { everySku } from '../../../shared/aws/ledger/sku-scan.ts';
import { dynamoStockReader } from '../../../shared/aws/ledger/stock-reader.ts';
import { everyEntry } from '../../../shared/aws/lists/past-reader.ts';
import { type RecordedSale, salesOf } from '../../../shared/usecases/reading/export-sales.ts';
import { optionsOf, skuWord } from '../../arguments/arguments.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../../command.ts';
import { findDeployment } from '../../deployment/deployment.ts';
import { csvField } from '../../files/csv-field.ts';
import { entryLines } from '../../files/entries-file.ts';
import { ledgerLines } from '../../files/ledger-file.ts';

const HEADER = 'time,channel,sku,quantity';

const OPTIONS = {
  ...COMMON_OPTIONS,
  sku: { type: 'string', multiple: true },
  since: { type: 'string' },
  ledger: { type: 'boolean', default: false },
  entries: { type: 'boolean', default: false },
} as const;

export const exportCommand: Command = {
  options: OPTIONS,
  words: ['entries'],
  usage: `Usage: npx stockline export [--sku SKU …] [--since TIME] [options]

Prints lines of ${HEADER} under this header: SKU by SKU, oldest first. A cancelled unit is
printed too: a replay is about what customers wanted.

  --sku SKU         only this SKU (may be given several times)
  --since TIME      only what was sold then or later, ISO 8601 as 2026-11-27T00:00:00Z
  --entries         instead: every entry as JSON lines, to follow the chains without the ledger:
                    npx stockline verify --export FILE. \`npx stockline export entries\` says the same
  --ledger          instead: the whole ledger as JSON lines, for npx stockline import-ledger. Also while it is in use
${COMMON_USAGE}
With --json one object a line. A SKU that a spreadsheet would take for a formula has an apostrophe before it in CSV.

Examples: npx stockline export --since 2026-11-27T00:00:00Z > sales.csv
          npx stockline export entries > entries.jsonl
          npx stockline export --ledger > ledger.jsonl`,
  run: async (args) => {
    const values = optionsOf(args[0] === 'entries' ? ['--entries', ...args.slice(1)] : args, OPTIONS);
    if (values.entries) {
      if (values.ledger || values.sku !== undefined || values.since !== undefined) {
        throw new UsageError('All entries are printed: leave --ledger, --sku and --since out.');
      }
      return printEntries((await findDeployment(values)).table);
    }
    if (values.ledger) {
      if (values.sku !== undefined || values.since !== undefined) {
        throw new UsageError('--ledger prints the whole ledger: leave --sku and --since out.');
      }
      return printLedger((await findDeployment(values)).table);
    }
    const since = timeIn(values.since);
    const skus = values.sku?.map(skuWord);
    const { table } = await findDeployment(values);
    const database = documentClient(OF_A_COMMAND);
    const reader = dynamoStockReader(database, table);
    const line = values.json ? jsonLine : csvLine;
    process.stdout.write(values.json ? '' : `${HEADER}\n`);
    for await (const sku of skus ?? everySku(database, table)) {
      const sales = await salesOf(reader, sku, since);
      process.stdout.write(sales.map((sale) => `${line(sale)}\n`).join(''));
    }
    return 0;
  },
};

async function printEntries(table: string): Promise<number> {
  await pipeline(entryLines(everyEntry(documentClient(OF_A_COMMAND), table)), process.stdout, { end: false });
  return 0;
}

async function printLedger(table: string): Promise<number> {
  const items = everyItem(new DynamoDBClient(OF_A_COMMAND), table);
  const lines = ledgerLines(items, { table, exportedAt: new Date().toISOString() });
  // A slow disk or pipe is waited for: a large ledger does not pile up in memory.
  await pipeline(lines, process.stdout, { end: false });
  return 0;
}

function timeIn(text: string | undefined): string | undefined {
  if (text === undefined) {
    return undefined;
  }
  const time = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(time.getTime())) {
    throw new UsageError(`--since ${text}: use ISO 8601, as 2026-11-27T00:00:00Z.`);
  }
  return time.toISOString();
}

function csvLine({ time, channel, sku, quantity }: RecordedSale): string {
  return [time, channel, csvField(sku), quantity].join(',');
}

function jsonLine(sale: RecordedSale): string {
  return JSON.stringify(sale);
}
