/** Checks that wait in memory for their time. */
import type { CheckRequest } from '../../../shared/ports/reconciling/checks.ts';

/** `dueAt` is in milliseconds since 1970. */
export type WaitingCheck = { readonly asked: CheckRequest; readonly dueAt: number };

/**
 * Takes out what waits until then (milliseconds since 1970), the earliest first, with what `ask` adds meanwhile. Rejects after
 * `roundsMax` checks: checks that never come to rest fail instead of hanging.
 */
export async function askUntil(
  waiting: WaitingCheck[],
  until: number,
  roundsMax: number,
  ask: (due: WaitingCheck) => Promise<unknown>,
): Promise<void> {
  for (let round = 1; ; round += 1) {
    const next = waiting.toSorted((a, b) => a.dueAt - b.dueAt)[0];
    if (next === undefined || next.dueAt > until) {
      return;
    }
    if (round > roundsMax) {
      throw new Error('The checks never come to rest.');
    }
    waiting.splice(waiting.indexOf(next), 1);
    await ask(next);
  }
}
