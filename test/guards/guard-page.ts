// Writes docs/guards.md: one row a guard, with the test that failed when it was last removed.
import type { Guard } from './guard.ts';

/** A guard that was removed: whether a test noticed, and which. */
export type Checked = { readonly guard: Guard; readonly isCaught: boolean; readonly by: string };

/** Guards of one subject. */
export type Chapter = { readonly title: string; readonly guards: readonly Guard[] };

const NOT_RUN = '**NOT RUN** since it was written or moved';

/**
 * The page after a run. A guard that was checked has its new row; another keeps the row that `known`, the page before,
 * has of it, and has none of its own only if it was never checked. Guards that are no more have no row.
 */
export function pageOf(chapters: readonly Chapter[], known: string, checked: readonly Checked[]): string {
  const before = new Map(rowsOf(known));
  const now = new Map(checked.map((each) => [each.guard.guard, verdictOf(each)]));
  const tables = chapters.map(({ title, guards }) => {
    const rows = guards.map(({ guard, file }) => {
      return `| ${guard} | \`${file}\` | ${now.get(guard) ?? before.get(guard) ?? NOT_RUN} |`;
    });
    return [`## ${title}`, '', '| guard | where | without it this fails |', '|---|---|---|', ...rows].join('\n');
  });
  return `${[
    '# Guards',
    'Each condition and each rule that keeps the ledger true, and the test that fails when it is removed. Written by `npm run test:guards` (test/guards/), which removes them one by one in a copy of the source.',
    ...tables,
  ].join('\n\n')}\n`;
}

/** Whether the page has a verdict of the guard from a run. */
export function hasVerdict(page: string, { guard }: Guard): boolean {
  return rowsOf(page).some(([known, verdict]) => known === guard && verdict !== NOT_RUN);
}

function verdictOf({ isCaught, by }: Checked): string {
  return isCaught ? by : `**NOT CAUGHT**: ${by}`;
}

/** The guards of a page with their verdicts. */
function rowsOf(page: string): readonly (readonly [string, string])[] {
  return page.split('\n').flatMap((line) => {
    const [, guard, verdict] = /^\| (.+?) \| `[^`]+` \| (.+) \|$/.exec(line) ?? [];
    return guard === undefined || verdict === undefined ? [] : [[guard, verdict] as const];
  });
}
