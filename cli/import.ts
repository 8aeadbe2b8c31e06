import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { documentClient, OF_A_COMMAND, secretsClient, sqsClient } from '../shared/aws/clients.ts';
import { dynamoListingRegistry } from '../shared/aws/listing-registry.ts';
import { sqsObservationQueue } from '../shared/aws/queues.ts';
import { cachedSecrets } from '../shared/aws/secrets.ts';
import { dynamoStockReader } from '../shared/aws/stock-reader.ts';
import { type ChannelId, parseChannelId, type Sku } from '../shared/domain/identifiers.ts';
import {
  applyImport,
  type ImportPlan,
  planImport,
  readCatalogues,
  type StockSource,
  stockFromChannel,
} from '../shared/usecases/import-catalogue.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from './command.ts';
import { findDeployment } from './deployment.ts';
import { parseOnHand } from './on-hand-file.ts';
import { outletsOf } from './outlets.ts';
import { until } from './until.ts';

export const importCommand: Command = {
  summary: 'read all listings of the channels and take their SKUs into the ledger',
  usage: `Usage: stockline import (--stock-from CHANNEL | --on-hand FILE.csv) [options]

Reads every channel's catalogue, matches listings by SKU, shows what it would do, and does it once you agree.
SKUs that the ledger has already keep their stock.

  --stock-from CHANNEL  what this channel shows is what is on hand
  --on-hand FILE.csv    on hand by SKU: lines of sku,location,quantity under such a header
  --yes                 do not ask
${COMMON_USAGE}

Example: stockline import --stock-from shopify`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...COMMON_OPTIONS,
      'stock-from': { type: 'string' },
      'on-hand': { type: 'string' },
      yes: { type: 'boolean', default: false },
    },
  });
  const deployment = await findDeployment(values);
  const database = documentClient(OF_A_COMMAND);
  const reader = dynamoStockReader(database, deployment.table);
  const outlets = await outletsOf(deployment.config, cachedSecrets(secretsClient(OF_A_COMMAND)));
  const source = await stockSource(
    values['stock-from'],
    values['on-hand'],
    outlets.map((outlet) => outlet.channel),
  );
  const say = values.json ? () => undefined : (line: string) => process.stderr.write(`${line}\n`);
  const listings = await readCatalogues(outlets, (channel, count) => say(`${channel}: ${count} listings read`));
  const plan = await planImport(reader, listings, source);
  tellPlan(plan, values.json);
  if (!values.yes && !(await agreed())) {
    say('Nothing was written.');
    return 1;
  }
  await applyImport(
    {
      registry: dynamoListingRegistry(database, deployment.table),
      observations: sqsObservationQueue(sqsClient(OF_A_COMMAND), deployment.observationsQueueUrl),
      clock: () => new Date(),
    },
    plan,
  );
  const missing = await waitForLedger(plan, async (sku) => (await reader.snapshot(sku)) !== undefined);
  if (missing > 0) {
    throw new Error(
      `${missing} of ${plan.baselines.size} SKUs are not in the ledger after a minute: look at the log of post-observations and its dead-letter queue.`,
    );
  }
  say(`${plan.baselines.size} SKUs are in the ledger, ${plan.listings.length} listings are registered.`);
  return 0;
}

async function stockSource(
  channel: string | undefined,
  file: string | undefined,
  channels: readonly ChannelId[],
): Promise<StockSource> {
  if (channel !== undefined && file === undefined) {
    const known = channels.find((each) => each === channel);
    if (known === undefined) {
      throw new UsageError(
        `--stock-from ${channel}: the configured channels with listings are ${channels.join(', ')}.`,
      );
    }
    return stockFromChannel(known);
  }
  if (file !== undefined && channel === undefined) {
    const onHand = parseOnHand(await readFile(file, 'utf8'));
    return { name: parseChannelId('operator'), skus: [...onHand.keys()], onHandOf: (sku) => onHand.get(sku) };
  }
  throw new UsageError('Say where the first on-hand figures come from: --stock-from CHANNEL or --on-hand FILE.csv.');
}

function tellPlan(plan: ImportPlan, asJson: boolean): void {
  const summary = {
    listings: plan.listings.length,
    newSkus: plan.baselines.size,
    knownSkus: plan.known.length,
    withoutStock: plan.withoutStock,
    unlisted: plan.unlisted,
    duplicates: plan.duplicates,
  };
  if (asJson) {
    process.stdout.write(`${JSON.stringify(summary)}\n`);
    return;
  }
  const lines = [
    `${summary.listings} listings; ${summary.newSkus} SKUs are new, ${summary.knownSkus} are in the ledger already.`,
    ...plan.withoutStock.map((sku) => `  ${sku}: no on-hand figure, stays outside the ledger`),
    ...plan.duplicates.map(
      ({ channel, sku }) => `  ${sku}: more than once on ${channel}, left out; give each its own SKU`,
    ),
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
}

async function agreed(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new UsageError('Nobody is there to ask: add --yes.');
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question('Go on? [y/N] ');
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** Waits until every baseline is posted; resolves with the number of SKUs still missing when patience ends. */
async function waitForLedger(plan: ImportPlan, isThere: (sku: Sku) => Promise<boolean>): Promise<number> {
  let missing = [...plan.baselines.keys()];
  await until(async () => {
    const there = await Promise.all(missing.map(isThere));
    missing = missing.filter((_, index) => there[index] !== true);
    return missing.length === 0 ? 'all' : undefined;
  });
  return missing.length;
}
