/** `npx stockline receive`, `count`, `adjust` and `transfer`: take in what a file says. */
import { InvalidIdentifierError } from '../../../shared/domain/identifiers.ts';
import { type HeldBack, heldBackBy } from '../../../shared/domain/pushing/held-back.ts';
import { batchIdOf, type StockFile, type StockFileKind } from '../../../shared/domain/stock/stock-file.ts';
import { soldByListing, soldUnderGtin } from '../../../shared/usecases/linking/sold-under.ts';
import {
  countRows,
  planStockFile,
  rowsToPost,
  type SkuPlan,
} from '../../../shared/usecases/stock-files/plan-stock-file.ts';
import { isAllPosted } from '../../../shared/usecases/stock-files/post-stock-file.ts';
import { argumentsOf, onlyWord } from '../../arguments/arguments.ts';
import { timeOption } from '../../arguments/time-option.ts';
import { readCatalogues } from '../../channels/linkable-catalogues.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, requiredReason, UsageError } from '../../command.ts';
import { type Deployment, findDeployment } from '../../deployment/deployment.ts';
import { stockFilePortsOf } from '../../deployment/posting-ports.ts';
import { readSpreadsheetText } from '../../files/spreadsheet-text.ts';
import { type NamingColumn, namingColumnOf, parseStockFile, type ReadName } from '../../files/stock-file.ts';
import { heldBackLines, outcomeLines, planLines } from '../../reports/changing/stock-file-report.ts';
import { progressFor } from '../../reports/import-progress.ts';
import { type Answers, CHANGE_OPTIONS, CHANGE_USAGE } from '../../terminal/change.ts';
import { printable } from '../../terminal/printable.ts';
import { postPlanned } from './post-planned.ts';

const OPTIONS = {
  ...COMMON_OPTIONS,
  ref: { type: 'string' },
  at: { type: 'string' },
  reason: { type: 'string' },
  ...CHANGE_OPTIONS,
} as const;

export const receiveCommand = stockFileCommand('receive', {
  does: 'Each row adds its units to on hand, as one entry of kind “received”.',
  columns: 'sku,location,quantity (and reason)',
  example: 'npx stockline receive delivery.csv --ref PO-77',
});
export const countCommand = stockFileCommand('count', {
  does: 'Each row says how many units of the SKU were there at the time of the count, those of open orders included that have\nnot left. SKUs that the file does not name stay as they are.',
  columns: 'sku,location,quantity',
  example: 'npx stockline count row-12.csv --ref 2026-11-row-12 --at 2026-11-24T18:00:00Z',
});
export const adjustCommand = stockFileCommand('adjust', {
  does: 'Each row changes on hand by so many units: below 0 takes them off. The reason stays in the ledger.',
  columns: 'sku,location,quantity,reason (or --reason for all)',
  example: 'npx stockline adjust broken.csv --ref 2026-11-broken --reason "broken in transit"',
});
export const transferCommand = stockFileCommand('transfer', {
  does: 'Each row is one entry that takes its units from one location and adds them to another.',
  columns: 'sku,from,to,quantity (and reason)',
  example: 'npx stockline transfer to-the-shop.csv --ref T-2026-114',
});

type About = { readonly does: string; readonly columns: string; readonly example: string };

function stockFileCommand(kind: StockFileKind, { does, columns, example }: About): Command {
  return {
    options: OPTIONS,
    usage: `Usage: npx stockline ${kind} FILE.csv --ref REFERENCE [options]

${does}
Shows what would change, and does it when you agree. The same file again changes nothing; a row that says another figure
under the same reference is refused. \`npx stockline undo ${kind}:REFERENCE\` takes all of it back.

The first line of the file names the columns: ${columns}. In place of sku, gtin (the trade item number
of a listing) or listing (as amazon:1A-2B3C-XYZ) may say what a row is of, in whole listings. Files of any spreadsheet program are read: commas, semicolons
or tabs, UTF-8, UTF-16 or Windows-1252.

  --ref REFERENCE   your own number of this ${kind === 'receive' ? 'delivery' : kind}: it is kept with every entry
  --at TIME         when it happened, as 2026-11-24T18:00:00Z (default: now)
  --reason TEXT     why, for rows without a reason of their own
${CHANGE_USAGE}
${COMMON_USAGE}

Example: ${example}`,
    run: (args) => run(kind, args),
  };
}

