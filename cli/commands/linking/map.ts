/** `npx stockline map`: which listings of the channels sell which SKU, and how many units of it. */
import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { OF_A_COMMAND } from '../../../shared/aws/lambda/call-limits.ts';
import { documentClient } from '../../../shared/aws/lambda/document-client.ts';
import { sqsClient } from '../../../shared/aws/lambda/sqs-client.ts';
import { dynamoLedgerStore } from '../../../shared/aws/ledger/ledger-store.ts';
import { dynamoParkingLot } from '../../../shared/aws/ledger/parking-lot.ts';
import { everySku } from '../../../shared/aws/ledger/sku-scan.ts';
import { dynamoStockReader } from '../../../shared/aws/ledger/stock-reader.ts';
import { dynamoLinkStore } from '../../../shared/aws/listings/link-store.ts';
import { dynamoListingRegistry } from '../../../shared/aws/listings/listing-registry.ts';
import { dynamoProposalStore } from '../../../shared/aws/listings/proposal-store.ts';
import { sqsObservationQueue } from '../../../shared/aws/messaging/queues.ts';
import { sqsCheckQueue } from '../../../shared/aws/reconciling/check-queue.ts';
import { configuredRules } from '../../../shared/config.ts';
import { parseChannelId, type Sku } from '../../../shared/domain/identifiers.ts';
import { proposeLinks } from '../../../shared/domain/listing/link-proposals.ts';
import { shellWord } from '../../../shared/operator-commands.ts';
import { applyLinks } from '../../../shared/usecases/linking/apply-links.ts';
import { emptyListings, emptyUnpushed } from '../../../shared/usecases/linking/empty-listings.ts';
import { asKept, dropProposals } from '../../../shared/usecases/linking/keep-proposals.ts';
import { namedListings } from '../../../shared/usecases/linking/named-listings.ts';
import {
  type LinkPlan,
  type PlannedLink,
  planLinks,
  type WantedLink,
} from '../../../shared/usecases/linking/plan-links.ts';
import { argumentsOf, wordAs } from '../../arguments/arguments.ts';
import { didYouMean } from '../../arguments/did-you-mean.ts';
import { readCatalogues } from '../../channels/linkable-catalogues.ts';
import { sharePortsOf } from '../../channels/share-ports.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../../command.ts';
import { checkQueuesOf, type Deployment, findDeployment } from '../../deployment/deployment.ts';
import { linksBefore, parseLinks, proposalsAsCsv, skuAndUnits, wantedLink } from '../../files/link-file.ts';
import { readSpreadsheetText } from '../../files/spreadsheet-text.ts';
import { keepWayBack, wayBackLine } from '../../files/way-back.ts';
import { linkLine, planLines, proposalLines } from '../../reports/link-report.ts';
import { type Answers, CHANGE_OPTIONS, CHANGE_USAGE, change } from '../../terminal/change.ts';
import { printableLines } from '../../terminal/printable.ts';

const OPTIONS = {
  ...COMMON_OPTIONS,
  file: { type: 'string' },
  write: { type: 'string' },
  leave: { type: 'boolean', default: false },
  zero: { type: 'boolean', default: false },
  ...CHANGE_OPTIONS,
} as const;

export const mapCommand: Command = {
  options: OPTIONS,
  words: ['show', 'propose', 'plan', 'set', 'remove'],
  usage: `Usage: npx stockline map show
       npx stockline map propose [--write FILE.csv]
       npx stockline map plan|set CHANNEL LISTING SKU[=UNITS]
       npx stockline map plan|set --file FILE.csv
       npx stockline map remove CHANNEL LISTING --leave|--zero

A listing joins the SKU of the same name by itself. Any other is linked: to another SKU, or to several units of one. LISTING is
the channel's id of it (Shopify: the inventory item or the variant), or its SKU there.

  show         prints the links that hold
  propose      compares names, trade item numbers and Amazon articles; links nothing
  plan         shows what would change, and does nothing
  set          shows what changes, asks, and does it
  remove       the listing sells its own SKU again, and is pushed no more where that is not in the ledger
  --file       lines of channel,listing,sku,units under this header; all of it is checked before anything is written.
               0 units of no SKU take a link back, and leave the figure
  --write      writes the proposals as such a file; you fill in how many units each listing sells
  --leave      the figure of the listing stays as it is
  --zero       the listing is set to 0 first
${CHANGE_USAGE}
${COMMON_USAGE}

Example: npx stockline map set amazon 1A-2B3C-XYZ MUG-RED=3`,
  run,
};

