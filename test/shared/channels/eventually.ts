/** Waits until an expectation holds. */
import { setTimeout as pause } from 'node:timers/promises';

const TIMEOUT_MS = 4_000;
const PAUSE_MS = 5;

/** Tries an expectation until it holds; fails with its own error when it does not within 4 s. */
export async function eventually(expectation: () => unknown): Promise<void> {
  const givesUpAt = Date.now() + TIMEOUT_MS;
  for (;;) {
    try {
      await expectation();
      return;
    } catch (error) {
      if (Date.now() > givesUpAt) {
        throw error;
      }
      await pause(PAUSE_MS);
    }
  }
}
