/** Reads another machine's clock from its answers over HTTP. */

import type { ClockReader } from '../../shared/ports/diagnosing/diagnosis.ts';

const TIMEOUT_MS = 10_000;

/**
 * Reads the clock of the machine that answers at this address, from the Date header of any answer, to the second; half of the
 * time that the answer took is taken for its way back.
 */
export function clockAt(url: string): ClockReader {
  return async () => {
    const askedAt = Date.now();
    const answer = await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const hereAt = (askedAt + Date.now()) / 2;
    const statedAt = Date.parse(answer.headers.get('date') ?? '');
    // The header has no fraction of a second: on average half of one is cut off.
    return Number.isNaN(statedAt) ? undefined : statedAt + 500 - hereAt;
  };
}
