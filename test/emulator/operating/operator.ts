/** Runs `npx stockline` against a stack of the tests. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { RunningStack } from '../running-stack.ts';

const PROJECT = join(import.meta.dirname, '..', '..', '..');

type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** The operator's command line beside the running stack, with nobody to ask. */
export function stockline({ outputs, environment }: RunningStack, args: readonly string[], input = ''): Promise<Ran> {
  const port = String(Number(new URL(outputs.api.url).port) - 1);
  const child = spawn(process.execPath, [join(PROJECT, 'cli', 'stockline.js'), ...args, '--local'], {
    env: { ...process.env, ...environment, STOCKLINE_EMULATOR_URL: outputs.aws.endpoint, STOCKLINE_PORT: port },
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (text) => {
    said.stdout += text;
  });
  child.stderr.on('data', (text) => {
    said.stderr += text;
  });
  child.stdin.end(input);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...said })));
}
