/** `npx stockline lists`: puts every SKU on the lists that it belongs to. */
import { OF_A_COMMAND } from '../../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../../shared/aws/lambda/document-client.ts';
import { everySku } from '../../../shared/aws/ledger/sku-scan.ts';
import { dynamoStockReader } from '../../../shared/aws/ledger/stock-reader.ts';
import { putOnLists } from '../../../shared/aws/lists/put-on-lists.ts';
import { listsOf } from '../../../shared/domain/reconciling/sku-lists.ts';
import { optionsOf } from '../../arguments/arguments.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command } from '../../command.ts';
import { findDeployment } from '../../deployment/deployment.ts';
import { counted, progressFor } from '../../reports/import-progress.ts';

export const listsCommand: Command = {
  options: COMMON_OPTIONS,
  usage: `Usage: npx stockline lists [options]

Reads the whole ledger, and puts each SKU on the lists that it belongs to: all, oversold, at risk, differing, under escrow,
on no channel, with a listing problem. What is on them stays. Needed once for a ledger that version 0.1 filled; later
postings keep the lists by themselves.

${COMMON_USAGE}`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const values = optionsOf(args, COMMON_OPTIONS);
  const { table } = await findDeployment(values);
  const database = documentClient(OF_A_COMMAND);
  const reader = dynamoStockReader(database, table);
  const now = new Date();
  let skus = 0;
  for await (const sku of counted(everySku(database, table), 'SKUs listed', progressFor(values))) {
    const state = await reader.skuState(sku);
    await putOnLists(database, table, sku, state === undefined ? [] : listsOf(state, now));
    skus += 1;
  }
  process.stdout.write(values.json ? `${JSON.stringify({ skus })}\n` : `${skus} SKUs are on their lists.\n`);
  return 0;
}
