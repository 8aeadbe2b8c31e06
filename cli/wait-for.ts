/** Reads again and again until something is there. */
import { setTimeout as pause } from 'node:timers/promises';

const TIMEOUT_MS = 60_000;
const READ_EVERY_MS = 250;

/** Resolves with the first result that is not undefined; with undefined when there is none within a minute. */
export async function waitFor<Found>(read: () => Promise<Found | undefined>): Promise<Found | undefined> {
  const end = Date.now() + TIMEOUT_MS;
  for (;;) {
    const found = await read();
    if (found !== undefined || Date.now() >= end) {
      return found;
    }
    await pause(READ_EVERY_MS);
  }
}
