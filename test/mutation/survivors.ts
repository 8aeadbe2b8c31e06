/** Reads and writes docs/survivors.md: the changed conditions that no unit test notices, each with a reason. */

/** A change that no test noticed. `change` names it inside its file: the condition, and what it becomes. */
export type Survivor = { readonly file: string; readonly change: string; readonly reason: string };

/** What a new survivor has until it is given a test or a reason. */
export const NO_REASON = 'Not judged yet.';

/** A file, or a folder with a slash, all of whose changes were tried: on which day, how many there were, how many survived. */
export type TriedPart = {
  readonly part: string;
  readonly day: string;
  readonly changes: number;
  readonly survived: number;
};

const PART = /^\| `([^`]+)` \| (\d{4}-\d\d-\d\d) \| (\d+) \| (\d+) \|$/;
const ROW = /^\| `([^`]+)` \| (``? .+? ``?|`.+?`) → (true|false|left out) (\(\d+\) )?\| (.+) \|$/;

/** The name of a change in its file: `nth` counts from 1 the changes of the same words. */
export function nameOf(condition: string, becomes: 'true' | 'false' | 'nothing', nth: number): string {
  const code = condition.includes('`') ? `\`\` ${condition} \`\`` : `\`${condition}\``;
  const result = becomes === 'nothing' ? 'left out' : becomes;
  return `${code.replaceAll('|', '\\|')} → ${result}${nth > 1 ? ` (${nth})` : ''}`;
}

/** The parts that the page says were tried. */
export function partsOf(page: string): readonly TriedPart[] {
  return page.split('\n').flatMap((line) => {
    const [, part, day, changes, survived] = PART.exec(line) ?? [];
    return part === undefined || day === undefined
      ? []
      : [{ part, day, changes: Number(changes), survived: Number(survived) }];
  });
}

/** The parts after more were tried: one that lies in another is covered by it. */
export function withParts(known: readonly TriedPart[], more: readonly TriedPart[]): readonly TriedPart[] {
  const isInside = (inner: string, outer: string) =>
    inner === outer || (outer.endsWith('/') && inner.startsWith(outer));
  return [...known.filter(({ part }) => !more.some((each) => isInside(part, each.part))), ...more].toSorted(
    (one, other) => (one.part < other.part ? -1 : 1),
  );
}

export function survivorsOf(page: string): readonly Survivor[] {
  return page.split('\n').flatMap((line) => {
    const [, file, code, result, nth = '', reason] = ROW.exec(line) ?? [];
    return file === undefined || code === undefined || result === undefined || reason === undefined
      ? []
      : [{ file, change: `${code} → ${result}${nth && ` ${nth.trim()}`}`, reason }];
  });
}

/**
 * The survivors after a run that tried the changes `tried` of some files: who was noticed is gone, who is new has no reason
 * yet, and what was not tried stays.
 */
export function afterRun(
  known: readonly Survivor[],
  tried: readonly Pick<Survivor, 'file' | 'change'>[],
  survived: readonly Pick<Survivor, 'file' | 'change'>[],
): readonly Survivor[] {
  const key = ({ file, change }: Pick<Survivor, 'file' | 'change'>) => `${file} ${change}`;
  const reasons = new Map(known.map((each) => [key(each), each.reason]));
  const now = new Set(tried.map(key));
  return [
    ...known.filter((each) => !now.has(key(each))),
    ...survived.map(({ file, change }) => ({ file, change, reason: reasons.get(key({ file, change })) ?? NO_REASON })),
  ].toSorted((one, other) => (key(one) < key(other) ? -1 : 1));
}

export function pageOf(survivors: readonly Survivor[], parts: readonly TriedPart[]): string {
  const open = survivors.filter(({ reason }) => reason === NO_REASON).length;
  const sum = parts.reduce((all, { changes }) => all + changes, 0);
  const rows = survivors.map(({ file, change, reason }) => `| \`${file}\` | ${change} | ${reason} |`);
  const tried = parts.map((each) => `| \`${each.part}\` | ${each.day} | ${each.changes} | ${each.survived} |`);
  return `${[
    '# Survivors',
    [
      'Conditions that may be changed so without a test beside the sources noticing, each with the reason. Written by',
      '`npm run test:mutation` (test/mutation/), which changes every condition one after the other in a copy of the source, and runs',
      'the tests in `test/shared`, `test/functions`, `test/cli`, `test/infra` and `test/scars` that reach it. The list may become',
      'shorter, never longer: a run that finds another survivor fails, and test/mutation/survivors.test.ts fails when the condition of a',
      'row is no more, or when there are more rows, or more without a reason, than there were. What reads and writes the table is',
      'held by test/emulator: its conditions are removed by `npm run test:guards`.',
    ].join('\n'),
    `${survivors.length} survivors, ${open} of them not judged yet. The last whole runs, ${sum} changes in all; a row without one here is of a run before them:`,
    ['| part | day | changes | survived |', '|---|---|---|---|', ...tried].join('\n'),
    ['| where | change | why no test |', '|---|---|---|', ...rows].join('\n'),
  ].join('\n\n')}\n`;
}
