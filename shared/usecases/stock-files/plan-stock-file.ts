/** Plans what a stock file would post, row by row, with the figures that would move. Writes nothing. */

import { keysOf, type Sku } from '../../domain/identifiers.ts';
import type { AlreadyCounted, LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import type { OpenLine } from '../../domain/ledger/open-line.ts';
import { type Outcome, reasonOf } from '../../domain/ledger/outcome.ts';
import type { Seen } from '../../domain/ledger/sku-ledger.ts';
import type { CountObservation, MovementObservation } from '../../domain/stock/observation.ts';
import type { StockChange } from '../../domain/stock/stock.ts';
import { rowKey, rowObservation, type StockFile, type StockRow, undoKey } from '../../domain/stock/stock-file.ts';
import type { StockReader } from '../../ports/reading/stock-reader.ts';
import { foresee } from '../posting/decide-for.ts';
import type { PostingPorts } from '../posting/posting-ports.ts';
import { eachSku, type SkuProgress } from './each-sku.ts';
import { type SkuMove, skuMoveOf } from './foreseen-moves.ts';

export type StockFilePorts = PostingPorts & { readonly reader: Pick<StockReader, 'entry' | 'entries' | 'openLines'> };

/** What is to become of a row. */
export type PlannedRow = {
  readonly row: StockRow;
  readonly plan: /**
   * It would be posted, and change on hand at its place, or where it goes, by so many units. `alreadyCounted`: units that
   * move nothing, because a count after their time contains them.
   */
    | {
        readonly kind: 'new';
        readonly observation: MovementObservation | CountObservation;
        readonly change: number;
        readonly alreadyCounted?: readonly AlreadyCounted[];
      }
    /** The ledger has it as this entry: nothing is to be done. */
    | { readonly kind: 'known'; readonly seq: number }
    /** It was posted and taken back: under this reference it cannot be posted again. */
    | { readonly kind: 'undone'; readonly seq: number }
    /** The same reference says another figure than this entry. */
    | { readonly kind: 'changed'; readonly seq: number; readonly recorded: number; readonly occurredAt: string }
    | { readonly kind: 'unknownSku' }
    | { readonly kind: 'refused'; readonly reason: string };
};

/** What the file does to one SKU. */
export type SkuPlan = {
  readonly sku: Sku;
  readonly rows: readonly PlannedRow[];
  readonly move: SkuMove;
  /** Of a count: the open orders whose units it is taken to contain, at the places counted. */
  readonly assumedThere: readonly OpenLine[];
};

/** What the file would do, SKU by SKU in the order in which it names them. */
export async function planStockFile(
  ports: StockFilePorts,
  file: StockFile,
  progress: SkuProgress = () => undefined,
): Promise<readonly SkuPlan[]> {
  const bySku = [...Map.groupBy(file.rows, ({ sku }) => sku)];
  return eachSku(bySku, progress, ([sku, rows]) => planSku(ports, file, sku, rows));
}

async function planSku(ports: StockFilePorts, file: StockFile, sku: Sku, rows: readonly StockRow[]): Promise<SkuPlan> {
  const receivedAt = ports.clock().toISOString();
  const keys = rows.flatMap((row) => [rowKey(file, row), undoKey(rowKey(file, row))]);
  const { seen, seq } = await ports.ledger.load(sku, keys);
  const posted = new Map<StockRow, PlannedRow['plan']>();
  for (const row of rows) {
    const fact = seen.get(rowKey(file, row));
    if (fact !== undefined) {
      posted.set(row, await compareWithPosted(ports.reader, sku, row, fact, seen.has(undoKey(fact.key))));
    }
  }
  const fresh = rows.filter((row) => !posted.has(row));
  const observations = fresh.map((row) => rowObservation(file, row, receivedAt));
  const foreseen = await foresee(ports, sku, observations);
  const planned = new Map(
    fresh.map((row, index) => {
      const decided = foreseen.decided[index];
      const observation = observations[index];
      const entry = decided?.decision.kind === 'append' ? decided.decision.entry : undefined;
      const isUnknown = seq === 0 || decided === undefined || observation === undefined;
      return [row, isUnknown ? UNKNOWN : planOf(row, decided.decision.outcome, observation, entry)] as const;
    }),
  );
  const isCount = file.kind === 'count' && fresh.length > 0;
  return {
    sku,
    rows: rows.map((row) => ({ row, plan: posted.get(row) ?? planned.get(row) ?? UNKNOWN })),
    move: skuMoveOf(foreseen, ports.rules),
    assumedThere: isCount ? await openLinesAt(ports.reader, sku, fresh) : [],
  };
}

const UNKNOWN: PlannedRow['plan'] = { kind: 'unknownSku' };

function planOf(
  row: StockRow,
  outcome: Outcome,
  observation: MovementObservation | CountObservation,
  entry: LedgerEntry | undefined,
): PlannedRow['plan'] {
  if (outcome.kind === 'unknownSku') {
    return UNKNOWN;
  }
  if (entry === undefined) {
    return { kind: 'refused', reason: reasonOf(outcome) || `It would be ${outcome.kind}.` };
  }
  const { changes, alreadyCounted } = entry;
  const change = onHandAt(row, changes);
  return { kind: 'new', observation, change, ...(alreadyCounted !== undefined && { alreadyCounted }) };
}

async function compareWithPosted(
  reader: Pick<StockReader, 'entry'>,
  sku: Sku,
  row: StockRow,
  { seq, count }: Seen,
  isUndone: boolean,
): Promise<PlannedRow['plan']> {
  if (isUndone) {
    return { kind: 'undone', seq };
  }
  const entry = await reader.entry(sku, seq);
  if (entry === undefined) {
    return { kind: 'refused', reason: `Entry ${seq} of ${sku} cannot be read.` };
  }
  const recorded = count?.units ?? unitsOf(entry, row);
  return recorded === row.units
    ? { kind: 'known', seq }
    : { kind: 'changed', seq, recorded, occurredAt: entry.occurredAt };
}

/** The units that the entry reports at the row's place, those included that a count had already. */
function unitsOf({ changes, alreadyCounted = [] }: LedgerEntry, row: StockRow): number {
  return onHandAt(row, [...changes, ...alreadyCounted]);
}

/** The units on hand of these changes at the row's place, or where it goes. */
function onHandAt({ place }: StockRow, changes: readonly (StockChange | AlreadyCounted)[]): number {
  const location = 'at' in place ? place.at : place.to;
  return changes.filter((each) => each.location === location).reduce((sum, { onHand = 0 }) => sum + onHand, 0);
}

async function openLinesAt(
  reader: Pick<StockReader, 'openLines'>,
  sku: Sku,
  rows: readonly StockRow[],
): Promise<readonly OpenLine[]> {
  const places = new Set(rows.flatMap(({ place }) => Object.values(place)));
  const lines = await reader.openLines(sku);
  return lines.filter(({ location }) => places.has(location));
}

/** The plan's rows that can be posted. */
export function rowsToPost({ rows }: SkuPlan) {
  return rows.flatMap(({ row, plan }) => (plan.kind === 'new' ? [{ row, observation: plan.observation }] : []));
}

/** How many rows have each kind of plan. */
export function countRows(plans: readonly SkuPlan[]): Readonly<Partial<Record<PlannedRow['plan']['kind'], number>>> {
  const kinds = plans.flatMap(({ rows }) => rows.map(({ plan }) => plan.kind));
  const groups = Object.groupBy(kinds, (kind) => kind);
  return Object.fromEntries(keysOf(groups).map((kind) => [kind, groups[kind]?.length ?? 0]));
}
