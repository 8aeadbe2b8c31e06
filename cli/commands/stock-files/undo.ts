/** `npx stockline undo`: takes back what a stock file did. */
import { type HeldBack, heldBackBy } from '../../../shared/domain/pushing/held-back.ts';
import { isUndo, undoBatchId } from '../../../shared/domain/stock/stock-file.ts';
import { planUndo, type SkuUndo } from '../../../shared/usecases/stock-files/plan-undo.ts';
import { isAllPosted } from '../../../shared/usecases/stock-files/post-stock-file.ts';
import { argumentsOf, onlyWord } from '../../arguments/arguments.ts';
import { COMMON_OPTIONS, COMMON_USAGE, type Command, UsageError } from '../../command.ts';
import { type Deployment, findDeployment } from '../../deployment/deployment.ts';
import { stockFilePortsOf } from '../../deployment/posting-ports.ts';
import { heldBackLines, outcomeLines, undoLines } from '../../reports/changing/stock-file-report.ts';
import { progressFor } from '../../reports/import-progress.ts';
import { type Answers, CHANGE_OPTIONS, CHANGE_USAGE } from '../../terminal/change.ts';
import { printable } from '../../terminal/printable.ts';
import { postPlanned } from './post-planned.ts';

const OPTIONS = {
  ...COMMON_OPTIONS,
  ...CHANGE_OPTIONS,
} as const;

export const undoCommand: Command = {
  options: OPTIONS,
  usage: `Usage: npx stockline undo BATCH [options]

Appends, for each entry of the batch, a correction by the reverse of the difference that the entry made: what was sold
meanwhile stays sold. Nothing posted is ever changed. An entry stays where taking it back would be wrong, because the SKU
was counted or corrected there since: it is listed with the reason. Twice is once. A SKU of an import is taken back while
nothing but receipts stands on it; it stays in the ledger, with nothing on hand.

Links, bundles and rules are no entries, and move no stock: \`map\`, \`bundle\` and \`policy\` print the command that takes
them back.

  BATCH             what the command printed, as receive:PO-77 or import:2026-11-29T13:16:27.402Z
${CHANGE_USAGE}
${COMMON_USAGE}

Example: npx stockline undo receive:PO-77`,
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, OPTIONS);
  const batch = onlyWord(positionals, 'Name one batch, as receive:PO-77.');
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
