import { expect, it } from '@jest/globals';
import { COMMANDS } from '../../cli/command-list.ts';
import { CLI_PAGE, documentedCommands } from './documented-commands.ts';
import { runCommandLine } from './run-command-line.ts';

it.each(documentedCommands({ isLocal: false }).map((each) => [each.line, each] as const))(
  '%s prints what docs/cli.md says',
  (_, { args, output }) => {
    const { stdout, stderr } = runCommandLine(args);
    expect(stdout + stderr).toBe(output);
  },
);

it('docs/cli.md lists every command with what it is for', () => {
  const rows = Object.entries(COMMANDS).map(
    ([name, { summary }]) => `| \`${name}\` | ${summary.replaceAll('|', '\\|')} |`,
  );
  expect(CLI_PAGE.split('## All commands')[1]?.match(/^\| `.*$/gm)).toEqual(rows);
});
