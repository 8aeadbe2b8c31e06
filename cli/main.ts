/** What is the same for all commands of `npx stockline`: the overview, help, errors and exit codes. */
import manifest from '../package.json' with { type: 'json' };
import { messageOf } from '../shared/message-of.ts';
import { takeAwsOptions } from './arguments/aws-options.ts';
import { didYouMean } from './arguments/did-you-mean.ts';
import { UsageError } from './command.ts';
import { COMMANDS } from './command-list.ts';
import { columns, paint, paintFor, paintOf } from './terminal/paint.ts';
import { printable, printableLines } from './terminal/printable.ts';

/** Runs one command and resolves with the exit code. 0: done; 1: it failed or found a problem; 2: wrong usage. */
export async function main(args: readonly string[]): Promise<number> {
  process.stdout.on('error', finishUnread);
  paintFor(process.stdout);
  const [name = '', ...rest] = args;
  if (['', 'help', '--help', '-h'].includes(name)) {
    return help(name, rest);
  }
  if (name === '--version' || name === '-v') {
    process.stdout.write(`stockline ${manifest.version} (Node ${process.versions.node})\n`);
    return 0;
  }
  const listed = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (listed === undefined) {
    return unknownCommand(name, rest);
  }
  try {
    const command = await listed.load();
    if (rest.includes('--help') || rest.includes('-h')) {
      process.stdout.write(`${command.usage}\n`);
      return 0;
    }
    return await command.run(takeAwsOptions(rest));
  } catch (error) {
    return failed(name, error);
  }
}

async function help(asked: string, [name = '']: readonly string[]): Promise<number> {
  const listed = asked !== '' && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  process.stdout.write(listed === undefined ? overview() : `${(await listed.load()).usage}\n`);
  return asked === '' ? 2 : 0;
}

function unknownCommand(name: string, rest: readonly string[]): number {
  const later = rest.find((word) => Object.hasOwn(COMMANDS, word));
  const said = name.startsWith('-')
    ? `Say the command first${later === undefined ? '' : `: npx stockline ${later} ${printable(name)}`}.`
    : `There is no command “${printable(name)}”.${didYouMean(name, Object.keys(COMMANDS))}`;
  sayWrong('npx stockline', said, '`npx stockline --help` lists the commands.');
  return 2;
}

/** Wrong usage in two lines: what is wrong, and where it is explained. */
function failed(name: string, error: unknown): number {
  const isUsage = error instanceof UsageError;
  const explained = isUsage ? [`\`npx stockline ${name} --help\` explains it.`] : [];
  sayWrong(`npx stockline ${name}`, printableLines(sentenceOf(error)), ...explained);
  return isUsage ? 2 : 1;
}

/** A file that is not there is named, without the words of the operating system. */
function sentenceOf(error: unknown): string {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT' && 'path' in error;
  return isMissing ? `There is no file ${error.path}.` : messageOf(error);
}

function sayWrong(where: string, what: string, ...more: readonly string[]): void {
  const [first = '', ...others] = what.split('\n');
  const lines = [`${paintOf(process.stderr).bad(`${where}:`)} ${first}`, ...others, ...more];
  process.stderr.write(lines.map((line) => `${line}\n`).join(''));
}

/** A reader of the output may stop reading (`| head`): the command still does all that it began. */
function finishUnread(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') {
    throw error;
  }
}

function overview(): string {
  const { strong } = paint();
  const lines = columns(Object.entries(COMMANDS).map(([name, { summary }]) => [`  ${strong(name)}`, summary]));
  return [
    'npx stockline: the operator’s command line of a Stockline deployment.',
    '',
    'Usage: npx stockline <command> [options]',
    '',
    ...lines,
    '',
    '`npx stockline <command> --help` explains a command. Exit code: 0 done, 1 failed or a problem found, 2 wrong usage.',
    '',
  ].join('\n');
}
