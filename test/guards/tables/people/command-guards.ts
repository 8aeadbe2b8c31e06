/** The guards of the command line: what writes asks, and what is printed does nothing. */
import type { Guard } from '../../guard.ts';

const CHANGE = { file: 'cli/terminal/change.ts', tests: ['test/cli/terminal/change'] } as const;

export const COMMAND_GUARDS: readonly Guard[] = [
  {
    guard: 'Where nobody is there a command that writes is refused without --yes',
    ...CHANGE,
    search: '  if (!isSomebodyThere) {',
    replace: '  if (isSomebodyThere === undefined) {',
  },
  {
    guard: 'Anything but yes writes nothing',
    ...CHANGE,
    search: '/^y(es)?$/i',
    replace: '/^y/i',
  },
  {
    guard: 'With --dry-run nothing is written, whatever else is said',
    ...CHANGE,
    search:
      "  if (answers['dry-run'] || isRefused || isNothing) {\n    return isRefused ? 1 : 0;\n  }\n  return (await isAgreed(answers, terminal))",
    replace:
      '  if (isRefused || isNothing) {\n    return isRefused ? 1 : 0;\n  }\n  return answers.yes || (await isAgreed(answers, terminal))',
  },
  {
    guard: 'What cannot be done is not begun, with --yes either',
    ...CHANGE,
    search: "answers['dry-run'] || isRefused || isNothing",
    replace: "answers['dry-run'] || isNothing",
  },
  {
    guard: 'A terminal obeys no text of others',
    file: 'cli/terminal/printable.ts',
    search: "const shown = text.replaceAll(NOT_PRINTABLE, '�');",
    replace: 'const shown = text;',
    tests: ['test/cli/terminal/printable'],
  },
  {
    guard: 'A spreadsheet runs no text of others as a formula',
    file: 'cli/files/csv-field.ts',
    search: "FORMULA.test(text) ? `'${text}` : text",
    replace: 'text',
    tests: ['test/cli/files/csv-field'],
  },
  {
    guard: 'With --local no variable of the shell leads a command to an account',
    file: 'cli/deployment/local-run.ts',
    search: '    delete env[name];',
    replace: '    env[name] = String(env[name]);',
    tests: ['test/cli/deployment/local-run'],
  },
];
