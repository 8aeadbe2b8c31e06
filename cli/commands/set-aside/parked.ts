/** `npx stockline parked` and `replay`: lists what could not be posted, posts it again, or ends it for a reason. */
import { OF_A_COMMAND } from '../../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../../shared/aws/lambda/document-client.ts';
import { dynamoDecisionLog } from '../../../shared/aws/ledger/decision-log.ts';
import { dynamoLedgerStore } from '../../../shared/aws/ledger/ledger-store.ts';
import { dynamoParkingLot } from '../../../shared/aws/ledger/parking-lot.ts';
import { dynamoStockReader } from '../../../shared/aws/ledger/stock-reader.ts';
import { needsParking } from '../../../shared/domain/ledger/outcome.ts';
import type { LedgerStore, Parked, ParkingLot } from '../../../shared/ports/posting/posting.ts';
import type { StockReader } from '../../../shared/ports/reading/stock-reader.ts';
import type { PostingPorts } from '../../../shared/usecases/posting/posting-ports.ts';
import { discardParked, everyParked, replayParked } from '../../../shared/usecases/posting/replay-parked.ts';
import { type PlannedPosting, planPosting } from '../../../shared/usecases/stock-files/plan-posting.ts';
import { withConcurrency } from '../../../shared/with-concurrency.ts';
import { argumentsOf } from '../../arguments/arguments.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../../command.ts';
import { type Deployment, findDeployment } from '../../deployment/deployment.ts';
import { postingPortsOf } from '../../deployment/posting-ports.ts';
import { ofFact, ofOrder, ofSkus, underKey } from '../../parked/named-as-printed.ts';
import { type Discarded, type ParkedRequest, parkedRequest } from '../../parked/parked-request.ts';
import { postingLines } from '../../reports/changing/posting-report.ts';
import { changeWords, type ParkedView, parkedLines, replayedLine, stateWords } from '../../reports/parked-report.ts';
import { type Answers, CHANGE_OPTIONS, CHANGE_USAGE, change } from '../../terminal/change.ts';
import { printable } from '../../terminal/printable.ts';

const PARKED_OPTIONS = {
  ...COMMON_OPTIONS,
  ...CHANGE_OPTIONS,
  reason: { type: 'string' },
  sku: { type: 'string' },
  of: { type: 'string' },
  order: { type: 'string' },
} as const;

export const parkedCommand: Command = {
  options: PARKED_OPTIONS,
  words: ['discard', 'decisions'],
  usage: `Usage: npx stockline parked [SKU …] [options]
       npx stockline parked discard KEY --reason TEXT [--sku SKU] [--of FACT] [options]
       npx stockline parked discard --order ORDER --reason TEXT [--sku SKU] [options]
       npx stockline parked decisions [options]

Lists parked observations of the SKUs named, or of all; of a conflicting one what is recorded and what came now. Exit
code 1 when there are any. \`discard\` ends one, or all of one order or document, without posting it: the reason is kept in
the log of decisions, which \`decisions\` prints, the newest first.

  --reason TEXT     why it is discarded
  --sku SKU         which one, where several SKUs have the key
  --of FACT         which one, where several facts came under the key: the fact as it is printed, or its beginning
  --order ORDER     all that is parked of that order or document
${CHANGE_USAGE}
${COMMON_USAGE}

Example: npx stockline parked discard sale:pos:1042:line:1 --reason "Till 7 began its numbers again; counted by hand"`,
  run: async (args) => {
    const { values, positionals } = argumentsOf(args, PARKED_OPTIONS);
    const request = parkedRequest(positionals, values);
    const deployment = await findDeployment(values);
    switch (request.kind) {
      case 'discard':
        return discard(deployment, request, values);
      case 'decisions':
        return printDecisions(deployment, values.json);
      case 'list':
        return list(deployment, request.skus, values.json);
      default:
        return request satisfies never;
    }
  },
};

