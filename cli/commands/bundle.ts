/** `npx stockline bundle`: sets, removes and lists SKUs that are made of other SKUs. */
import { parseArgs } from 'node:util';
import { documentClient, OF_A_COMMAND, sqsClient } from '../../shared/aws/lambda/clients.ts';
import { everySku } from '../../shared/aws/ledger/sku-scan.ts';
import { dynamoStockReader } from '../../shared/aws/ledger/stock-reader.ts';
import { sqsObservationQueue } from '../../shared/aws/messaging/queues.ts';
import { parseChannelId, parseSku, type Sku } from '../../shared/domain/identifiers.ts';
import { addedUp, type Component, componentsInWords } from '../../shared/domain/stock/bundle.ts';
import type { BaselineObservation } from '../../shared/domain/stock/observation.ts';
import { defineBundle } from '../../shared/usecases/exposure/define-bundle.ts';
import { sharePortsOf } from '../channels/share-ports.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../command.ts';
import { type Deployment, findDeployment } from '../deployment.ts';
import { parseBundles, parseComponent } from '../files/bundle-file.ts';
import { readSpreadsheetText } from '../files/spreadsheet-text.ts';
import { waitFor } from '../wait-for.ts';

export const bundleCommand: Command = {
  summary: 'set which SKUs are made of which others, or list the bundles',
  usage: `Usage: npx stockline bundle set BUNDLE COMPONENT[=N] … [options]
       npx stockline bundle set --file FILE [options]
       npx stockline bundle remove BUNDLE … [options]
       npx stockline bundle show [BUNDLE …] [options]

A bundle has no stock of its own. Its sale takes its components, and each of its listings shows as many as the
scarcest component allows. A component's change reaches every bundle that it is part of.

  --file FILE       CSV with the header bundle,component,quantity
${COMMON_USAGE}

Example: npx stockline bundle set BREAKFAST CUP PLATE=2`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { ...COMMON_OPTIONS, file: { type: 'string' } },
    allowPositionals: true,
  });
  const [verb, ...named] = positionals;
  if (verb === 'show') {
    return show(await findDeployment(values), named.map(parseSku), values);
  }
  const bundles = verb === 'set' ? await toSet(named, values.file) : verb === 'remove' ? toRemove(named) : undefined;
  if (bundles === undefined) {
    throw new UsageError('Say set, remove or show.');
  }
  const deployment = await findDeployment(values);
  let refused = 0;
  for (const [bundle, components] of bundles) {
    const defined = await define(deployment, bundle, components);
    refused += defined.isDone ? 0 : 1;
    process.stdout.write(values.json ? `${JSON.stringify({ bundle, components, ...defined })}\n` : `${defined.text}\n`);
  }
  return refused === 0 ? 0 : 1;
}

async function toSet(
  named: readonly string[],
  file: string | undefined,
): Promise<ReadonlyMap<Sku, readonly Component[]>> {
  if (file !== undefined) {
    return parseBundles(await readSpreadsheetText(file));
  }
  const [bundle, ...components] = named;
  if (bundle === undefined || components.length === 0) {
    throw new UsageError('Name the bundle and what it is made of, or give a --file.');
  }
  return new Map([[parseSku(bundle), addedUp(components.map(parseComponent))]]);
}

function toRemove(named: readonly string[]): ReadonlyMap<Sku, readonly Component[]> {
  if (named.length === 0) {
    throw new UsageError('Name the bundle.');
  }
  return new Map(named.map((bundle) => [parseSku(bundle), []]));
}

type Definition = { readonly isDone: boolean; readonly text: string };

async function define(deployment: Deployment, bundle: Sku, components: readonly Component[]): Promise<Definition> {
  const ports = sharePortsOf(deployment);
  if (components.length > 0) {
    await enterLedger(deployment, bundle);
  }
  const outcome = await defineBundle(ports, bundle, components);
  switch (outcome.kind) {
    case 'defined': {
      const text =
        components.length > 0
          ? `${bundle} is made of ${componentsInWords(components)}.`
          : `${bundle} has its own stock again.`;
      return { isDone: true, text };
    }
    case 'unknown':
      return {
        isDone: false,
        text: `${bundle}: not in the ledger: ${outcome.skus.join(', ')}. Run npx stockline import.`,
      };
    case 'refused':
      return { isDone: false, text: outcome.reason };
    default:
      return outcome satisfies never;
  }
}

/** A bundle that no source of stock knows enters the ledger with nothing on hand. */
async function enterLedger({ table, observationsQueueUrl }: Deployment, sku: Sku): Promise<void> {
  const reader = dynamoStockReader(documentClient(OF_A_COMMAND), table);
  if ((await reader.skuState(sku)) !== undefined) {
    return;
  }
  const at = new Date().toISOString();
  const source = { channel: parseChannelId('operator'), key: 'baseline' };
  const baseline: BaselineObservation = { kind: 'baseline', sku, onHand: {}, source, occurredAt: at, receivedAt: at };
  await sqsObservationQueue(sqsClient(OF_A_COMMAND), observationsQueueUrl).send([baseline]);
  if ((await waitFor(() => reader.skuState(sku))) === undefined) {
    throw new Error(`${sku}: queued but not in the ledger yet. Read the log of post-observations.`);
  }
}

async function show(
  { table }: Deployment,
  wanted: readonly Sku[],
  { json }: { readonly json: boolean },
): Promise<number> {
  const database = documentClient(OF_A_COMMAND);
  const reader = dynamoStockReader(database, table);
  let shown = 0;
  for await (const sku of wanted.length > 0 ? wanted : everySku(database, table)) {
    const components = (await reader.skuState(sku))?.exposure?.madeOf ?? [];
    if (components.length > 0) {
      shown += 1;
      const text = json ? JSON.stringify({ bundle: sku, components }) : `${sku}  ${componentsInWords(components)}`;
      process.stdout.write(`${text}\n`);
    }
  }
  if (shown === 0 && !json) {
    process.stdout.write('There are no bundles.\n');
  }
  return shown < wanted.length ? 1 : 0;
}
