/** `npx stockline undo`: takes back what a stock file did. */
import { parseArgs } from 'node:util';
import { type HeldBack, heldBackBy } from '../../../shared/domain/pushing/held-back.ts';
import { isUndo, undoBatchId } from '../../../shared/domain/stock/stock-file.ts';
import { planUndo, type SkuUndo } from '../../../shared/usecases/stock-files/plan-undo.ts';
import { isAllPosted } from '../../../shared/usecases/stock-files/post-stock-file.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../../command.ts';
import { type Deployment, findDeployment } from '../../deployment.ts';
import { stockFilePortsOf } from '../../posting-ports.ts';
import { printable } from '../../printable.ts';
import { progressFor } from '../../reports/import-progress.ts';
import { heldBackLines, outcomeLines, undoLines } from '../../reports/stock-file-report.ts';
import { postPlanned } from './post-planned.ts';

export const undoCommand: Command = {
  summary: 'take back what a file of receipts, counts, adjustments or transfers did',
  usage: `Usage: npx stockline undo BATCH [options]

Appends, for each entry of the batch, a correction by the reverse of the difference that the entry made: what was sold
meanwhile stays sold. Nothing posted is ever changed. An entry stays where taking it back would be wrong, because the SKU
was counted or corrected there since: it is listed with the reason. Twice is once.

  BATCH             what the command printed, as receive:PO-77
  --dry-run         show what would change, and change nothing
  --yes             do not ask
${COMMON_USAGE}

Example: npx stockline undo receive:PO-77`,
  run,
};

const OPTIONS = {
  ...COMMON_OPTIONS,
  'dry-run': { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
} as const;

type Answers = { readonly json: boolean; readonly yes: boolean; readonly 'dry-run': boolean };

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const [batch, ...others] = positionals;
  if (batch === undefined || others.length > 0) {
    throw new UsageError('Name one batch, as receive:PO-77.');
  }
  if (isUndo(batch)) {
    throw new UsageError('An undo is not taken back: give the file again under another --ref.');
  }
  return planAndPost(await findDeployment(values), batch, values);
}

async function planAndPost(deployment: Deployment, batch: string, values: Answers): Promise<number> {
  const progress = progressFor(values);
  const plans = await planUndo(stockFilePortsOf(deployment), batch, (done, of) =>
    progress.report('SKUs planned', done, of),
  );
  progress.end();
  if (plans.length === 0) {
    throw new Error(`The ledger has no entry of batch ${printable(batch)}. An id is as receive:PO-77.`);
  }
  const heldBack = heldBackBy(
    plans.flatMap(({ move }) => move.listings),
    deployment.config.breaker,
  );
  const isRefused = plans.some(({ entries }) => entries.some(({ plan }) => plan.kind === 'refused'));
  if (!values.json) {
    print(plans, heldBack);
  }
  if (values['dry-run']) {
    if (values.json) {
      process.stdout.write(`${JSON.stringify({ batch, plans, heldBack })}\n`);
    }
    return isRefused ? 1 : 0;
  }
  const work = plans.map(({ sku, entries }) => ({
    sku,
    observations: entries.flatMap(({ plan }) => (plan.kind === 'new' ? [plan.observation] : [])),
  }));
  const done = await postPlanned(deployment, work, progress, values);
  if (done === undefined) {
    return 1;
  }
  const { posted, entries } = done;
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ batch: undoBatchId(batch), undoes: batch, entries, plans, posted, heldBack })}\n`
      : `${outcomeLines(posted)
          .map((line) => `${line}\n`)
          .join('')}${entries} taken back. Batch ${printable(undoBatchId(batch))}\n`,
  );
  return isRefused || !isAllPosted(posted) ? 1 : 0;
}

function print(plans: readonly SkuUndo[], heldBack: readonly HeldBack[]): void {
  const lines = [...plans.flatMap(undoLines), ...heldBackLines(heldBack)];
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}
