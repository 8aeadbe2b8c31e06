/**
 * Set up in front of each test file of a mutation run: switches on the change that STOCKLINE_CHANGE names. When it names
 * none, it writes which changes the test file reached into the folder STOCKLINE_REACH.
 */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect } from '@jest/globals';
import { SWITCH } from './switches.ts';

/** Empty while a change is switched on. */
const folder = process.env['STOCKLINE_REACH'] ?? '';
const change = Number(process.env['STOCKLINE_CHANGE']);
const reached = new Set<number>();

Reflect.set(globalThis, SWITCH, (number: number) => {
  if (folder !== '') {
    reached.add(number);
  }
  return number === change;
});

if (folder !== '') {
  const begun = performance.now();
  afterAll(() => {
    const test = expect.getState().testPath;
    const record = { test, changes: [...reached], milliseconds: Math.round(performance.now() - begun) };
    writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify(record));
  });
}
