/** Repeats a read for as long as a platform throttles it. */

import { setTimeout as pause } from 'node:timers/promises';

type Throttled = { readonly kind: 'throttled'; readonly retryAfterMs: number };

/** For one read in a function that others wait for: some seconds. */
export const SINGLE_READ_TRIES = 3;
/** For reads of many pages, which use up any budget. */
export const PAGED_READ_TRIES = 20;

const WAIT_MAX_MS = 30_000;
/** Where a platform names no wait. */
const RETRY_AFTER_DEFAULT_MS = 1_000;

/** The wait that an answer names in `retry-after`, in milliseconds: a number of seconds above 0, or else a second. */
export function retryAfterMs(header: string | null): number {
  const seconds = Number.parseFloat(header ?? '');
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds * 1_000) : RETRY_AFTER_DEFAULT_MS;
}

/**
 * Asks again as long as a platform throttles, each time after the wait that it names (30 s at most). Rejects after
 * `triesMax` tries. A push does not wait here, its queue does.
 */
export async function whileThrottled<Answer extends { readonly kind: string }>(
  ask: () => Promise<Answer>,
  triesMax: number,
  wait: (milliseconds: number) => Promise<unknown> = pause,
): Promise<Exclude<Answer, Throttled>> {
  for (let tries = 1; tries <= triesMax; tries += 1) {
    const answer: Answer | Throttled = await ask();
    if (!isThrottled(answer)) {
      return answer as Exclude<Answer, Throttled>;
    }
    if (tries < triesMax) {
      await wait(Math.min(answer.retryAfterMs, WAIT_MAX_MS));
    }
  }
  throw new Error(`The channel throttled ${triesMax} times in a row: try again later, or at a quieter time.`);
}

function isThrottled(answer: { readonly kind: string } | Throttled): answer is Throttled {
  return answer.kind === 'throttled';
}
