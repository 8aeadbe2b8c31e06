/** A PostgreSQL server for one run, in a folder of its own: Debian's, or any that is installed. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { CannotStart } from '../../local/processes/cannot-start.ts';
import type { Run } from '../../local/processes/run.ts';
import { freePort } from '../../local/stack/ports.ts';

/** PostgreSQL refuses to run as root (its documentation, “Creating a Database Cluster”): then it runs as the user of its package. */
const PACKAGE_USER = 'postgres';
const DEBIAN = '/usr/lib/postgresql';

/** Starts it, and stops it with the run; resolves with the URL of an empty database. */
export async function startPostgres(run: Run): Promise<string> {
  const bin = findPrograms();
  const folder = mkdtempSync(join(tmpdir(), 'stockline-postgres-'));
  run.removeAtEnd(folder);
  if (isRoot()) {
    must('chown', [PACKAGE_USER, folder]);
  }
  const data = join(folder, 'data');
  const port = await freePort();
  asItsUser(join(bin, 'initdb'), [
    '-D',
    data,
    '-U',
    PACKAGE_USER,
    '-A',
    'trust',
    '--no-sync',
    '-E',
    'UTF8',
    '--locale=C',
  ]);
  const settings = [
    ...[`-p ${port}`, '-c listen_addresses=127.0.0.1', '-c unix_socket_directories='],
    // Nothing of it outlives the run.
    ...['-c fsync=off', '-c full_page_writes=off', '-c max_connections=200'],
  ];
  const control = (...args: readonly string[]) => asItsUser(join(bin, 'pg_ctl'), ['-D', data, ...args]);
  control('-o', settings.join(' '), '-l', join(folder, 'log'), '-w', 'start');
  run.onStop('PostgreSQL', () => control('-m', 'immediate', 'stop'));
  return `postgres://${PACKAGE_USER}@127.0.0.1:${port}/postgres`;
}

function findPrograms(): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).toSorted((one, other) => Number(other) - Number(one)) : [];
  const folders = [
    ...versions.map((version) => join(DEBIAN, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl')));
  if (found === undefined) {
    throw new CannotStart(
      'PostgreSQL is not installed: initdb and pg_ctl were not found (Debian: apt-get install postgresql).',
    );
  }
  return found;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function asItsUser(program: string, args: readonly string[]): void {
  if (isRoot()) {
    must('runuser', ['-u', PACKAGE_USER, '--', program, ...args]);
  } else {
    must(program, args);
  }
}

function must(program: string, args: readonly string[]): void {
  // The server that pg_ctl leaves behind would keep a pipe open.
  const { status, error } = spawnSync(program, args, { cwd: tmpdir(), stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) {
    throw new CannotStart(`${program} ${args.join(' ')} ended with ${status ?? error?.message}.`);
  }
}
