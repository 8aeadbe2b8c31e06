/**
 * What test files import as `@jest/globals` in a mutation run: the parts of jest that the module is made of, without jest's
 * registry of modules, which loads every module anew for every run. A file that asks for another part cannot be run so.
 */
import { jestExpect } from '@jest/expect';
import FakeTimers, { type Clock } from '@sinonjs/fake-timers';
import * as circus from 'jest-circus';
import { ModuleMocker } from 'jest-mock';

export const { afterAll, afterEach, beforeAll, beforeEach, describe, it, test } = circus;
export const expect = jestExpect;

const mocker = new ModuleMocker(globalThis);
/** The clock in place of the real one. Jest fakes time with the same library. */
let clock: Clock | undefined;

export const jest = {
  fn: mocker.fn.bind(mocker),
  spyOn: mocker.spyOn.bind(mocker),
  replaceProperty: mocker.replaceProperty.bind(mocker),
  restoreAllMocks: () => mocker.restoreAllMocks(),
  useFakeTimers: (config?: { readonly now?: number | Date }) => {
    clock?.uninstall();
    clock = FakeTimers.install(config);
  },
  useRealTimers: () => clock?.uninstall(),
  advanceTimersByTimeAsync: async (milliseconds: number) => clock?.tickAsync(milliseconds),
  /** The run has limits of its own. */
  setTimeout: () => undefined,
};
