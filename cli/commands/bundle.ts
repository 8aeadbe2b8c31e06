/** `npx stockline bundle`: sets, removes and lists SKUs that are made of other SKUs. */
import { OF_A_COMMAND } from '../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../shared/aws/lambda/document-client.ts';
import { sqsClient } from '../../shared/aws/lambda/sqs-client.ts';
import { everySku } from '../../shared/aws/ledger/sku-scan.ts';
import { dynamoStockReader } from '../../shared/aws/ledger/stock-reader.ts';
import { sqsObservationQueue } from '../../shared/aws/messaging/queues.ts';
import { parseChannelId, type Sku } from '../../shared/domain/identifiers.ts';
import { addedUp, type Component, componentsInWords } from '../../shared/domain/stock/bundle.ts';
import type { BaselineObservation } from '../../shared/domain/stock/observation.ts';
import { shellWord } from '../../shared/operator-commands.ts';
import { defineBundle, planBundle } from '../../shared/usecases/exposure/define-bundle.ts';
import { argumentsOf, skuWord, wordAs } from '../arguments/arguments.ts';
import { didYouMean } from '../arguments/did-you-mean.ts';
import { sharePortsOf } from '../channels/share-ports.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../command.ts';
import { type Deployment, findDeployment } from '../deployment/deployment.ts';
import { parseBundles, parseComponent } from '../files/bundle-file.ts';
import { readSpreadsheetText } from '../files/spreadsheet-text.ts';
import { wayBackLine } from '../files/way-back.ts';
import { type BundlePlan, bundleLines, isBundleChanged } from '../reports/changing/bundle-report.ts';
import { CHANGE_OPTIONS, CHANGE_USAGE, change } from '../terminal/change.ts';
import { printableLines } from '../terminal/printable.ts';
import { waitFor } from '../wait-for.ts';

const OPTIONS = { ...COMMON_OPTIONS, ...CHANGE_OPTIONS, file: { type: 'string' } } as const;

export const bundleCommand: Command = {
  options: OPTIONS,
  words: ['set', 'remove', 'show'],
  usage: `Usage: npx stockline bundle set BUNDLE COMPONENT[=N] … [options]
       npx stockline bundle set --file FILE [options]
       npx stockline bundle remove BUNDLE … [options]
       npx stockline bundle show [BUNDLE …] [options]

A bundle has no stock of its own. Its sale takes its components, and each of its listings shows as many as the
scarcest component allows. A component's change reaches every bundle that it is part of. \`set\` and \`remove\` show which
listings would move, and ask.

  --file FILE       CSV with the header bundle,component,quantity
${CHANGE_USAGE}
${COMMON_USAGE}

Example: npx stockline bundle set BREAKFAST CUP PLATE=2`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, OPTIONS);
  const [verb, ...named] = positionals;
  if (verb === 'show') {
    const skus = named.map(skuWord);
    return show(await findDeployment(values), skus, values);
  }
  const bundles = verb === 'set' ? await toSet(named, values.file) : verb === 'remove' ? toRemove(named) : undefined;
  if (bundles === undefined) {
    throw new UsageError(`Say set, remove or show.${didYouMean(verb ?? '', ['set', 'remove', 'show'])}`);
  }
  const deployment = await findDeployment(values);
  const reader = readerOf(deployment);
  const ownStock = async (sku: Sku) => {
    const seq = (await reader.skuState(sku))?.seq ?? 0;
    return (await reader.entry(sku, seq))?.stockAfter ?? {};
  };
  const ports = { ...sharePortsOf(deployment), ownStock };
  const plans: BundlePlan[] = [];
  for (const [bundle, components] of bundles) {
    plans.push({ bundle, components, plan: await planBundle(ports, bundle, components) });
  }
  const planned = {
    lines: plans.flatMap(bundleLines),
    json: { bundles: plans },
    isNothing: plans.every(({ plan }) => plan.kind === 'planned' && !isBundleChanged(plan)),
    isRefused: plans.every(({ plan }) => plan.kind !== 'planned'),
  };
  return change(values, planned, () => carryOut(deployment, plans, values));
}

/** One that cannot be made stops no other. */
async function carryOut(
  deployment: Deployment,
  plans: readonly BundlePlan[],
  { json }: { readonly json: boolean },
): Promise<number> {
  let refused = 0;
  for (const { bundle, components, plan } of plans) {
    const defined = await define(deployment, bundle, components);
    refused += defined.isDone ? 0 : 1;
    const takeBack = bundleCommandFor(bundle, plan.kind === 'planned' ? plan.before : []);
    process.stdout.write(
      json
        ? `${JSON.stringify({ bundle, components, ...defined, ...(defined.isDone && { takeBack }) })}\n`
        : printableLines(`${[defined.text, ...(defined.isDone ? [`  ${wayBackLine(takeBack)}`] : [])].join('\n')}\n`),
    );
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
  return new Map([[skuWord(bundle), addedUp(components.map((each) => wordAs(parseComponent, each)))]]);
}

function toRemove(named: readonly string[]): ReadonlyMap<Sku, readonly Component[]> {
  if (named.length === 0) {
    throw new UsageError('Name the bundle.');
  }
  return new Map(named.map((bundle) => [skuWord(bundle), []]));
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

/** The command that makes the bundle of these components; of none, and the SKU has its own stock. */
function bundleCommandFor(bundle: Sku, components: readonly Component[]): string {
  const made = components.map(({ sku, quantity }) => shellWord(`${sku}=${quantity}`));
  return `npx stockline bundle ${made.length === 0 ? 'remove' : 'set'} ${[shellWord(bundle), ...made].join(' ')}`;
}

function readerOf({ table }: Pick<Deployment, 'table'>) {
  return dynamoStockReader(documentClient(OF_A_COMMAND), table);
}

/** A bundle that no source of stock knows enters the ledger with nothing on hand. */
async function enterLedger({ table, observationsQueueUrl }: Deployment, sku: Sku): Promise<void> {
  const reader = readerOf({ table });
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
      const text = json
        ? JSON.stringify({ bundle: sku, components })
        : printableLines(`${sku}  ${componentsInWords(components)}`);
      process.stdout.write(`${text}\n`);
    }
  }
  if (shown === 0 && !json) {
    process.stdout.write('There are no bundles.\n');
  }
  return shown < wanted.length ? 1 : 0;
}
