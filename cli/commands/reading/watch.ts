/** `npx stockline watch`: the status, or the stock of one SKU, live. */
import { OF_A_COMMAND } from '../../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../../shared/aws/lambda/document-client.ts';
import { dynamoStockReader } from '../../../shared/aws/ledger/stock-reader.ts';
import { configuredRules } from '../../../shared/config.ts';
import type { Sku } from '../../../shared/domain/identifiers.ts';
import { listChannels } from '../../../shared/usecases/reading/list-channels.ts';
import { listProblems } from '../../../shared/usecases/reading/list-problems.ts';
import { readStock } from '../../../shared/usecases/reading/read-stock.ts';
import { argumentsOf, skuWord } from '../../arguments/arguments.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../../command.ts';
import { type Deployment, findDeployment } from '../../deployment/deployment.ts';
import { statusPorts } from '../../reading/status-ports.ts';
import { watch } from '../../reading/watching.ts';
import { statusLines } from '../../reports/reading/status-report.ts';
import { stockLines } from '../../reports/reading/stock-report.ts';
import { printable } from '../../terminal/printable.ts';

export const watchCommand: Command = {
  options: COMMON_OPTIONS,
  usage: `Usage: npx stockline watch [SKU] [options]

Shows what status shows, or what stock shows of the SKU, and reads it again every two seconds. On a terminal it stands in one
place; elsewhere, and with --json, each change is written. Ctrl-C ends it.

${COMMON_USAGE}

Example: npx stockline watch FLASH`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, COMMON_OPTIONS);
  if (positionals.length > 1) {
    throw new UsageError('Name one SKU, or none.');
  }
  const [sku] = positionals.map(skuWord);
  const deployment = await findDeployment(values);
  const read = sku === undefined ? statusReader(deployment) : stockReader(deployment, sku);
  const enough = new AbortController();
  process.once('SIGINT', () => enough.abort());
  process.once('SIGTERM', () => enough.abort());
  await watch(
    async () => {
      const { json, lines } = await read();
      return values.json ? [JSON.stringify(json)] : lines;
    },
    { isTerminal: process.stdout.isTTY && !values.json, write: (text) => process.stdout.write(text) },
    enough.signal,
  );
  return 0;
}

type Reader = () => Promise<{ readonly json: object; readonly lines: readonly string[] }>;

function statusReader(deployment: Deployment): Reader {
  const ports = statusPorts(deployment);
  return async () => {
    const [listed, wrong] = await Promise.all([listChannels(ports), listProblems(ports)]);
    return {
      json: { ...listed, ...wrong },
      lines: statusLines(listed.channels, wrong, new Date(), { local: deployment.isLocal }),
    };
  };
}

function stockReader({ table, config }: Deployment, sku: Sku): Reader {
  const reader = dynamoStockReader(documentClient(OF_A_COMMAND), table);
  const settings = { rules: configuredRules(config), settleMs: config.settleSeconds * 1_000 };
  return async () => {
    const stock = await readStock(reader, settings, sku, new Date());
    return stock === undefined
      ? { json: { sku, unknown: true }, lines: [`${printable(sku)}  the ledger has no such SKU yet`] }
      : { json: stock, lines: stockLines(stock) };
  };
}
