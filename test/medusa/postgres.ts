/** A PostgreSQL server for one run, in a folder of its own: Debian's, or any that is installed. */
import { spawn, spawnSync } from 'node:child_process';
import { on } from 'node:events';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { CannotStart } from '../../local/processes/cannot-start.ts';
import type { Run } from '../../local/processes/run.ts';
import { freePort } from '../../local/stack/ports.ts';

/** PostgreSQL refuses to run as root (its documentation, “Creating a Database Cluster”): then it runs as the user of its package. */
const PACKAGE_USER = 'postgres';
const DEBIAN = '/usr/lib/postgresql';

export type Postgres = {
  /** Of an empty database. */
  readonly url: string;
  /** Until what it resolves with is called, nobody can write to the table: who does, waits. */
  lock(table: string): Promise<() => void>;
};

/** Starts it, and stops it with the run. */
export async function startPostgres(run: Run): Promise<Postgres> {
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
  const url = `postgres://${PACKAGE_USER}@127.0.0.1:${port}/postgres`;
  return { url, lock: (table) => lock(join(bin, 'psql'), url, table) };
}

/** In SHARE mode a table can be read and not written to (PostgreSQL 15, “Explicit Locking”). The session that has it lasts as long. */
async function lock(psql: string, url: string, table: string): Promise<() => void> {
  const session = spawn(psql, [url, '--no-psqlrc'], { stdio: ['pipe', 'pipe', 'inherit'] });
  session.stdin.write(`begin; lock table "${table}" in share mode;\n`);
  for await (const [text] of on(session.stdout.setEncoding('utf8'), 'data', { close: ['end'] })) {
    if (String(text).includes('LOCK TABLE')) {
      return () => session.stdin.end();
    }
  }
  throw new Error(`"${table}" could not be locked.`);
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