async function run(kind: StockFileKind, args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, OPTIONS);
  const name = onlyWord(positionals, 'Name one file.');
  const ref = values.ref?.trim() ?? '';
  if (ref === '') {
    throw new UsageError(
      'Give a --ref: your own number of the delivery, stocktake or transfer. It is kept with every entry.',
    );
  }
  const at = timeOf(values.at, new Date());
  const deployment = await findDeployment(values);
  const text = await readSpreadsheetText(name);
  const { rows, problems, notes } = parseStockFile(
    kind,
    text,
    deployment.config.locations,
    values.reason === undefined ? undefined : requiredReason(values.reason),
    await nameReader(deployment, namingColumnOf(text)),
  );
  if (kind === 'adjust' && problems.length === 0 && rows.some(({ reason }) => reason === undefined)) {
    throw new UsageError('Say why: a column “reason”, or --reason for all rows.');
  }
  if (problems.length > 0) {
    throw new Error(`${printable(name)} cannot be read, and nothing was written.\n${listed(problems)}`);
  }
  if (!values.json) {
    process.stderr.write(notes.map((note) => `${printable(note)}\n`).join(''));
  }
  const file: StockFile = { kind, ref, at, rows };
  const batch = checkedBatchId(file);
  return planAndPost(deployment, file, batch, values);
}

/** Names other than SKUs are looked up in the channels' catalogues. */
async function nameReader(deployment: Deployment, column: NamingColumn): Promise<ReadName | undefined> {
  if (column === 'sku') {
    return undefined;
  }
  const { catalogues } = await readCatalogues(deployment);
  return column === 'gtin' ? soldUnderGtin(catalogues) : soldByListing(catalogues);
}

async function planAndPost(deployment: Deployment, file: StockFile, batch: string, values: Answers): Promise<number> {
  const progress = progressFor(values);
  const plans = await planStockFile(stockFilePortsOf(deployment), file, (done, of) =>
    progress.report('SKUs planned', done, of),
  );
  progress.end();
  const moves = plans.flatMap(({ move }) => move.listings);
  const heldBack = file.kind === 'receive' ? [] : heldBackBy(moves, deployment.config.breaker);
  const isRefused = plans.some(({ rows }) => rows.some(({ plan }) => !['new', 'known'].includes(plan.kind)));
  if (values['dry-run'] || !values.yes) {
    printPlan(plans, heldBack, batch, values.json && values['dry-run']);
  }
  if (values['dry-run']) {
    return isRefused ? 1 : 0;
  }
  const work = plans.map((plan) => ({
    sku: plan.sku,
    observations: rowsToPost(plan).map(({ observation }) => observation),
  }));
  const done = await postPlanned(deployment, work, progress, values);
  if (done === undefined) {
    return 1;
  }
  const { posted, entries } = done;
  const counts = countRows(plans);
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ batch, rows: counts, entries, plans, posted, heldBack })}\n`);
  } else {
    const lines = values.yes ? oddLines(plans) : [];
    process.stdout.write(
      [...lines, ...outcomeLines(posted), ...(values.yes ? heldBackLines(heldBack) : [])]
        .map((line) => `${line}\n`)
        .join(''),
    );
    process.stdout.write(`${summary(counts, entries)} Batch ${printable(batch)}\n`);
  }
  return isRefused || !isAllPosted(posted) ? 1 : 0;
}

function printPlan(plans: readonly SkuPlan[], heldBack: readonly HeldBack[], batch: string, isJson: boolean): void {
  if (isJson) {
    process.stdout.write(`${JSON.stringify({ batch, rows: countRows(plans), plans, heldBack })}\n`);
    return;
  }
  const lines = [...plans.flatMap(planLines), ...heldBackLines(heldBack)];
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

/** Rows that are not posted, or that move less than they say, for a run that showed no plan. */
function oddLines(plans: readonly SkuPlan[]): readonly string[] {
  return plans.flatMap((plan) => {
    const rows = plan.rows.filter(
      ({ plan: { kind, ...rest } }) => kind !== 'known' && (kind !== 'new' || 'alreadyCounted' in rest),
    );
    return rows.length === 0 ? [] : planLines({ ...plan, rows });
  });
}

function summary(counts: ReturnType<typeof countRows>, entries: number): string {
  const { known = 0, unknownSku = 0, changed = 0, undone = 0, refused = 0 } = counts;
  const parts = [
    [entries, 'posted'],
    [known, 'posted before'],
    [unknownSku, 'left out'],
    [changed + undone + refused, 'refused'],
  ] as const;
  const named = parts.filter(([count], index) => index === 0 || count > 0).map(([count, what]) => `${count} ${what}`);
  return `${named.join(', ')}.`;
}

const PROBLEMS_SHOWN = 20;

function listed(problems: readonly string[]): string {
  const more = problems.length - PROBLEMS_SHOWN;
  return [...problems.slice(0, PROBLEMS_SHOWN), ...(more > 0 ? [`… and ${more} more lines`] : [])].join('\n');
}

function checkedBatchId(file: StockFile): string {
  try {
    return batchIdOf(file);
  } catch (error) {
    if (error instanceof InvalidIdentifierError) {
      throw new UsageError(`--ref ${printable(file.ref)}: ${error.message}`);
    }
    throw error;
  }
}

function timeOf(text: string | undefined, now: Date): string {
  if (text === undefined) {
    return now.toISOString();
  }
  const time = timeOption('--at', text);
  if (time > now.toISOString()) {
    throw new UsageError(`--at ${text} is in the future.`);
  }
  return time;
}
