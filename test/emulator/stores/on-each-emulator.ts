/** Runs the same suite on each emulator, each time on a table of its own. */
import { afterAll, beforeAll } from '@jest/globals';
import { emulatorUrl, secondEmulatorUrl } from '../emulator.ts';
import { tableOfItsOwn } from './table-of-its-own.ts';

type Table = Awaited<ReturnType<typeof tableOfItsOwn>>;

/**
 * Runs a suite of what is kept in DynamoDB on each emulator, so that nothing is made to fit what one of them happens to
 * take. `suite` gets the name of what it is about, and a table of its own.
 */
export function onEachEmulator(what: string, suite: (name: string, table: () => Table) => void): void {
  const second = secondEmulatorUrl();
  onEmulator(emulatorUrl(), (table) => suite(`${what} in DynamoDB`, table));
  if (second !== undefined) {
    onEmulator(second, (table) => suite(`${what} in DynamoDB as moto has it`, table));
  }
}

function onEmulator(url: string, suite: (table: () => Table) => void): void {
  let table: Table;
  beforeAll(async () => {
    table = await tableOfItsOwn('contract', url);
  });
  afterAll(() => table.drop());
  suite(() => table);
}
