import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { importMark } from '../../../cli/files/import-mark.ts';
import { later, NOON } from '../../fakes/facts.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mark-'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('the mark of an import', () => {
  it('stays when a run breaks off, with when the first of them began', async () => {
    await (await importMark('table', folder)).begin(new Date(NOON));
    const second = await importMark('table', folder);
    expect(second.startedAt).toBe(NOON);
    await second.begin(new Date(later(60)));
    expect((await importMark('table', folder)).startedAt).toBe(NOON);
  });

  it('is gone after a run that ended, and is of one table only', async () => {
    const mark = await importMark('table', folder);
    await mark.begin(new Date(NOON));
    expect((await importMark('another', folder)).startedAt).toBeUndefined();
    await mark.end();
    expect((await importMark('table', folder)).startedAt).toBeUndefined();
  });

  it('that cannot be read is none', async () => {
    await writeFile(join(folder, 'import-table.txt'), 'half');
    expect((await importMark('table', folder)).startedAt).toBeUndefined();
  });
});
