/** Writes which use case makes which calls, as a table a row of the bench. */
import type { Row } from '../scenarios/row.ts';
import { table } from './table.ts';

/** The calls of each row that has a usage, the dearest first. */
export function callsTables(rows: readonly Row[]): string {
  return rows
    .flatMap(({ id, title, usage }) =>
      usage === undefined
        ? []
        : [
            `${id}: ${title}`,
            table(
              ['function', 'use case', 'call', 'times', 'RRU', 'WRU'],
              [...usage.calls]
                .toSorted(([, a], [, b]) => costOf(b) - costOf(a))
                .filter(([, { times }]) => times > 0)
                .map(([name, { times, readUnits, writeUnits }]) => [
                  ...name.split(' | '),
                  ...[times, readUnits, writeUnits].map((each) => each.toFixed(2)),
                ]),
            ),
          ],
    )
    .join('\n\n');
}

/** Units of both kinds, and then how often: requests and invocations have no units. */
function costOf({
  times,
  readUnits,
  writeUnits,
}: {
  readonly times: number;
  readonly readUnits: number;
  readonly writeUnits: number;
}): number {
  return 1_000 * (readUnits + 5 * writeUnits) + times;
}
