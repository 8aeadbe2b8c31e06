/** Prints what a stock file, or the undo of one, would do, and what became of it. */
import type { LocationId } from '../../../shared/domain/identifiers.ts';
import { entriesOf } from '../../../shared/domain/identifiers.ts';
import type { AlreadyCounted } from '../../../shared/domain/ledger/ledger-entry.ts';
import { type Outcome, reasonOf } from '../../../shared/domain/ledger/outcome.ts';
import type { HeldBack } from '../../../shared/domain/pushing/held-back.ts';
import { sumByLocation } from '../../../shared/domain/stock/stock.ts';
import type { StockRow } from '../../../shared/domain/stock/stock-file.ts';
import { OPERATOR_COMMANDS } from '../../../shared/operator-commands.ts';
import type { SkuMove } from '../../../shared/usecases/stock-files/foreseen-moves.ts';
import type { PlannedRow, SkuPlan } from '../../../shared/usecases/stock-files/plan-stock-file.ts';
import type { PlannedUndo, SkuUndo } from '../../../shared/usecases/stock-files/plan-undo.ts';
import type { PostedRows } from '../../../shared/usecases/stock-files/post-stock-file.ts';
import { placeWords } from '../../files/stock-file.ts';
import { printable } from '../../terminal/printable.ts';
import { signed } from '../signed.ts';
import { movedLine } from './moved-line.ts';

/** One SKU of a plan: its rows, and how its figures move. */
export function planLines({ sku, rows, move, assumedThere }: SkuPlan): readonly string[] {
  const isNew = rows.some(({ plan }) => plan.kind === 'new');
  return [
    ...rows.map(({ row, plan }) => `${printable(sku)}  ${rowLine(row, plan)}`),
    ...(isNew ? moveLines(move) : []),
    ...(isNew ? assumedLines(assumedThere) : []),
  ];
}

function rowLine({ place, units, lines }: StockRow, plan: PlannedRow['plan']): string {
  const where = placeWords(place);
  const line = `line ${lines.join(', ')}`;
  switch (plan.kind) {
    case 'new':
      return `${where}: ${units} (on hand ${signed(plan.change)}${countedWords(plan.alreadyCounted)})`;
    case 'known':
      return `${where}: ${units}, posted already as entry ${plan.seq}`;
    case 'undone':
      return `${where}: ${units} refused (${line}): it was posted as entry ${plan.seq} and taken back. Use another --ref`;
    case 'changed':
      return `${where}: ${units} refused (${line}): the same reference said ${plan.recorded} (entry ${plan.seq} of ${plan.occurredAt}). Use another --ref, or undo that batch`;
    case 'unknownSku':
      return `${where}: ${units} left out (${line}): the ledger has no such SKU. ${unknownAdvice}`;
    case 'refused':
      return `${where}: ${units} refused (${line}): ${printable(plan.reason)}`;
    default:
      return plan satisfies never;
  }
}

/** Why units move nothing: the person who brings them in must see that a count is taken to contain them. */
function countedWords(counted: readonly AlreadyCounted[] = []): string {
  return counted
    .map(
      ({ location, onHand, occurredAt, countedAt }) =>
        `; ${signed(onHand)} of ${occurredAt} move nothing at ${location}, because its count of ${countedAt} contains them: if it does not, give the right --at`,
    )
    .join('');
}

const unknownAdvice = `Is it written so on a channel? ${OPERATOR_COMMANDS.import} takes it in`;

/** How the SKU's figures move: on hand at each location, what is available, and each listing. */
export function moveLines({ locations, available, listings, bundles }: SkuMove): readonly string[] {
  const places = entriesOf<LocationId, SkuMove['locations'][LocationId]>(locations)
    .filter(([, { before, after }]) => before.onHand !== after.onHand)
    .map(([location, { before, after }]) => `  on hand at ${location} ${before.onHand} → ${after.onHand}`);
  const oversold = available.after < 0 ? `: oversold by ${-available.after}` : '';
  return [
    ...places,
    ...(available.before === available.after
      ? []
      : [`  available ${available.before} → ${available.after}${oversold}`]),
    ...listings.map(({ listing, before, after }) => movedLine(listing, before, after)),
    ...(bundles.length > 0 ? [`  and the listings of its bundles: ${printable(bundles.join(', '))}`] : []),
  ];
}

const LINES_SHOWN = 5;

function assumedLines(lines: SkuPlan['assumedThere']): readonly string[] {
  if (lines.length === 0) {
    return [];
  }
  const units = lines.reduce((sum, each) => sum + each.units, 0);
  const named = lines.slice(0, LINES_SHOWN).map((each) => `${each.channel} ${each.order} (${each.units})`);
  const more = lines.length > LINES_SHOWN ? `, and ${lines.length - LINES_SHOWN} more` : '';
  return [
    `  the count is taken to contain ${units} ${units === 1 ? 'unit' : 'units'} of open orders that have not left: ${printable(named.join(', '))}${more}`,
  ];
}

/** One SKU of an undo. */
export function undoLines({ sku, entries, move }: SkuUndo): readonly string[] {
  return [
    ...entries.map((each) => `${printable(sku)}  ${undoLine(each)}`),
    ...(entries.some(({ plan }) => plan.kind === 'new') ? moveLines(move) : []),
  ];
}

function undoLine({ entry: { seq, kind }, plan }: PlannedUndo): string {
  switch (plan.kind) {
    case 'new': {
      const changes = sumByLocation(plan.changes).map(({ location, onHand = 0 }) => `${signed(onHand)} at ${location}`);
      return `entry ${seq} (${kind}) is taken back: ${changes.join(', ') || 'no unit moves'}`;
    }
    case 'undone':
      return `entry ${seq} (${kind}) was taken back already, by entry ${plan.seq}`;
    case 'refused':
      return `entry ${seq} (${kind}) stays. ${printable(plan.reason)}`;
    default:
      return plan satisfies never;
  }
}

/** Breakers that would hold listings back. */
export function heldBackLines(all: readonly HeldBack[]): readonly string[] {
  return all.map(
    ({ channel, surge, listings, most }) =>
      `${channel}: ${listings} listings would ${surge === 'raises' ? 'be raised' : 'go to zero'}, and its breaker lets ${most} pass without a sale behind them. If the file is right, afterwards: ${OPERATOR_COMMANDS.confirm(channel, surge)}`,
  );
}

/** What became of each observation that did not simply become an entry. */
export function outcomeLines(posted: readonly PostedRows[]): readonly string[] {
  return posted.flatMap(({ sku, outcomes, failed }) => [
    ...(failed === undefined
      ? []
      : [`${printable(sku)}  not posted: ${printable(failed)} Run the same command again.`]),
    ...outcomes.filter(({ kind }) => kind !== 'posted').map((each) => `${printable(sku)}  ${outcomeWords(each)}`),
  ]);
}

export function outcomeWords(outcome: Outcome): string {
  const reason = reasonOf(outcome);
  return outcome.kind === 'duplicate'
    ? `was posted meanwhile as entry ${outcome.seq}`
    : `${outcome.kind}: ${printable(reason)}`;
}
