/** `npx stockline drift`: lists where channels show another quantity than is believed, and sets it right. */
import { parseArgs } from 'node:util';
import { documentClient, eventBridgeClient, OF_A_COMMAND, sqsClient } from '../../shared/aws/lambda/clients.ts';
import { skusListedOn } from '../../shared/aws/ledger/stock-scan.ts';
import { eventBridgeStockEvents } from '../../shared/aws/messaging/event-bus.ts';
import { sqsObservationQueue } from '../../shared/aws/messaging/queues.ts';
import { dynamoCheckStore } from '../../shared/aws/reconciling/check-store.ts';
import { sellingChannels } from '../../shared/channels/platform-of.ts';
import { configuredRules } from '../../shared/config.ts';
import { isOfPeople } from '../../shared/domain/reconciling/difference-cause.ts';
import {
  adoptDifference,
  type FoundDifference,
  listDifferences,
  type RepairPorts,
  repairDifference,
} from '../../shared/usecases/reconciling/list-differences.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../command.ts';
import { busOf, findDeployment } from '../deployment.ts';
import { type Done, differenceLine } from '../reports/drift-report.ts';

export const driftCommand: Command = {
  summary: 'list where channels show another quantity than believed, and set it right',
  usage: `Usage: npx stockline drift [CHANNEL] [options]

Lists every listing that a check found to show another quantity than Stockline believes, with both figures, since when, the
likeliest cause, and what the belief rests on. Reads the whole table. Exit code 1 when there is any.

  --sku SKU  only this SKU
  --repair   believe the channel's figure, and push the ledger's over it now: what was taken off sale there is on sale again
  --adopt    take the channel's figure into the stock, as an entry of kind “adopted”; only what somebody changed there
${COMMON_USAGE}

Examples: npx stockline drift shopify
          npx stockline drift shopify --sku DEMO-001 --adopt`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      ...COMMON_OPTIONS,
      sku: { type: 'string' },
      repair: { type: 'boolean', default: false },
      adopt: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  if (values.repair && values.adopt) {
    throw new UsageError('Say --repair or --adopt, not both.');
  }
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
    const all = await Array.fromAsync(listDifferences(states, configuredRules(deployment.config)));
    found.push(...all.filter(({ difference }) => values.sku === undefined || difference.sku === values.sku));
  }
  const ports: RepairPorts = {
    checkStore: dynamoCheckStore(database, deployment.table),
    events: eventBridgeStockEvents(eventBridgeClient(OF_A_COMMAND), busOf(deployment)),
    observations: sqsObservationQueue(sqsClient(OF_A_COMMAND), deployment.observationsQueueUrl),
    clock: () => new Date(),
  };
  let left = 0;
  for (const each of found) {
    const done = await endDifference(ports, each, values);
    left += done === 'nothing' ? 1 : 0;
    const line = values.json ? JSON.stringify({ ...each.difference, done }) : differenceLine(each.difference, done);
    process.stdout.write(`${line}\n`);
  }
  if (!values.json && found.length === 0) {
    process.stdout.write('No check found a difference that stands.\n');
  }
  return left === 0 ? 0 : 1;
}

/** What was changed by nobody is never adopted. */
async function endDifference(
  ports: RepairPorts,
  found: FoundDifference,
  { repair, adopt }: { readonly repair: boolean; readonly adopt: boolean },
): Promise<Done> {
  if (repair) {
    return (await repairDifference(ports, found)) ? 'repaired' : 'nothing';
  }
  const mayBeAdopted = adopt && isOfPeople(found.difference.cause);
  return mayBeAdopted && (await adoptDifference(ports, found)) ? 'adopted' : 'nothing';
}