type Options = ReturnType<typeof argumentsOf<typeof OPTIONS>>['values'];

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, OPTIONS);
  const [verb, ...named] = positionals;
  switch (verb) {
    case 'show':
      return show(await findDeployment(values), values);
    case 'propose':
      return propose(await findDeployment(values), values);
    case 'plan':
    case 'set': {
      const wanted = await wantedOf(named, values.file);
      const answers = verb === 'plan' ? { ...values, 'dry-run': true } : values;
      return relink(await findDeployment(values), wanted, answers, { isZeroed: false });
    }
    case 'remove': {
      const [channel, listing] = named;
      if (channel === undefined || listing === undefined || named.length > 2) {
        throw new UsageError('Name the channel and the listing.');
      }
      if (values.leave === values.zero) {
        throw new UsageError('Say what becomes of the figure that it shows: --leave it, or set it to --zero.');
      }
      const wanted = [{ channel: wordAs(parseChannelId, channel), listing, units: 1 }];
      return relink(await findDeployment(values), wanted, values, { isZeroed: values.zero });
    }
    default:
      throw new UsageError(
        `Say show, propose, plan, set or remove.${didYouMean(verb ?? '', ['show', 'propose', 'plan', 'set', 'remove'])}`,
      );
  }
}

async function wantedOf(named: readonly string[], file: string | undefined): Promise<readonly WantedLink[]> {
  if (file !== undefined) {
    return parseLinks(await readSpreadsheetText(file));
  }
  const [channel, listing, sku] = named;
  if (channel === undefined || listing === undefined || sku === undefined || named.length > 3) {
    throw new UsageError('Name the channel, the listing and the SKU, or give a --file.');
  }
  return [wantedLink(channel, listing, ...skuAndUnits(sku))];
}

async function show({ table, config }: Deployment, { json }: Options): Promise<number> {
  const store = dynamoLinkStore(documentClient(OF_A_COMMAND), table);
  const links = await Promise.all(config.channels.map(({ id }) => store.ofChannel(parseChannelId(id))));
  const held = links.flat().filter(({ isRemoved }) => isRemoved !== true);
  print(json ? held.map((each) => JSON.stringify(each)) : held.map(linkLine).map(printableLines));
  if (held.length === 0 && !json) {
    print(['No listing is linked: each sells the SKU that its channel has for it.']);
  }
  return 0;
}

async function propose(deployment: Deployment, { json, write }: Options): Promise<number> {
  const begunAt = new Date().toISOString();
  const { catalogues, database } = await opened(deployment);
  const skus: readonly Sku[] = await Array.fromAsync(everySku(database, deployment.table));
  const proposals = proposeLinks(namedListings(catalogues, new Set(skus)), skus);
  await dynamoProposalStore(database, deployment.table).keep(asKept(proposals, begunAt));
  if (write !== undefined) {
    await writeFile(write, proposalsAsCsv(proposals));
  }
  print(json ? [JSON.stringify(proposals)] : proposalLines(proposals).map(printableLines));
  return 0;
}

async function relink(
  deployment: Deployment,
  wanted: readonly WantedLink[],
  answers: Answers,
  { isZeroed }: { readonly isZeroed: boolean },
): Promise<number> {
  const { catalogues, channels, database } = await opened(deployment);
  const { table, config } = deployment;
  const ledger = dynamoLedgerStore(database, table);
  const planning = { ledger, reader: dynamoStockReader(database, table), rules: configuredRules(config) };
  const plan = (each: readonly WantedLink[]) => planLinks(planning, catalogues, each);
  const planned = await plan(wanted);
  const shown = {
    lines: planLines(planned, config.breaker),
    json: planAsJson(planned),
    isNothing: planned.planned.length === 0,
    isRefused: planned.refused.length > 0,
  };
  return change(answers, shown, async () => {
    const wayBack = await keepWayBack('links', linksBefore(planned.planned), new Date());
    if (isZeroed) {
      await emptyListings(channels, planned.planned, new Date());
    }
    const ports = {
      links: dynamoLinkStore(database, table),
      channels,
      registry: dynamoListingRegistry(database, table),
      checks: sqsCheckQueue(sqsClient(OF_A_COMMAND), checkQueuesOf(deployment)),
      shares: sharePortsOf(deployment),
      observations: sqsObservationQueue(sqsClient(OF_A_COMMAND), deployment.observationsQueueUrl),
      parking: dynamoParkingLot(database, table),
      clock: () => new Date(),
      wait: pause,
    };
    await applyLinks(ports, planned.planned, async (group) => (await plan(group.map((each) => each.wanted))).planned);
    if (isZeroed) {
      await emptyUnpushed(channels, planned.planned, new Date());
    }
    await dropProposals(dynamoProposalStore(database, table), planned.planned.map(listingOf));
    const done = `${planned.planned.length} ${planned.planned.length === 1 ? 'listing is' : 'listings are'} linked anew.`;
    const back = wayBackLine(`npx stockline map set --file ${shellWord(wayBack)}`);
    print(answers.json ? [JSON.stringify(planAsJson(planned))] : [done, back].map(printableLines));
    return 0;
  });
}

function listingOf({ wanted, change: { channel, comes } }: PlannedLink) {
  return { channel, listing: comes[0]?.externalId ?? wanted.listing };
}

function planAsJson({ planned, refused }: LinkPlan) {
  return {
    planned: planned.map(({ wanted, change: _change, ...rest }) => ({ ...wanted, ...rest })),
    refused,
  };
}

async function opened(deployment: Deployment) {
  return { ...(await readCatalogues(deployment)), database: documentClient(OF_A_COMMAND) };
}

function print(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}
