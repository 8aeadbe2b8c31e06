import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkTypedClient } from '../../../local/checks/typed-client.ts';

let project: string;
const said: string[] = [];

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'stockline-client-'));
  mkdirSync(join(project, 'clients', 'typescript'), { recursive: true });
  said.length = 0;
});

afterEach(() => {
  rmSync(project, { recursive: true });
});

/** A client without packages, so that npm needs no network. */
function clientWith(scripts: Readonly<Record<string, string>>): void {
  const facts = { name: 'client', version: '1.0.0' };
  const write = (name: string, content: object) =>
    writeFileSync(join(project, 'clients', 'typescript', name), JSON.stringify(content));
  write('package.json', { ...facts, scripts });
  write('package-lock.json', { ...facts, lockfileVersion: 3, requires: true, packages: { '': facts } });
  mkdirSync(join(project, 'clients', 'typescript', 'node_modules'), { recursive: true });
}

const check = () => checkTypedClient(project, (line) => void said.push(line));

describe('the check of the typed client', () => {
  it('installs its packages once', () => {
    clientWith({ generate: 'exit 0' });
    expect([check(), check()]).toEqual([undefined, undefined]);
    expect(said).toEqual(['npm ci in clients/typescript ...']);
  });

  it('names types that are not of the description, and how to make them', () => {
    clientWith({ generate: 'echo not up-to-date; exit 1' });
    expect(check()).toMatch(/not up-to-date[\s\S]*npm run generate --prefix clients\/typescript/);
  });

  it('names what does not compile', () => {
    clientWith({ generate: 'exit 0', prepare: 'echo does not compile; exit 2' });
    expect(check()).toMatch(/npm pack[\s\S]*does not compile/);
  });
});
