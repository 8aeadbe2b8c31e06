/** Runs the rows of the conformance table over a shop. */

import { messageOf } from '../../shared/message-of.ts';
import { ACCESS_ROWS } from './access-rows.ts';
import { CATALOGUE_ROWS } from './catalogue-rows.ts';
import { LAST_ROWS, MESSAGE_ROWS } from './message-rows.ts';
import { PUSH_ROWS } from './push-rows.ts';
import { SALE_ROWS } from './sale-rows.ts';
import { NotConforming } from './shop-caller.ts';
import type { Row, Trial, Verdict } from './trial.ts';

const ROWS: readonly Row[] = [
  ...ACCESS_ROWS,
  ...CATALOGUE_ROWS,
  ...PUSH_ROWS,
  ...MESSAGE_ROWS,
  ...SALE_ROWS,
  ...LAST_ROWS,
];

export type TriedRow = Pick<Row, 'name' | 'promise'> & { readonly verdict: Verdict };

/** Every row in its order; the shop sends its messages to where it sent them before, once all are done. */
export async function runTrial(trial: Trial, show: (row: TriedRow) => void): Promise<readonly TriedRow[]> {
  const rows: TriedRow[] = [];
  for (const row of ROWS) {
    const tried = { name: row.name, promise: row.promise, verdict: await verdictOn(row, trial) };
    rows.push(tried);
    show(tried);
  }
  return rows;
}

async function verdictOn(row: Row, trial: Trial): Promise<Verdict> {
  const unmet = row.unmet?.(trial);
  if (unmet !== undefined) {
    return { kind: 'untried', why: unmet };
  }
  try {
    await row.run(trial);
    return { kind: 'holds' };
  } catch (error) {
    const exchange = error instanceof NotConforming ? error.exchange : undefined;
    return { kind: 'fails', why: messageOf(error), ...(exchange && { exchange }) };
  }
}
