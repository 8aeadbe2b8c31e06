/**
 * What a helper of tests imports as `@jest/globals`. Jest loads it anew for every test file, so that what it does after each test
 * is done for each file; here it is loaded once, and its hooks are kept for the files that are loaded later.
 */
import * as circus from 'jest-circus';
import * as globals from './jest-globals.ts';

export const { describe, expect, it, jest, test } = globals;

type Hook = typeof circus.afterEach;

const kept: (() => void)[] = [];

export const afterAll = keeping(circus.afterAll);
export const afterEach = keeping(circus.afterEach);
export const beforeAll = keeping(circus.beforeAll);
export const beforeEach = keeping(circus.beforeEach);

/** Gives the hooks of all helpers that were loaded so far to the test file that is loaded next. */
export function addKeptHooks(): void {
  for (const add of kept) {
    add();
  }
}

function keeping(hook: Hook): Hook {
  return (...hooked) => {
    kept.push(() => hook(...hooked));
    hook(...hooked);
  };
}
