/** Reads the arguments of `npm run bench`, runs it, and writes what it found out. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { traceCalls } from './aws/calls.ts';
import { acceptBudget, excesses, explainedExcess, readBudget } from './budget/budget.ts';
import { callsTables } from './output/calls.ts';
import { jsonOf } from './output/json.ts';
import { monthTable, tablesOf } from './output/tables.ts';
import type { Report } from './report.ts';
import { measureAll, measureRows } from './scenarios/measure.ts';

const USAGE = `npm run bench -- [--json] [--accept] [--docs] [--calls]

Runs the product's own functions on an AWS in memory and counts what they take: calls, capacity units, requests, bytes.
Takes some minutes, and fails where a row takes more than bench/budget/budget.json permits. Counts and bytes are the same in each run; times are this machine's.

  --json     what it found out, as JSON
  --accept   writes today's counts into bench/budget/budget.json, to which npm run check holds the code
  --calls    only prints which use case makes which calls, a table for each row
  --docs     writes the tables into docs/cost-and-speed.md, docs/operate.md and README.md
`;

export type Terminal = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
};

/** Resolves with the exit code: 0 done, 1 failed, 2 wrong usage. */
export async function main(args: readonly string[], { out, err }: Terminal): Promise<number> {
  const options = readOptions(args);
  if (typeof options === 'string') {
    err(`${options}\n\n${USAGE}`);
    return 2;
  }
  if (options.help === true) {
    out(USAGE);
    return 0;
  }
  if (options.calls === true) {
    traceCalls();
    out(`${callsTables(await measureRows((what) => err(`bench: ${what} ...\n`)))}\n`);
    return 0;
  }
  const report = await measureAll((what) => err(`bench: ${what} ...\n`));
  out(options.json === true ? jsonOf(report) : `${tablesOf(report, { withTimes: true })}\n`);
  if (options.accept === true) {
    acceptBudget(report.rows);
  }
  if (options.docs === true) {
    writeTables(report);
  }
  const over = excesses(report.rows, readBudget());
  err(over.map((each) => `bench: ${explainedExcess(each)}\n`).join(''));
  return over.length === 0 ? 0 : 1;
}

function readOptions(args: readonly string[]) {
  try {
    const flag = { type: 'boolean' } as const;
    return parseArgs({
      args: [...args],
      options: { json: flag, accept: flag, docs: flag, calls: flag, help: { ...flag, short: 'h' } },
    }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const PROJECT = join(import.meta.dirname, '..');
const DOCS = join(PROJECT, 'docs');

function writeTables(report: Report): void {
  replaceBetweenMarks(join(DOCS, 'cost-and-speed.md'), tablesOf(report, { withTimes: false }));
  replaceBetweenMarks(join(DOCS, 'operate.md'), monthTable(report));
  replaceBetweenMarks(join(PROJECT, 'README.md'), monthTable(report));
}

const [BEGINS, ENDS] = ['<!-- npm run bench -- --docs writes from here -->', '<!-- to here -->'];

function replaceBetweenMarks(file: string, text: string): void {
  const before = readFileSync(file, 'utf8');
  const [start, end] = [before.indexOf(BEGINS), before.indexOf(ENDS)];
  if (start < 0 || end < start) {
    throw new Error(`${file} has no place for the tables: “${BEGINS}” and “${ENDS}” stand around it.`);
  }
  writeFileSync(file, `${before.slice(0, start + BEGINS.length)}\n\n${text}\n\n${before.slice(end)}`);
}
