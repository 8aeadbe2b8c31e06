/** The one way in which commands write: they show what would change, ask, do it, and say what became of it. */
import { UsageError } from '../command.ts';
import { paint } from './paint.ts';
import { printableLines } from './printable.ts';
import { ask, isInteractive } from './prompt.ts';

/** The options of every command that writes. */
export const CHANGE_OPTIONS = {
  'dry-run': { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
} as const;

export const CHANGE_USAGE = `  --dry-run         show what would change, and change nothing
  --yes             do not ask`;

/** What the operator said to the questions of a command beforehand. */
export type Answers = { readonly json: boolean; readonly yes: boolean; readonly 'dry-run': boolean };

/** What a command is about to change. */
export type PlannedChange = {
  /** In words, each figure before and after. */
  readonly lines: readonly string[];
  /** The same for machines. */
  readonly json: object;
  /** There is nothing to write: nobody is asked. */
  readonly isNothing?: boolean;
  /** Something of it cannot be done: nothing is written. */
  readonly isRefused?: boolean;
};

/** Where it is shown and asked. */
export type Terminal = {
  /** For the reader of the output. */
  print(text: string): void;
  /** For the person at the terminal. */
  warn(text: string): void;
  readonly isInteractive: boolean;
  /** Undefined: the person broke it off. */
  ask(question: string): Promise<string | undefined>;
};

const TERMINAL: Terminal = {
  print: (text) => process.stdout.write(text),
  warn: (text) => process.stderr.write(text),
  get isInteractive() {
    return isInteractive();
  },
  ask: (question) => ask(question, { isHidden: false }),
};

/**
 * Shows the change, asks, and carries it out; resolves with the exit code. With `--json` only the outcome is printed, or with
 * `--dry-run` the plan: what a person has to see then is not part of the output. Throws UsageError where nobody can agree.
 */
export async function change(
  answers: Answers,
  planned: PlannedChange,
  carryOut: () => Promise<number>,
  terminal: Terminal = TERMINAL,
): Promise<number> {
  show(answers, planned, terminal);
  const { isRefused = false, isNothing = false } = planned;
  if (answers['dry-run'] || isRefused || isNothing) {
    return isRefused ? 1 : 0;
  }
  return (await isAgreed(answers, terminal)) ? carryOut() : 1;
}

function show({ json, yes, 'dry-run': isDry }: Answers, planned: PlannedChange, terminal: Terminal): void {
  const words = planned.lines.map((line) => `${highlighted(printableLines(line))}\n`).join('');
  const isEnd = isDry || planned.isRefused === true || planned.isNothing === true;
  if (!json) {
    terminal.print(words);
  } else if (isEnd) {
    terminal.print(`${JSON.stringify(planned.json)}\n`);
  } else if (!yes) {
    terminal.warn(words);
  }
}

/** What a figure becomes stands out, and what oversells. */
function highlighted(line: string): string {
  const { strong, bad } = paint();
  return line.replace(/(?<=→ )-?\d+/g, strong).replace(/oversold by \d+/, bad);
}

/** Whether to write: said beforehand, or asked now. Throws UsageError where no person is at the terminal. */
export async function isAgreed(
  { yes, 'dry-run': isDry }: Pick<Answers, 'yes' | 'dry-run'>,
  { isInteractive: isSomebodyThere, ask: asked, warn }: Terminal = TERMINAL,
): Promise<boolean> {
  if (isDry) {
    return false;
  }
  if (yes) {
    return true;
  }
  if (!isSomebodyThere) {
    throw new UsageError('This is no terminal, so nobody can agree: add --yes.');
  }
  if (/^y(es)?$/i.test((await asked('Go on? [y/N]')) ?? '')) {
    return true;
  }
  warn('Nothing was written.\n');
  return false;
}