async function list(deployment: Deployment, skus: readonly string[], isJson: boolean): Promise<number> {
  const database = documentClient(OF_A_COMMAND);
  const found = await parkedOf(dynamoParkingLot(database, deployment.table), skus);
  const ledger = dynamoLedgerStore(database, deployment.table);
  const reader = dynamoStockReader(database, deployment.table);
  const parked: ParkedView[] = [];
  for (const each of found) {
    parked.push(await withRecorded(ledger, reader, each));
  }
  if (isJson) {
    process.stdout.write(`${JSON.stringify({ parked })}\n`);
  } else {
    const lines = parked.flatMap(parkedLines);
    process.stdout.write(lines.length === 0 ? `${nothingParked(skus)}\n` : `${lines.join('\n')}\n`);
  }
  return parked.length === 0 ? 0 : 1;
}

/** Names the SKUs that were asked after: one that was misspelt must not look like one that is in order. */
function nothingParked(skus: readonly string[]): string {
  return `Nothing is parked${skus.length === 0 ? '' : ` of ${printable(skus.join(', '))}`}.`;
}

/** A conflicting observation with what the ledger has under its key. */
async function withRecorded(
  ledger: Pick<LedgerStore, 'load'>,
  reader: Pick<StockReader, 'entry'>,
  parked: Parked,
): Promise<ParkedView> {
  const { observation, outcome } = parked;
  if (outcome.kind !== 'conflicting') {
    return parked;
  }
  const { sku, source } = observation;
  const seen = (await ledger.load(sku, [source.key])).seen.get(source.key);
  const entry = await reader.entry(sku, seen?.seq ?? outcome.seq);
  const of = entry === undefined ? '' : `, of ${entry.occurredAt} (entry ${entry.seq})`;
  if (seen?.line !== undefined) {
    const { state, location, version } = seen.line;
    return { ...parked, recorded: `${stateWords(state)} at ${location}, version ${version}${of}` };
  }
  return entry === undefined ? parked : { ...parked, recorded: `${entry.kind} ${changeWords(entry.changes)}${of}` };
}

/** SKUs planned, or observations discarded, at a time. */
const SKUS_AT_ONCE = 16;

type Discarding = Extract<ParkedRequest, { readonly kind: 'discard' }>;

async function discard({ table }: Deployment, { which, reason, sku }: Discarding, answers: Answers): Promise<number> {
  const database = documentClient(OF_A_COMMAND);
  const parking = dynamoParkingLot(database, table);
  const found = theDiscarded(await parkedOf(parking, sku === undefined ? [] : [sku]), which);
  const shown = {
    lines: [...found.flatMap(parkedLines), '  It would be discarded, and never be posted.'],
    json: { discard: 'order' in which ? found : found[0], reason },
  };
  return change(answers, shown, async () => {
    const ports = { parking, decisions: dynamoDecisionLog(database, table), clock: () => new Date() };
    const ended = await withConcurrency(SKUS_AT_ONCE, found, async (parked) => {
      await discardParked(ports, parked, reason);
      const { sku: ofSku, source } = parked.observation;
      return answers.json
        ? JSON.stringify({ discarded: { sku: ofSku, key: source.key, reason } })
        : `${printable(ofSku)}: ${printable(source.key)} is discarded, nothing was posted. ${printable(reason)}`;
    });
    process.stdout.write(ended.map((line) => `${line}\n`).join(''));
    return 0;
  });
}

/** One under the key, or those of the order. Throws where there is none, or where several could be meant. */
function theDiscarded(parked: readonly Parked[], which: Discarded): readonly Parked[] {
  const named = 'order' in which ? `of order ${printable(which.order)}` : `under the key ${printable(which.key)}`;
  const found = 'order' in which ? ofOrder(parked, which.order) : ofFact(underKey(parked, which.key), which.of);
  if (found.length === 0) {
    throw new Error(`Nothing is parked ${named}: \`npx stockline parked\` lists what is, with its keys.`);
  }
  if ('key' in which && found.length > 1) {
    const each = found.map(({ observation, fact = '' }) => `${observation.sku} ${fact}`.trim()).join(', ');
    throw new UsageError(
      `Several observations are parked under this key (${printable(each)}): add --sku SKU or --of FACT, or take the key from parked --json.`,
    );
  }
  return found;
}

