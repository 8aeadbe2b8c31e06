/** `npx stockline import`: takes the channels' listings into the ledger. */
import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { OF_A_COMMAND } from '../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../shared/aws/lambda/document-client.ts';
import { secretsClient } from '../../shared/aws/lambda/secrets-client.ts';
import { sqsClient } from '../../shared/aws/lambda/sqs-client.ts';
import { dynamoLedgerStore } from '../../shared/aws/ledger/ledger-store.ts';
import { dynamoParkingLot } from '../../shared/aws/ledger/parking-lot.ts';
import { everySku } from '../../shared/aws/ledger/sku-scan.ts';
import { dynamoStockReader } from '../../shared/aws/ledger/stock-reader.ts';
import { dynamoLinkStore } from '../../shared/aws/listings/link-store.ts';
import { dynamoListingNotes } from '../../shared/aws/listings/listing-notes.ts';
import { dynamoListingRegistry } from '../../shared/aws/listings/listing-registry.ts';
import { dynamoProposalStore } from '../../shared/aws/listings/proposal-store.ts';
import { dynamoSweepMarks } from '../../shared/aws/listings/sweep-marks.ts';
import { sqsObservationQueue } from '../../shared/aws/messaging/queues.ts';
import { sqsCheckQueue } from '../../shared/aws/reconciling/check-queue.ts';
import { dynamoCheckStore } from '../../shared/aws/reconciling/check-store.ts';
import { cachedSecrets } from '../../shared/aws/secrets/secrets.ts';
import { type ChannelId, type LocationId, parseChannelId } from '../../shared/domain/identifiers.ts';
import { importBatchId } from '../../shared/domain/stock/stock-file.ts';
import {
  applyImport,
  awaitLedger,
  catchUp,
  type ImportPorts,
  prune,
} from '../../shared/usecases/importing/apply-import.ts';
import { type BundlePorts, enterBundles } from '../../shared/usecases/importing/enter-bundles.ts';
import { type ImportPlan, planImport } from '../../shared/usecases/importing/plan-import.ts';
import { proposalsOfImport } from '../../shared/usecases/importing/proposals-of-import.ts';
import { type ImportedChannel, readChannels } from '../../shared/usecases/importing/read-channels.ts';
import {
  firstOf,
  type StockSource,
  stockFromChannel,
  stockFromCount,
} from '../../shared/usecases/importing/stock-source.ts';
import { asKept } from '../../shared/usecases/linking/keep-proposals.ts';
import { linkedChannel } from '../../shared/usecases/linking/linked-channel.ts';
import { optionsOf } from '../arguments/arguments.ts';
import { openChannels } from '../channels/channel-clients.ts';
import { sharePortsOf } from '../channels/share-ports.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../command.ts';
import { checkQueuesOf, type Deployment, findDeployment } from '../deployment/deployment.ts';
import { type ImportMark, importMark } from '../files/import-mark.ts';
import { parseOnHand } from '../files/on-hand-file.ts';
import { readSpreadsheetText } from '../files/spreadsheet-text.ts';
import { type Progress, progressFor } from '../reports/import-progress.ts';
import { planAsJson, planInWords, unmatchedAsCsv } from '../reports/import-report.ts';
import { CHANGE_OPTIONS, CHANGE_USAGE, isAgreed } from '../terminal/change.ts';
import { printableLines } from '../terminal/printable.ts';

const OPTIONS = {
  ...COMMON_OPTIONS,
  'stock-from': { type: 'string' },
  'on-hand': { type: 'string' },
  'counted-at': { type: 'string' },
  unmatched: { type: 'string' },
  prune: { type: 'boolean', default: false },
  ...CHANGE_OPTIONS,
} as const;

export const importCommand: Command = {
  options: OPTIONS,
  usage: `Usage: npx stockline import (--stock-from CHANNEL | --on-hand FILE.csv) [options]

Reads every channel's catalogue and open orders, matches listings by SKU, shows what it would do, and does it when you
agree; sales may go on. SKUs that the ledger already has keep their stock. After a run that broke off, run it again.

  --stock-from CHANNEL  on hand is what this channel shows, and the units of its open orders
  --on-hand FILE.csv    on hand by SKU: lines of sku,location,quantity under this header; wins over --stock-from
  --counted-at TIME     when the units of the file were counted, as 2026-11-24T18:00:00Z (default: now)
  --unmatched FILE.csv  write what did not match to this file, for you to work through
  --prune               end the pushes of listings that are no longer in their channel's catalogue
${CHANGE_USAGE}
${COMMON_USAGE}

Example: npx stockline import --stock-from shopify`,
  run,
};

type Options = ReturnType<typeof optionsOf<typeof OPTIONS>>;

const say = (line: string) => process.stderr.write(`${printableLines(line)}\n`);

