import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

/** npm builds the whole tree of packages, which takes a second where nothing else runs. */
const MINUTES = 300_000;

const PROJECT = join(import.meta.dirname, '..', '..');
const { engines } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
const [, major = '', minor = ''] = /^\^(\d+)\.(\d+)\.0 \|\| >=(?:\d+)\.0\.0$/.exec(engines.node) ?? [];
const [, other = ''] = />=(\d+\.0\.0)$/.exec(engines.node) ?? [];

/** The packages of which `npm ci` says that they want another Node than this one: npm itself judges, and installs nothing. */
function unsupportedOn(version: string): readonly string[] {
  const { npm_execpath: npm } = process.env;
  if (npm === undefined) {
    throw new Error('Run the tests through npm: npm test, or npm run test:unit.');
  }
  const folder = mkdtempSync(join(tmpdir(), 'stockline-node-'));
  try {
    for (const file of ['package.json', 'package-lock.json']) {
      copyFileSync(join(PROJECT, file), join(folder, file));
    }
    const asIf = `data:text/javascript,Object.defineProperty(process,'version',{value:'v${version}'})`;
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', asIf, npm, 'ci', '--dry-run', '--offline', '--loglevel', 'warn', '--cache', join(folder, 'cache')],
      { cwd: folder, encoding: 'utf8' },
    );
    expect(status).toBe(0);
    return [...stderr.matchAll(/package: '([^']+)@/g)].map(([, name = '']) => name);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it.each([`${major}.${minor}.0`, other])(
  'npm ci on Node %s, the least of package.json, warns of no package',
  (version) => {
    expect(unsupportedOn(version)).toEqual([]);
  },
  MINUTES,
);

it(
  'there is no lesser one: below it npm warns of a package that is not ours',
  () => {
    const below = unsupportedOn(`${major}.${Number(minor) - 1}.0`);
    expect(below.filter((name) => name !== 'stockline')).not.toEqual([]);
  },
  MINUTES,
);
