import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runCommandLine } from '../cli/run-command-line.ts';

const PROJECT = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(PROJECT, 'docs', 'operate.md'), 'utf8');
const [, section = ''] = /^## Your configuration\n(.*?)^## /ms.exec(page) ?? [];
const [setAside = '', keepCommitted = ''] = [...section.matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) => block);

const FILE = 'stockline.config.ts';
const EXAMPLE = "export default { shop: 'example' };\n";
const MINE = "export default { shop: 'mine' };\n";

let folder: string;
let upstream: string;
let checkout: string;

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8', env: GIT_ENV, stdio: 'pipe' });
}

/** Of this machine's git nothing but the program: no configuration, no name. */
const GIT_ENV = {
  PATH: process.env['PATH'],
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  ...{ GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.com' },
  ...{ GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.com' },
};

function shell(commands: string) {
  return spawnSync('sh', ['-ec', commands], { cwd: checkout, encoding: 'utf8', env: GIT_ENV });
}

const mine = () => readFileSync(join(checkout, FILE), 'utf8');

/** A merchant's checkout of a version that has the file, and the version after it, which has none, at its origin. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stockline-own-'));
  upstream = join(folder, 'upstream');
  checkout = join(folder, 'checkout');
  mkdirSync(upstream);
  git(upstream, 'init', '--quiet', '--initial-branch', 'main');
  writeFileSync(join(upstream, FILE), EXAMPLE);
  copyFileSync(join(PROJECT, '.gitignore'), join(upstream, '.gitignore'));
  git(upstream, 'add', '.');
  git(upstream, 'commit', '--quiet', '--message', 'before');
  git(upstream, 'tag', 'before');
  git(folder, 'clone', '--quiet', upstream, checkout);
  git(checkout, 'config', 'pull.rebase', 'false');
  git(upstream, 'rm', '--quiet', FILE);
  git(upstream, 'commit', '--quiet', '--message', 'after');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A later version, which changes other files. */
function pullsNext(): string {
  writeFileSync(join(upstream, 'other.ts'), 'next\n');
  git(upstream, 'add', '.');
  git(upstream, 'commit', '--quiet', '--message', 'next');
  return git(checkout, 'pull', '--quiet');
}

describe('a checkout of before, with a configuration of its own', () => {
  it('loses nothing by a pull, and follows docs/operate.md', () => {
    writeFileSync(join(checkout, FILE), MINE);
    expect(spawnSync('git', ['pull'], { cwd: checkout, env: GIT_ENV }).status).not.toBe(0);
    expect(mine()).toBe(MINE);
    expect(shell(setAside)).toMatchObject({ status: 0 });
    expect(mine()).toBe(MINE);
    expect(git(checkout, 'log', '--format=%s', '-1').trim()).toBe('after');
    pullsNext();
    expect(mine()).toBe(MINE);
  });

  it('that was committed is kept in its own history', () => {
    writeFileSync(join(checkout, FILE), MINE);
    git(checkout, 'commit', '--quiet', '--all', '--message', 'mine');
    const pulled = spawnSync('git', ['pull'], { cwd: checkout, encoding: 'utf8', env: GIT_ENV });
    expect(pulled.stdout).toMatch(/deleted in \S+ .*and modified in HEAD/);
    expect(mine()).toBe(MINE);
    expect(shell(keepCommitted)).toMatchObject({ status: 0 });
    pullsNext();
    expect(mine()).toBe(MINE);
    expect(git(checkout, 'status', '--porcelain')).toBe('');
  });
});

describe('a configuration of one’s own', () => {
  beforeEach(() => {
    git(checkout, 'pull', '--quiet');
    writeFileSync(join(checkout, FILE), MINE);
  });

  it('is left alone by a pull', () => {
    pullsNext();
    expect(existsSync(join(checkout, 'other.ts'))).toBe(true);
    expect(mine()).toBe(MINE);
  });

  it('is not written over by a version that has one: git refuses', () => {
    expect(() => git(checkout, 'checkout', '--quiet', 'before')).toThrow('would be overwritten by checkout');
    expect(mine()).toBe(MINE);
  });
});

it('what docs/operate.md says that init prints, it prints', () => {
  const [, line = '', printed] = /```console\n\$ npx stockline (.*?)\n(.*?)```/s.exec(section) ?? [];
  const { stdout, stderr } = runCommandLine(line.split(' '));
  expect(stdout + stderr).toBe(printed);
});
