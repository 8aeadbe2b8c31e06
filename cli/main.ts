/** The commands of `npx stockline` by name, and what is the same for all of them: help, errors and exit codes. */
import { messageOf } from '../shared/message-of.ts';
import { takeAwsOptions } from './aws-options.ts';
import { type Command, UsageError } from './command.ts';
import { boundCommand } from './commands/bound.ts';
import { bundleCommand } from './commands/bundle.ts';
import { channelsCommand, modeCommand, pauseCommand, resumeCommand } from './commands/channels.ts';
import { connectCommand } from './commands/connect.ts';
import { correctCommand } from './commands/correct.ts';
import { doctorCommand } from './commands/doctor.ts';
import { driftCommand } from './commands/drift.ts';
import { exportCommand } from './commands/export.ts';
import { failedCommand, redriveCommand } from './commands/failed.ts';
import { importCommand } from './commands/import.ts';
import { importLedgerCommand } from './commands/import-ledger.ts';
import { mapCommand } from './commands/linking/map.ts';
import { parkedCommand, replayCommand } from './commands/parked.ts';
import { policyCommand } from './commands/policy.ts';
import { stockCommand } from './commands/reading/stock.ts';
import { traceCommand } from './commands/reading/trace.ts';
import { restoreCommand } from './commands/restore.ts';
import { adjustCommand, countCommand, receiveCommand, transferCommand } from './commands/stock-files/stock-file.ts';
import { undoCommand } from './commands/stock-files/undo.ts';
import { verifyCommand } from './commands/verify.ts';
import { printableLines } from './printable.ts';

export const COMMANDS: Readonly<Record<string, Command>> = {
  connect: connectCommand,
  doctor: doctorCommand,
  import: importCommand,
  stock: stockCommand,
  trace: traceCommand,
  bundle: bundleCommand,
  map: mapCommand,
  verify: verifyCommand,
  receive: receiveCommand,
  count: countCommand,
  adjust: adjustCommand,
  transfer: transferCommand,
  undo: undoCommand,
  correct: correctCommand,
  parked: parkedCommand,
  replay: replayCommand,
  failed: failedCommand,
  redrive: redriveCommand,
  channels: channelsCommand,
  pause: pauseCommand,
  resume: resumeCommand,
  drift: driftCommand,
  mode: modeCommand,
  policy: policyCommand,
  bound: boundCommand,
  export: exportCommand,
  'import-ledger': importLedgerCommand,
  restore: restoreCommand,
};

/** Runs one command and resolves with the exit code. 0: done; 1: it failed or found a problem; 2: wrong usage. */
export async function main(args: readonly string[]): Promise<number> {
  process.stdout.on('error', finishUnread);
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === 'help') {
    process.stdout.write(overview());
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    process.stderr.write(`npx stockline: there is no command “${name}”.\n\n${overview()}`);
    return 2;
  }
  if (rest.includes('--help')) {
    process.stdout.write(`${command.usage}\n`);
    return 0;
  }
  try {
    return await command.run(takeAwsOptions(rest));
  } catch (error) {
    if (error instanceof UsageError || isParseError(error)) {
      process.stderr.write(`npx stockline ${name}: ${printableLines(error.message)}\n\n${command.usage}\n`);
      return 2;
    }
    process.stderr.write(`npx stockline ${name}: ${printableLines(messageOf(error))}\n`);
    return 1;
  }
}

/** A reader of the output may stop reading (`| head`): the command still does all that it began. */
function finishUnread(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') {
    throw error;
  }
}

function overview(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lines = Object.entries(COMMANDS).map(([name, command]) => `  ${name.padEnd(width)}  ${command.summary}`);
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

/** What node:util parseArgs throws (Node 24, codes ERR_PARSE_ARGS_*). */
function isParseError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
