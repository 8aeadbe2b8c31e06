import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const PROJECT = resolve(import.meta.dirname, '..', '..');

function ran(script: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', join(PROJECT, 'node-24.js'), join(PROJECT, 'local', script), ...args],
    { cwd: PROJECT, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

describe('the commands of npm', () => {
  it.each([
    ['start.ts', 'npm start', 'STOCKLINE_PORT'],
    ['test.ts', 'npm test', 'STOCKLINE_CHROMIUM'],
    ['demo.ts', 'npm run demo', '--policy'],
  ])('help with --help and start nothing: %s', (script, begins, says) => {
    const { status, stdout, stderr } = ran(script, '--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.startsWith(begins)).toBe(true);
    expect(stdout).toContain(says);
  });

  it('refuse what is no option, and start nothing', () => {
    const { status, stdout, stderr } = ran('start.ts', '--port', '5000');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('npm start: there is no option --port.');
  });
});
