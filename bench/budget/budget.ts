/** The budget: what each row may take, and how it is held and accepted. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Row } from '../scenarios/row.ts';

const FILE = join(import.meta.dirname, 'budget.json');

const budget = v.record(v.string(), v.record(v.string(), v.number()));

/** For each row by its id: each figure with the most that it may be. Counts and bytes, never times. */
export type Budget = v.InferOutput<typeof budget>;

/** The row whose figures are bytes. */
const BYTES = 'bundles';
/** What a row may grow by before somebody must say so: a fix adds a few bytes, and a field moves an item over a KB. */
const [BYTES_ROOM, COUNTS_ROOM] = [0.05, 0.03];

export function readBudget(): Budget {
  return v.parse(budget, JSON.parse(readFileSync(FILE, 'utf8')));
}

export type Excess = {
  readonly row: string;
  readonly figure: string;
  readonly today: number;
  readonly permitted: number;
};

/** The figures that are more than the budget permits, and those that it does not know. */
export function excesses(rows: readonly Row[], permitted: Budget): readonly Excess[] {
  return rows.flatMap(({ id, title, figures }) =>
    Object.entries(figures).flatMap(([figure, today]) => {
      const most = permitted[id]?.[figure] ?? 0;
      return today > most ? [{ row: `${title} (${id})`, figure, today, permitted: most }] : [];
    }),
  );
}

/** What a person reads of an excess. */
export function explainedExcess({ row, figure, today, permitted }: Excess): string {
  return `${row}: ${figure} is ${today} today, and the budget permits ${permitted}.`;
}

/** The budget that permits what these rows take today, and a little more. */
export function budgetOf(rows: readonly Row[]): Budget {
  return Object.fromEntries(
    rows.map(({ id, figures }) => [
      id,
      Object.fromEntries(
        Object.entries(figures).map(([name, value]) => [
          name,
          id === BYTES ? Math.ceil(value * (1 + BYTES_ROOM)) : Math.ceil(100 * value * (1 + COUNTS_ROOM)) / 100,
        ]),
      ),
    ]),
  );
}

/** Writes the budget of these rows, those that a check measures. */
export function acceptBudget(rows: readonly Row[]): void {
  writeFileSync(FILE, `${JSON.stringify(budgetOf(rows), null, 2)}\n`);
}
