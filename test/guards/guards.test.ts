import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Guard } from './guard.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

const files = readdirSync(join(import.meta.dirname, 'tables'), { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);
const modules = await Promise.all(
  files.map(async (file) => (await import(`./tables/${file}`)) as Readonly<Record<string, readonly Guard[]>>),
);
const guards = modules.flatMap((each) => Object.values(each).flat());

describe('a guard that `npm run test:guards` is to remove', () => {
  it('stands in its file once, word for word', () => {
    const times = ({ file, search }: Guard) => readFileSync(join(PROJECT, file), 'utf8').split(search).length - 1;
    expect(guards.filter((each) => times(each) !== 1).map(({ guard }) => guard)).toEqual([]);
    expect(guards.length).toBeGreaterThan(200);
  });
});
