/** `npx stockline drift`: lists where channels show another quantity than is believed, and sets it right. */
import { parseArgs } from 'node:util';
import { documentClient, eventBridgeClient, OF_A_COMMAND } from '../../shared/aws/lambda/clients.ts';
import { skusListedOn } from '../../shared/aws/ledger/stock-scan.ts';
import { eventBridgeStockEvents } from '../../shared/aws/messaging/event-bus.ts';
import { dynamoCheckStore } from '../../shared/aws/reconciling/check-store.ts';
import { sellingChannels } from '../../shared/channels/platform-of.ts';
import { configuredRules } from '../../shared/config.ts';
import {
  type FoundDifference,
  listDifferences,
  repairDifference,
} from '../../shared/usecases/reconciling/list-differences.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../command.ts';
import { busOf, findDeployment } from '../deployment.ts';
import { differenceLine } from '../reports/drift-report.ts';

export const driftCommand: Command = {
  summary: 'list where channels show another quantity than believed, and set it right',
  usage: `Usage: npx stockline drift [CHANNEL] [options]

Lists every listing that a check found to show another quantity than Stockline believes, with both figures, since when, the
likeliest cause, and what the belief rests on. Reads the whole table. Exit code 1 when there is any.

  --repair   believe the channel's figure, and push the ledger's over it now: what was taken off sale there is on sale again
${COMMON_USAGE}

Example: npx stockline drift shopify`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { ...COMMON_OPTIONS, repair: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const deployment = await findDeployment(values);
  const ids = sellingChannels(deployment.config).map(({ id }) => id);
  const named = ids.filter((id) => positionals.length === 0 || id === positionals[0]);
  if (named.length === 0 || positionals.length > 1) {
    throw new UsageError(`Name one of the channels ${ids.join(', ')}, or none for all of them.`);
  }
  const database = documentClient(OF_A_COMMAND);
  const found: FoundDifference[] = [];
  for (const id of named) {
    const states = skusListedOn(database, deployment.table, id);
    found.push(...(await Array.fromAsync(listDifferences(states, configuredRules(deployment.config)))));
  }
  const ports = {
    checkStore: dynamoCheckStore(database, deployment.table),
    events: eventBridgeStockEvents(eventBridgeClient(OF_A_COMMAND), busOf(deployment)),
    clock: () => new Date(),
  };
  let left = 0;
  for (const each of found) {
    const isRepaired = values.repair && (await repairDifference(ports, each));
    left += isRepaired ? 0 : 1;
    const line = values.json
      ? JSON.stringify({ ...each.difference, isRepaired })
      : differenceLine(each.difference, isRepaired);
    process.stdout.write(`${line}\n`);
  }
  if (!values.json && found.length === 0) {
    process.stdout.write('No check found a difference that stands.\n');
  }
  return left === 0 ? 0 : 1;
}
