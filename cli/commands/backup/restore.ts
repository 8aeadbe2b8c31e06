/** `npx stockline restore`: restores the ledger as it was at a time into a new table, and says what it lacks. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  type RestorablePeriod,
  type RestoreTime,
  restorablePeriod,
  restoreTable,
} from '../../../shared/aws/backup/table-restore.ts';
import { OF_A_COMMAND } from '../../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../../shared/aws/lambda/document-client.ts';
import { dynamoLedgerStore } from '../../../shared/aws/ledger/ledger-store.ts';
import { everySku } from '../../../shared/aws/ledger/sku-scan.ts';
import { dynamoStockReader } from '../../../shared/aws/ledger/stock-reader.ts';
import { entriesMissing } from '../../../shared/usecases/reading/entries-missing.ts';
import { optionsOf } from '../../arguments/arguments.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../../command.ts';
import { findDeployment } from '../../deployment/deployment.ts';
import { verifiedLedger } from '../../deployment/verified-ledger.ts';
import { restoreReport } from '../../reports/restore-report.ts';
import { printableLines } from '../../terminal/printable.ts';

const OPTIONS = { ...COMMON_OPTIONS, to: { type: 'string' }, table: { type: 'string' } } as const;

export const restoreCommand: Command = {
  options: OPTIONS,
  usage: `Usage: npx stockline restore --to TIME [--table NAME] [options]

DynamoDB keeps the ledger's table as it was at every second of the last 35 days. This makes a new table of it, verifies every SKU's
hash chain, and counts what was posted since. The deployment goes on with its present table until you point it at the new
one; the command to do so is printed. Exit code 1 when a chain is not sound.

  --to TIME      ISO 8601, as 2026-11-27T09:30:00Z; latest: some minutes ago, the last that DynamoDB can
  --table NAME   the new table (default: the present one's name with the time)
${COMMON_USAGE}

Example: npx stockline restore --to 2026-11-27T09:30:00Z`,
  run,
};

const STATE_EVERY_MS = 5_000;

async function run(args: readonly string[]): Promise<number> {
  const values = optionsOf(args, OPTIONS);
  const asked = timeIn(values.to);
  const deployment = await findDeployment(values);
  const { table } = deployment;
  const client = new DynamoDBClient(OF_A_COMMAND);
  const to = within(table, await restorablePeriod(client, table), asked);
  const target = values.table ?? nameAt(table, to);
  const say = (sentence: string) => process.stderr.write(`${sentence}\n`);
  say(`Restoring ${table} as it was at ${to.toISOString()} into ${target}. DynamoDB takes minutes to hours.`);
  const progress = { waiting: (status: string) => say(`  ${target}: ${status}`), everyMs: STATE_EVERY_MS };
  await restoreTable(client, { table, target, to: asked }, progress);

  const database = documentClient(OF_A_COMMAND);
  const { skus, broken } = await verifiedLedger(database, target);
  const ports = { present: dynamoStockReader(database, table), restored: dynamoLedgerStore(database, target) };
  const missing = await entriesMissing(ports, everySku(database, table));
  const problems = broken.map(({ sku, fault }) => `${sku}: entry ${fault.seq} is bad: ${fault.reason}`);
  const restored = { table, target, to: to.toISOString(), skus, problems, missing };
  if (values.json) {
    const lacks = { skus: missing.skus, entries: Object.fromEntries(missing.byChannel) };
    process.stdout.write(`${JSON.stringify({ ...restored, missing: lacks })}\n`);
  } else {
    process.stdout.write(printableLines(restoreReport(restored, deployment.config, values)));
  }
  return problems.length === 0 ? 0 : 1;
}

function timeIn(text: string | undefined): RestoreTime {
  if (text === 'latest') {
    return text;
  }
  const time = new Date(text ?? '');
  if (!/^\d{4}-\d{2}-\d{2}T/.test(text ?? '') || Number.isNaN(time.getTime())) {
    throw new UsageError('Give --to TIME in ISO 8601, as 2026-11-27T09:30:00Z, or --to latest.');
  }
  return time;
}

/** The time itself. Throws where DynamoDB does not know the table as it was then. */
function within(table: string, period: RestorablePeriod, asked: RestoreTime): Date {
  if (period === undefined) {
    throw new Error(`Table ${table} keeps no history: point-in-time recovery is off.`);
  }
  const { earliest, latest } = period;
  const to = asked === 'latest' ? latest : asked;
  if (to < earliest || to > latest) {
    throw new Error(
      `Table ${table} can be restored as of ${earliest.toISOString()} to ${latest.toISOString()}, not of ${to.toISOString()}.`,
    );
  }
  return to;
}

/** At most 255 characters of letters, digits, `_`, `-` and `.` (DynamoDB API reference, RestoreTableToPointInTime). */
function nameAt(table: string, to: Date): string {
  const at = to
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace(/[^0-9T]/g, '');
  return `${table.replace(/-restored-\d+T\d+$/, '').slice(0, 200)}-restored-${at}`;
}
