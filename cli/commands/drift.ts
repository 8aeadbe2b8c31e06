/** `npx stockline drift`: lists where channels show another quantity than is believed, and sets it right. */
import { OF_A_COMMAND } from '../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../shared/aws/lambda/document-client.ts';
import { eventBridgeClient } from '../../shared/aws/lambda/event-bridge-client.ts';
import { sqsClient } from '../../shared/aws/lambda/sqs-client.ts';
import { skusListedOn } from '../../shared/aws/ledger/stock-scan.ts';
import { eventBridgeStockEvents } from '../../shared/aws/messaging/event-bus.ts';
import { sqsObservationQueue } from '../../shared/aws/messaging/queues.ts';
import { dynamoCheckStore } from '../../shared/aws/reconciling/check-store.ts';
import { sellingChannels } from '../../shared/channels/platform-of.ts';
import { configuredRules } from '../../shared/config.ts';
import { isOfPeople } from '../../shared/domain/reconciling/difference-cause.ts';
import {
  adoptDifference,
  adoptRise,
  differencesOf,
  dismissRise,
  type FoundDifference,
  type FoundRise,
  type RepairPorts,
  repairDifference,
  risesOf,
} from '../../shared/usecases/reconciling/list-differences.ts';
import { argumentsOf } from '../arguments/arguments.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../command.ts';
import { busOf, findDeployment } from '../deployment/deployment.ts';
import {
  type Done,
  differenceLine,
  plannedLine,
  plannedRise,
  type RiseDone,
  riseAsJson,
  riseLine,
} from '../reports/drift-report.ts';
import { counted, progressFor } from '../reports/import-progress.ts';
import { CHANGE_OPTIONS, CHANGE_USAGE, change } from '../terminal/change.ts';
import { printableLines } from '../terminal/printable.ts';

const OPTIONS = {
  ...COMMON_OPTIONS,
  ...CHANGE_OPTIONS,
  sku: { type: 'string' },
  repair: { type: 'boolean', default: false },
  adopt: { type: 'boolean', default: false },
} as const;

export const driftCommand: Command = {
  options: OPTIONS,
  usage: `Usage: npx stockline drift [CHANNEL] [options]

Lists every listing that a check found to show another quantity than Stockline believes, with both figures, since when, the
likeliest cause, and what the belief rests on; and every large rise that nothing explains, which was lowered and waits for
you. With --repair or --adopt it shows what would move, asks, and does it. Reads the whole table. Exit code 1 when there is
any left.

  --sku SKU  only this SKU
  --repair   believe the channel's figure, and push the ledger's over it now: what was taken off sale there is on sale again
  --adopt    take the channel's figure into the stock, as an entry of kind “adopted”; only what somebody changed there.
             Of a rise: its units are there. With --repair: they are not, or the ledger has them by now
${CHANGE_USAGE}
${COMMON_USAGE}

Examples: npx stockline drift shopify
          npx stockline drift shopify --sku DEMO-001 --adopt`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, OPTIONS);
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
  const rises: FoundRise[] = [];
  for (const id of named) {
    const states = skusListedOn(database, deployment.table, id);
    for await (const state of counted(states, `SKUs read of ${id}`, progressFor(values))) {
      if (values.sku === undefined || state.sku === values.sku) {
        found.push(...differencesOf(state, configuredRules(deployment.config)));
        rises.push(...risesOf(state));
      }
    }
  }
  const all = { found, rises };
  if (!values.repair && !values.adopt) {
    return print(all, values);
  }
  const ports: RepairPorts = {
    checkStore: dynamoCheckStore(database, deployment.table),
    events: eventBridgeStockEvents(eventBridgeClient(OF_A_COMMAND), busOf(deployment)),
    observations: sqsObservationQueue(sqsClient(OF_A_COMMAND), deployment.observationsQueueUrl),
    clock: () => new Date(),
  };
  const [differences, asked] = [found.map(({ difference }) => difference), rises.map(riseAsJson)];
  const isNothing = found.length + rises.length === 0;
  const shown = {
    lines: isNothing
      ? [NOTHING_FOUND]
      : [
          ...found.map((each) => plannedLine(each.difference, values)),
          ...rises.map((each) => plannedRise(each, values)),
        ],
    json: { differences, rises: asked },
    isNothing,
  };
  return change(values, shown, () => print(all, values, ports));
}

const NOTHING_FOUND = 'No check found a difference that stands.';

type Found = { readonly found: readonly FoundDifference[]; readonly rises: readonly FoundRise[] };
type Asked = { readonly repair: boolean; readonly adopt: boolean };

/** Prints each difference and rise, and what was done about it: nothing, where there are no ports to do it by. */
async function print(
  { found, rises }: Found,
  values: Asked & { readonly json: boolean },
  ports?: RepairPorts,
): Promise<number> {
  let left = 0;
  const say = (done: Done | RiseDone, json: object, line: string) => {
    left += done === 'nothing' ? 1 : 0;
    process.stdout.write(`${values.json ? JSON.stringify({ ...json, done }) : printableLines(line)}\n`);
  };
  for (const each of found) {
    const done = ports === undefined ? 'nothing' : await endDifference(ports, each, values);
    say(done, each.difference, differenceLine(each.difference, done));
  }
  for (const each of rises) {
    const done = ports === undefined ? 'nothing' : await answerRise(ports, each, values);
    say(done, riseAsJson(each), riseLine(each, done));
  }
  if (!values.json && found.length + rises.length === 0) {
    process.stdout.write(`${NOTHING_FOUND}\n`);
  }
  return left === 0 ? 0 : 1;
}

/** What was changed by nobody is never adopted. */
async function endDifference(ports: RepairPorts, found: FoundDifference, { repair, adopt }: Asked): Promise<Done> {
  if (repair) {
    return (await repairDifference(ports, found)) ? 'repaired' : 'nothing';
  }
  const mayBeAdopted = adopt && isOfPeople(found.difference.cause);
  return mayBeAdopted && (await adoptDifference(ports, found)) ? 'adopted' : 'nothing';
}

async function answerRise(ports: RepairPorts, found: FoundRise, { repair, adopt }: Asked): Promise<RiseDone> {
  if (repair) {
    return (await dismissRise(ports, found)) ? 'dismissed' : 'nothing';
  }
  return adopt && (await adoptRise(ports, found)) ? 'adopted' : 'nothing';
}
