/** `npx stockline parked` and `replay`: lists what could not be posted, posts it again, or ends it for a reason. */
import { parseArgs } from 'node:util';
import { documentClient, OF_A_COMMAND } from '../../shared/aws/lambda/clients.ts';
import { dynamoDecisionLog } from '../../shared/aws/ledger/decision-log.ts';
import { dynamoLedgerStore } from '../../shared/aws/ledger/ledger-store.ts';
import { dynamoParkingLot } from '../../shared/aws/ledger/parking-lot.ts';
import { dynamoStockReader } from '../../shared/aws/ledger/stock-reader.ts';
import { needsParking } from '../../shared/domain/ledger/outcome.ts';
import type { LedgerStore, Parked, ParkingLot } from '../../shared/ports/posting/posting.ts';
import type { StockReader } from '../../shared/ports/reading/stock-reader.ts';
import { discardParked, everyParked, replayParked } from '../../shared/usecases/posting/replay-parked.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../command.ts';
import { type Deployment, findDeployment } from '../deployment.ts';
import { ofSkus, underKey } from '../parked/named-as-printed.ts';
import { type ParkedRequest, parkedRequest } from '../parked/parked-request.ts';
import { postingPortsOf } from '../posting-ports.ts';
import { printable } from '../printable.ts';
import { changeWords, type ParkedView, parkedLines, replayedLine, stateWords } from '../reports/parked-report.ts';

export const parkedCommand: Command = {
  summary: 'list what could not be posted, with the reason of each; discard what never shall be',
  usage: `Usage: npx stockline parked [SKU …] [options]
       npx stockline parked discard KEY --reason TEXT [--sku SKU] [options]
       npx stockline parked decisions [options]

Lists parked observations of the SKUs named, or of all; of a conflicting one what is recorded and what came now. Exit
code 1 when there are any. \`discard\` ends one without posting it: the reason is kept in the log of decisions, which
\`decisions\` prints, the newest first.

  --reason TEXT     why it is discarded
  --sku SKU         which one, where several SKUs have the key
${COMMON_USAGE}

Example: npx stockline parked discard sale:pos:1042:line:1 --reason "Till 7 began its numbers again; counted by hand"`,
  run: async (args) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...COMMON_OPTIONS, reason: { type: 'string' }, sku: { type: 'string' } },
      allowPositionals: true,
    });
    const request = parkedRequest(positionals, values);
    const deployment = await findDeployment(values);
    switch (request.kind) {
      case 'discard':
        return discard(deployment, request, values.json);
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

type Discarding = Extract<ParkedRequest, { readonly kind: 'discard' }>;

async function discard(deployment: Deployment, { key, reason, sku }: Discarding, isJson: boolean): Promise<number> {
  const { table } = deployment;
  const database = documentClient(OF_A_COMMAND);
  const parking = dynamoParkingLot(database, table);
  const found = underKey(await parkedOf(parking, sku === undefined ? [] : [sku]), key);
  const [parked, ...others] = found;
  if (parked === undefined) {
    throw new Error(`Nothing is parked under the key ${printable(key)}: \`npx stockline parked\` lists the keys.`);
  }
  if (others.length > 0) {
    const skus = found.map(({ observation }) => observation.sku).join(', ');
    throw new UsageError(
      `Several observations are parked under this key (${printable(skus)}): add --sku SKU, or take the key from parked --json.`,
    );
  }
  const decisions = dynamoDecisionLog(database, table);
  await discardParked({ parking, decisions, clock: () => new Date() }, parked, reason);
  const { observation } = parked;
  process.stdout.write(
    isJson
      ? `${JSON.stringify({ discarded: { sku: observation.sku, key: observation.source.key, reason } })}\n`
      : `${printable(observation.sku)}: ${printable(key)} is discarded, nothing was posted. ${printable(reason)}\n`,
  );
  return 0;
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

export const replayCommand: Command = {
  summary: 'post what is parked again, and say what became of each',
  usage: `Usage: npx stockline replay (SKU … | --all) [options]

Posts what is parked of the SKUs named, or everything, and says what became of each. What still cannot be posted stays
parked, with the reason of this time: exit code 1. Replaying is harmless: what was posted already is a duplicate.

  --all             everything that is parked
${COMMON_USAGE}

Example: npx stockline import --stock-from shopify && npx stockline replay --all`,
  run: async (args) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...COMMON_OPTIONS, all: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    if (values.all === positionals.length > 0) {
      throw new UsageError('Name the SKUs to replay, or say --all.');
    }
    const ports = postingPortsOf(await findDeployment(values));
    const replayed = [];
    for (const parked of await parkedOf(ports.parking, positionals)) {
      const outcome = await replayParked(ports, parked);
      const { sku, source } = parked.observation;
      replayed.push({ sku, key: source.key, outcome });
      process.stdout.write(values.json ? '' : `${replayedLine(parked.observation, outcome)}\n`);
    }
    const left = replayed.filter(({ outcome }) => needsParking(outcome)).length;
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ replayed, stillParked: left })}\n`
        : replayed.length === 0
          ? `${nothingParked(positionals)}\n`
          : `${replayed.length} replayed, ${left} of them still parked.\n`,
    );
    return left === 0 ? 0 : 1;
  },
};

/** All that is parked of these SKUs, as they are or as they are printed, or of all, page by page. */
async function parkedOf(parking: Pick<ParkingLot, 'list'>, skus: readonly string[]): Promise<readonly Parked[]> {
  const found: Parked[] = [];
  for await (const page of everyParked(parking)) {
    found.push(...ofSkus(page, skus));
  }
  return found;
}