async function run(args: readonly string[]): Promise<number> {
  const values = optionsOf(args, OPTIONS);
  const now = new Date();
  const countedAt = timeOf(values['counted-at'], now);
  if (values['stock-from'] === undefined && values['on-hand'] === undefined) {
    throw new UsageError(NO_SOURCE);
  }
  const deployment = await findDeployment(values);
  const channels = await channelsOf(deployment);
  const source = await stockSource(
    values,
    channels.map(({ client }) => client.channel),
    { countedAt, locations: deployment.config.locations },
  );
  const progress = progressFor(values);
  const mark = await importMark(deployment.table);
  const batchId = importBatchId(mark.startedAt ?? now.toISOString());
  const { ports, reader, proposals, everyKnownSku } = portsOf(deployment, progress, batchId);
  if (mark.startedAt !== undefined) {
    say(`The import of ${mark.startedAt} broke off: this one goes on where it ended.`);
  }
  const from = [countedAt, ...(mark.startedAt === undefined ? [] : [mark.startedAt])].sort()[0];
  const readings = await readChannels(ports, channels, from);
  const plan = await planImport({ reader, notes: ports.notes, progress: ports.progress }, readings, source, [
    ...(values.prune ? await everyKnownSku() : []),
  ]);
  progress.end();
  printPlan(plan, values);
  if (values.unmatched !== undefined) {
    await writeFile(values.unmatched, unmatchedAsCsv(plan));
  }
  if (values['dry-run']) {
    return 0;
  }
  if (!(await isAgreed(values))) {
    return 1;
  }
  await carryOut({ ...ports, shares: sharePortsOf(deployment) }, plan, mark, now);
  if (values.prune) {
    await prune(ports, plan);
  }
  await proposals.keep(asKept(proposalsOfImport(plan), now.toISOString()));
  progress.end();
  say(
    `${plan.newSkus.length} SKUs are in the ledger, ${plan.listings.length} listings are registered.${plan.newSkus.length > 0 ? ` Batch ${batchId}` : ''}`,
  );
  return 0;
}

const NO_SOURCE = 'Say where the first on-hand figures come from: --stock-from CHANNEL or --on-hand FILE.csv.';

async function carryOut(
  ports: ImportPorts & BundlePorts,
  plan: ImportPlan,
  mark: ImportMark,
  now: Date,
): Promise<void> {
  await mark.begin(now);
  const readings = await applyImport(ports, plan);
  const missing = await awaitLedger(ports, plan);
  if (missing.length > 0) {
    throw new Error(
      `${missing.length} of ${plan.newSkus.length} SKUs are not in the ledger, and none came in for a minute: read the log of post-observations and its dead-letter queue, then run this again.`,
    );
  }
  for (const { sku, reason } of await enterBundles(ports, plan, readings)) {
    say(`${sku} is a bundle of its channel and could not be made one here. ${reason}`);
  }
  if (plan.newSkus.length > 0 || mark.startedAt !== undefined) {
    await catchUp(ports, plan, readings, mark.startedAt);
  }
  await mark.end();
}

async function channelsOf({ config, table }: Deployment): Promise<readonly ImportedChannel[]> {
  const secrets = cachedSecrets(secretsClient(OF_A_COMMAND));
  const channels = await openChannels(config, secrets);
  const database = documentClient(OF_A_COMMAND);
  const [links, ledger] = [dynamoLinkStore(database, table), dynamoLedgerStore(database, table)];
  return Promise.all(
    channels.map(async (channel) => linkedChannel(channel, await links.ofChannel(channel.client.channel), ledger)),
  );
}

function portsOf(deployment: Deployment, { report }: Progress, batchId: string) {
  const { config, table, observationsQueueUrl } = deployment;
  const database = documentClient(OF_A_COMMAND);
  const reader = dynamoStockReader(database, table);
  const ports: ImportPorts = {
    registry: dynamoListingRegistry(database, table),
    listings: dynamoCheckStore(database, table),
    ledger: dynamoLedgerStore(database, table),
    reader,
    observations: sqsObservationQueue(sqsClient(OF_A_COMMAND), observationsQueueUrl),
    checks: sqsCheckQueue(sqsClient(OF_A_COMMAND), checkQueuesOf(deployment)),
    parking: dynamoParkingLot(database, table),
    notes: dynamoListingNotes(database, table),
    sweeps: dynamoSweepMarks(database, table),
    batchId,
    locations: config.locations,
    clock: () => new Date(),
    wait: pause,
    progress: report,
  };
  const proposals = dynamoProposalStore(database, table);
  return { ports, reader, proposals, everyKnownSku: () => Array.fromAsync(everySku(database, table)) };
}

function timeOf(text: string | undefined, now: Date): string {
  if (text === undefined) {
    return now.toISOString();
  }
  const time = Date.parse(text);
  if (Number.isNaN(time) || !/(Z|[+-]\d{2}:\d{2})$/.test(text)) {
    throw new UsageError(`--counted-at ${text}: give the time with its zone, as 2026-11-24T18:00:00Z.`);
  }
  if (time > now.getTime()) {
    throw new UsageError(`--counted-at ${text} is in the future.`);
  }
  return new Date(time).toISOString();
}

async function stockSource(
  values: Options,
  channels: readonly ChannelId[],
  { countedAt, locations }: { readonly countedAt: string; readonly locations: readonly LocationId[] },
): Promise<StockSource> {
  const { 'stock-from': channel, 'on-hand': file } = values;
  const known = channels.find((each) => each === channel);
  if (channel !== undefined && known === undefined) {
    throw new UsageError(`--stock-from ${channel}: the configured channels with listings are ${channels.join(', ')}.`);
  }
  const shown = known === undefined ? [] : [stockFromChannel(known)];
  const counted =
    file === undefined
      ? []
      : [
          stockFromCount(
            parseChannelId('operator'),
            parseOnHand(await readSpreadsheetText(file), locations, say),
            countedAt,
          ),
        ];
  const [first, ...others] = [...counted, ...shown];
  if (first === undefined) {
    throw new UsageError(NO_SOURCE);
  }
  return firstOf([first, ...others]);
}

function printPlan(plan: ImportPlan, { json }: Pick<Options, 'json'>): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(planAsJson(plan))}\n`);
  } else {
    say(planInWords(plan));
  }
}
