/** `npx stockline import-ledger`: writes an exported ledger into the empty table of a deployment. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isEmptyTable, writeItems } from '../../../shared/aws/backup/ledger-copy.ts';
import { OF_A_COMMAND } from '../../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../../shared/aws/lambda/document-client.ts';
import { argumentsOf, onlyWord } from '../../arguments/arguments.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command } from '../../command.ts';
import { findDeployment } from '../../deployment/deployment.ts';
import { verifiedLedger } from '../../deployment/verified-ledger.ts';
import { readLedgerFile } from '../../files/ledger-file.ts';

export const importLedgerCommand: Command = {
  options: COMMON_OPTIONS,
  usage: `Usage: npx stockline import-ledger FILE [options]

Reads the file through first: one that was cut or changed is refused and nothing is written. Writes it into the table of the
deployment, which must be empty, and verifies every SKU's hash chain. Exit code 1 when a chain is not sound.
Afterwards: npx stockline drift --repair, because the channels went on selling since the export.

${COMMON_USAGE}

Example: npx stockline import-ledger ledger.jsonl --stage staging`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, COMMON_OPTIONS);
  const file = onlyWord(positionals, 'Name one file.');
  const { exportedAt } = await readLedgerFile(linesOf(file), async () => undefined);
  const { table } = await findDeployment(values);
  const client = new DynamoDBClient(OF_A_COMMAND);
  if (!(await isEmptyTable(client, table))) {
    throw new Error(
      `Table ${table} is not empty: an exported ledger is not mixed with another. Deploy one with an empty ledger first (npm run deploy -- --new-table).`,
    );
  }
  const { items } = await readLedgerFile(linesOf(file), (each) => writeItems(client, table, each));
  const { broken } = await verifiedLedger(documentClient(OF_A_COMMAND), table);
  if (values.json) {
    process.stdout.write(
      `${JSON.stringify({ items, exportedAt, table, sound: broken.length === 0, problems: broken })}\n`,
    );
  } else {
    process.stdout.write(`${items} items of ${exportedAt} are in table ${table}.\n`);
    process.stdout.write(
      broken.length === 0
        ? 'Every chain is sound. Next: npx stockline drift --repair\n'
        : `${broken.map(({ sku }) => `${sku} is not sound: npx stockline verify ${sku}`).join('\n')}\n`,
    );
  }
  return broken.length === 0 ? 0 : 1;
}

function linesOf(file: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
}
