/** Runs a program to its end and keeps what it prints. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Exit, startGroup } from './process-group.ts';

export type ProgramOptions = {
  readonly cwd?: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where all that the program prints is kept. */
  readonly logPath: string;
  /** Ends the program and all it has started. */
  readonly stopping: AbortSignal;
};

export type ProgramResult = Exit & {
  /** Standard output and error together, as printed. */
  readonly output: string;
};

/**
 * Runs a program to its end and keeps what it prints. A failing program is a value (`code`). When the run is to stop,
 * kills the program's whole process group and throws the reason.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<ProgramResult> {
  options.stopping.throwIfAborted();
  mkdirSync(dirname(options.logPath), { recursive: true });
  const log = openSync(options.logPath, 'w');
  let output = '';
  const group = startGroup(program, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    onOutput(text) {
      output += text;
      writeSync(log, text);
    },
  });
  const stop = () => void group.stop();
  options.stopping.addEventListener('abort', stop, { once: true });
  try {
    const exit = await group.exited;
    await group.stop();
    options.stopping.throwIfAborted();
    return { ...exit, output };
  } finally {
    options.stopping.removeEventListener('abort', stop);
    closeSync(log);
  }
}

/** The last lines that say something, for a failure's message. */
export function lastLines(output: string, count: number): string {
  return output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .join('\n');
}
