/** Reads and writes docs/survivors.md: the changed conditions that no unit test notices, each with a reason. */

/** A change that no test noticed. `change` names it inside its file: the condition, and what it becomes. */
export type Survivor = { readonly file: string; readonly change: string; readonly reason: string };

/** What a new survivor has until it is given a test or a reason. */
export const NO_REASON = 'Not judged yet.';

/** What was tried, each part as a whole. The others were not yet: run them with `--only`, and add them here. */
const TRIED: readonly string[] = [
  'functions/',
  'shared/channels/amazon/intake/',
  'shared/channels/pos/intake/',
  'shared/channels/square/intake/',
  'shared/domain/posting/decide-hold.ts',
  'shared/domain/posting/take-over.ts',
];

const ROW = /^\| `([^`]+)` \| (``? .+? ``?|`.+?`) → (true|false|left out) (\(\d+\) )?\| (.+) \|$/;

/** The name of a change in its file: `nth` counts from 1 the changes of the same words. */
export function nameOf(condition: string, becomes: 'true' | 'false' | 'nothing', nth: number): string {
  const code = condition.includes('`') ? `\`\` ${condition} \`\`` : `\`${condition}\``;
  const result = becomes === 'nothing' ? 'left out' : becomes;
  return `${code.replaceAll('|', '\\|')} → ${result}${nth > 1 ? ` (${nth})` : ''}`;
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

export function pageOf(survivors: readonly Survivor[]): string {
  const open = survivors.filter(({ reason }) => reason === NO_REASON).length;
  const rows = survivors.map(({ file, change, reason }) => `| \`${file}\` | ${change} | ${reason} |`);
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
    `Tried so far: ${TRIED.map((part) => `\`${part}\``).join(', ')}. ${survivors.length} survivors, ${open} of them not judged yet. ` +
      'Not tried yet: the other files of `shared/`, and `infra/` and `cli/`.',
    ['| where | change | why no test |', '|---|---|---|', ...rows].join('\n'),
  ].join('\n\n')}\n`;
}
