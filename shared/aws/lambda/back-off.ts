/**
 * When something that AWS refused is tried again. All figures of our own tries stand here:
 *
 * | what | tries | waits between them |
 * |---|---|---|
 * | one call of AWS that is refused at once, or met a transaction | 5, of calls that hung 2; 4 for a transaction | 20 to 75 ms at first, 20 to 300 ms later |
 * | what nothing repeats for us: giving messages back, ending a lease, receiving a webhook | until the time is over | the same |
 * | a message that was given back | all that its queue allows | 1 s four times, 2 s four times, then doubled up to a minute |
 */
import { setTimeout } from 'node:timers/promises';
import { PermanentError } from '../../ports/permanent-error.ts';

/** Waits before the next attempt; the first wait is number 1. */
export type Wait = (attempt: number) => Promise<void>;

const PAUSE_MS_MIN = 20;
const PAUSE_MS_MAX = 300;

/**
 * How long to wait after so many attempts, in milliseconds: the transaction that is in the way takes some, and an outage of a
 * second ends within the next wait. Drawn, so that many functions do not ask at once.
 */
export function pauseMs(attempt: number): number {
  const longest = Math.min(PAUSE_MS_MAX, 37.5 * 2 ** attempt);
  return PAUSE_MS_MIN + Math.random() * (longest - PAUSE_MS_MIN);
}

export async function waitWithJitter(attempt: number): Promise<void> {
  await setTimeout(pauseMs(attempt));
}

/** The milliseconds since some moment, and how they pass: real ones, or those of a simulation. */
export type Timing = { readonly nowMs: () => number; readonly wait: Wait };

export const REAL_TIME: Timing = { nowMs: () => performance.now(), wait: waitWithJitter };

/**
 * Makes the call until it succeeds, for so many milliseconds: an outage of AWS fails every call for as long as it lasts.
 * Rejects with the last error, and with a permanent one at once. The last call may begin right before the end, and take
 * its own time.
 */
export async function tryFor<Answer>(
  milliseconds: number,
  call: () => Promise<Answer>,
  { nowMs, wait }: Timing = REAL_TIME,
): Promise<Answer> {
  const until = nowMs() + milliseconds;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (nowMs() >= until || error instanceof PermanentError) {
        throw error;
      }
      await wait(attempt);
    }
  }
}

/** An outage of AWS lasts for seconds: so often a message is tried again at once, and so often soon. */
const AT_ONCE_TRIES = 4;
const SOON_TRIES = 8;
const SOON_MS = 2_000;
const LATER_MS_MAX = 60_000;

/**
 * When a message comes again that wanted to wait for `afterMs`, in milliseconds: soon while it may be an outage of some
 * seconds, so that no listing waits long after it; then later each time, so that an outage of an hour uses up few attempts.
 * `received`: how often it was received.
 */
export function comesAgainMs(afterMs: number, received: number): number {
  if (received <= AT_ONCE_TRIES) {
    return afterMs;
  }
  const soonMs = Math.max(afterMs, Math.min(SOON_MS, afterMs * 2));
  return received <= SOON_TRIES
    ? soonMs
    : Math.max(afterMs, Math.min(LATER_MS_MAX, soonMs * 2 ** (received - SOON_TRIES)));
}
