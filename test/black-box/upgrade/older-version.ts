/** An older version of the project, checked out beside this one and run as `npm start` runs it. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startGroup } from '../../../local/processes/process-group.ts';
import type { Run } from '../../../local/processes/run.ts';
import { type LocalOutputs, readOutputs } from '../../../local/stack/outputs.ts';

const READY_WITHIN_MS = 600_000;

/** The commit in a worktree of its own, with what it needs installed. It is removed when the run ends. */
export function checkOut(run: Run, project: string, commit: string, folder: string): void {
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: project, stdio: 'ignore' });
  git('worktree', 'add', '--detach', folder, commit);
  run.lastly(() => {
    rmSync(folder, { recursive: true, force: true });
    git('worktree', 'prune');
  });
  execFileSync('npm', ['ci', '--silent', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  // The emulator needs not be fetched twice, where both versions have the same: the older one fetches its own otherwise.
  const installed = join(project, '.local', 'venv');
  mkdirSync(join(folder, '.local'), { recursive: true });
  if (existsSync(installed)) {
    symlinkSync(installed, join(folder, '.local', 'venv'));
  }
}

/** `npm start` in that folder; resolves with where it answers once it is ready. */
export async function startIn(run: Run, folder: string): Promise<LocalOutputs> {
  const group = startGroup('npm', ['start'], { cwd: folder, env: process.env, stdio: ['ignore', 'ignore', 'inherit'] });
  run.onStop('the older version', () => group.stop());
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!existsSync(outputsOf(folder))) {
    if (Date.now() > deadline) {
      throw new Error(`The older version was not ready within ${READY_WITHIN_MS / 60_000} minutes.`);
    }
    await pause(1_000);
  }
  return readOutputs(outputsOf(folder));
}

/** The outputs file of the version that runs from that folder. */
export function outputsOf(folder: string): string {
  return join(folder, '.local', 'outputs.json');
}
