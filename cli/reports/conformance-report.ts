/** What `stockline conformance` prints. */

import type { TriedRow } from '../conformance/run-trial.ts';
import { exchangeLines } from '../conformance/shop-caller.ts';
import type { Verdict } from '../conformance/trial.ts';
import { printableLines } from '../terminal/printable.ts';

const SIGNS: Readonly<Record<Verdict['kind'], string>> = { holds: 'ok', fails: '!!', untried: '--' };
const NAME_WIDTH = 14;
const INDENT = ' '.repeat(6 + NAME_WIDTH);

/** One row; below it why it does not hold, and the call that shows it. */
export function rowLines({ name, promise, verdict }: TriedRow): readonly string[] {
  const line = `  ${SIGNS[verdict.kind]}  ${name.padEnd(NAME_WIDTH)}${promise}`;
  if (verdict.kind === 'holds') {
    return [line];
  }
  const why = verdict.kind === 'untried' ? `not tried: ${verdict.why}` : verdict.why;
  const shown = verdict.kind === 'fails' && verdict.exchange ? exchangeLines(verdict.exchange) : [];
  return [line, ...[why, ...shown].map((each) => `${INDENT}${printableLines(each)}`)];
}

/** The sum below the table. */
export function conformanceLines(rows: readonly TriedRow[]): readonly string[] {
  const of = (kind: Verdict['kind']) => rows.filter(({ verdict }) => verdict.kind === kind).length;
  const [holding, failing, untried] = [of('holds'), of('fails'), of('untried')];
  return [
    '',
    `${holding} of ${rows.length} hold, ${failing} ${failing === 1 ? 'does' : 'do'} not, ${untried} not tried.`,
  ];
}
