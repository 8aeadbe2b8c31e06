/** Counts what an import takes of a catalogue that three channels list, and what the same import takes when it is run again. */
import { documentClient } from '../../shared/aws/lambda/document-client.ts';
import { sqsClient } from '../../shared/aws/lambda/sqs-client.ts';
import { dynamoLedgerStore } from '../../shared/aws/ledger/ledger-store.ts';
import { dynamoParkingLot } from '../../shared/aws/ledger/parking-lot.ts';
import { dynamoStockReader } from '../../shared/aws/ledger/stock-reader.ts';
import { dynamoListingNotes } from '../../shared/aws/listings/listing-notes.ts';
import { dynamoListingRegistry } from '../../shared/aws/listings/listing-registry.ts';
import { dynamoSweepMarks } from '../../shared/aws/listings/sweep-marks.ts';
import { sqsObservationQueue } from '../../shared/aws/messaging/queues.ts';
import { sqsCheckQueue } from '../../shared/aws/reconciling/check-queue.ts';
import { dynamoCheckStore } from '../../shared/aws/reconciling/check-store.ts';
import { platformOf, sellingChannels } from '../../shared/channels/platform-of.ts';
import { parseChannelId } from '../../shared/domain/identifiers.ts';
import { applyImport, awaitLedger, catchUp, type ImportPorts } from '../../shared/usecases/importing/apply-import.ts';
import { planImport } from '../../shared/usecases/importing/plan-import.ts';
import { type ImportedChannel, readChannels } from '../../shared/usecases/importing/read-channels.ts';
import { stockFromChannel } from '../../shared/usecases/importing/stock-source.ts';
import { type Usage, usageSince } from '../aws/usage.ts';
import { benchConfig } from '../stack/bench-config.ts';
import { SECRETS } from '../stack/channels.ts';
import type { RunningStack } from '../stack/running-stack.ts';
import type { StackFacts } from '../stack/stack-facts.ts';
import { skusNamed, withStack } from '../stack/with-stack.ts';

const IMPORT = 'import';
const SHOWS = 20;

export type ImportCosts = {
  /** What the command itself takes, the postings not counted. */
  readonly command: Usage;
  /** What the functions take that post what it queued. */
  readonly functions: Usage;
  /** New SKUs that it found. */
  readonly newSkus: number;
};

/** An import into an empty ledger, and then the same import again. */
export async function measureImports(
  facts: StackFacts,
  skus: number,
): Promise<{ readonly first: ImportCosts; readonly again: ImportCosts }> {
  const options = { facts, skus: skusNamed('IMPORTED', skus), shows: SHOWS, isLedgerEmpty: true };
  return await withStack(options, async (stack) => ({ first: await counted(stack), again: await counted(stack) }));
}

async function counted(stack: RunningStack): Promise<ImportCosts> {
  const [ofAll, ofCommand] = [stack.meter.total(), stack.meter.of(IMPORT)];
  const newSkus = await importAll(stack);
  await stack.runUntilIdle();
  const command = usageSince(ofCommand, stack.meter.of(IMPORT));
  return { command, functions: usageSince(command, usageSince(ofAll, stack.meter.total())), newSkus };
}

/** As `npx stockline import --stock-from shopify` does it (cli/commands/import.ts). Resolves with the number of new SKUs. */
async function importAll(stack: RunningStack): Promise<number> {
  const ports = portsOf(stack);
  stack.meter.enter(IMPORT);
  const readings = await readChannels(ports, await channelsOf(stack));
  const plan = await planImport(ports, readings, stockFromChannel(parseChannelId('shopify')));
  const stable = await applyImport(ports, plan);
  const missing = await awaitLedger(ports, plan);
  if (missing.length > 0) {
    throw new Error(`${missing.length} SKUs are not in the ledger.`);
  }
  if (plan.newSkus.length > 0) {
    await catchUp(ports, plan, stable);
  }
  return plan.newSkus.length;
}

async function channelsOf(stack: RunningStack): Promise<readonly ImportedChannel[]> {
  return Promise.all(
    sellingChannels(benchConfig(stack.channels.urls)).map(async (channel): Promise<ImportedChannel> => {
      const { selling } = await platformOf(channel);
      const secret = SECRETS.get(`stockline/${channel.id}`) ?? '';
      if (selling === undefined) {
        throw new Error(`${channel.id} lists nothing.`);
      }
      return { client: selling.client(channel, secret), orderFeed: selling.orderFeed(channel, secret) };
    }),
  );
}

function portsOf(stack: RunningStack): ImportPorts & { readonly reader: ReturnType<typeof dynamoStockReader> } {
  const [database, queues] = [documentClient(), sqsClient()];
  const table = stack.setting('post-observations', 'TABLE_NAME');
  return {
    registry: dynamoListingRegistry(database, table),
    listings: dynamoCheckStore(database, table),
    ledger: dynamoLedgerStore(database, table),
    reader: dynamoStockReader(database, table),
    observations: sqsObservationQueue(queues, stack.setting('post-observations', 'OBSERVATIONS_QUEUE_URL')),
    checks: sqsCheckQueue(queues, new Map()),
    parking: dynamoParkingLot(database, table),
    notes: dynamoListingNotes(database, table),
    sweeps: dynamoSweepMarks(database, table),
    batchId: 'import:2026-11-24T12:00:00.000Z',
    locations: benchConfig(stack.channels.urls).locations,
    clock: stack.clock.now,
    // What it waits for is posted meanwhile, by the functions.
    async wait(milliseconds) {
      await stack.runFor(milliseconds);
      stack.meter.enter(IMPORT);
    },
    progress: () => undefined,
  };
}