const DECISIONS_MOST = 200;

async function printDecisions({ table }: Deployment, isJson: boolean): Promise<number> {
  const decisions = await dynamoDecisionLog(documentClient(OF_A_COMMAND), table).newest(DECISIONS_MOST);
  if (isJson) {
    process.stdout.write(`${JSON.stringify({ decisions })}\n`);
    return 0;
  }
  const lines = decisions.map((decision) => {
    const about =
      decision.kind === 'discarded'
        ? `${decision.parked.observation.sku}  ${decision.parked.observation.source.key}`
        : `message ${decision.messageId} of ${decision.queue}`;
    return printable(`${decision.decidedAt}  discarded  ${about}  ${decision.reason}`);
  });
  process.stdout.write(lines.length === 0 ? 'Nothing was decided.\n' : `${lines.join('\n')}\n`);
  return 0;
}

const REPLAY_OPTIONS = { ...COMMON_OPTIONS, ...CHANGE_OPTIONS, all: { type: 'boolean', default: false } } as const;

export const replayCommand: Command = {
  options: REPLAY_OPTIONS,
  usage: `Usage: npx stockline replay (SKU … | --all) [options]

Shows what posting again would do to what is parked of the SKUs named, or to everything, asks, posts it, and says what became
of each. What still cannot be posted stays parked, with the reason of this time: exit code 1. Replaying is harmless: what was
posted already is a duplicate.

  --all             everything that is parked
${CHANGE_USAGE}
${COMMON_USAGE}

Example: npx stockline import --stock-from shopify && npx stockline replay --all`,
  run: async (args) => {
    const { values, positionals } = argumentsOf(args, REPLAY_OPTIONS);
    if (values.all === positionals.length > 0) {
      throw new UsageError('Name the SKUs to replay, or say --all.');
    }
    const ports = postingPortsOf(await findDeployment(values));
    const parked = await parkedOf(ports.parking, positionals);
    const plans = await planReplay(ports, parked);
    const shown = {
      lines: parked.length === 0 ? [nothingParked(positionals)] : plans.flatMap(postingLines),
      json: { replayed: [], stillParked: 0, plans },
      isNothing: parked.length === 0,
    };
    return change(values, shown, () => replay(ports, parked, values));
  },
};

/** What posting again would do, SKU by SKU. */
async function planReplay(ports: PostingPorts, parked: readonly Parked[]): Promise<readonly PlannedPosting[]> {
  const bySku = [...Map.groupBy(parked, ({ observation }) => observation.sku)];
  return withConcurrency(SKUS_AT_ONCE, bySku, ([sku, own]) =>
    planPosting(
      ports,
      sku,
      own.map(({ observation }) => observation),
    ),
  );
}

async function replay(
  ports: PostingPorts,
  all: readonly Parked[],
  { json }: { readonly json: boolean },
): Promise<number> {
  const replayed = [];
  for (const parked of all) {
    const outcome = await replayParked(ports, parked);
    const { sku, source } = parked.observation;
    replayed.push({ sku, key: source.key, outcome });
    process.stdout.write(json ? '' : `${replayedLine(parked.observation, outcome)}\n`);
  }
  const left = replayed.filter(({ outcome }) => needsParking(outcome)).length;
  process.stdout.write(
    json
      ? `${JSON.stringify({ replayed, stillParked: left })}\n`
      : `${replayed.length} replayed, ${left} of them still parked.\n`,
  );
  return left === 0 ? 0 : 1;
}

/** All that is parked of these SKUs, as they are or as they are printed, or of all, page by page. */
async function parkedOf(parking: Pick<ParkingLot, 'list'>, skus: readonly string[]): Promise<readonly Parked[]> {
  const found: Parked[] = [];
  for await (const page of everyParked(parking)) {
    found.push(...ofSkus(page, skus));
  }
  return found;
}
