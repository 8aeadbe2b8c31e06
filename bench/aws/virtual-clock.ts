/** The time that product, sandboxes and queues have in a bench: it stands still until something takes time. */

import { createRequire, syncBuiltinESMExports } from 'node:module';

const RealDate = Date;
/** As CommonJS has it: what is changed there, every import of `node:timers/promises` has (Node 24, `syncBuiltinESMExports`). */
const timers: { setTimeout: unknown } = createRequire(import.meta.url)('node:timers/promises');

/** Milliseconds since 1970; the same at the start of each run, so that each run counts the same. */
const START_MS = RealDate.UTC(2026, 10, 2, 12);

export class VirtualClock {
  #nowMs = START_MS;

  readonly nowMs = (): number => this.#nowMs;
  readonly now = (): Date => new RealDate(this.#nowMs);

  pass(milliseconds: number): void {
    this.#nowMs += milliseconds;
  }

  /** Never goes back. */
  passUntil(ms: number): void {
    this.#nowMs = Math.max(this.#nowMs, ms);
  }

  /**
   * From now on every `new Date()` and `Date.now()` of this process is this clock's, and code that waits by
   * `node:timers/promises` lets that time pass on it at once: the product does, the sandboxes have timers of their own. Answers with how it ends.
   */
  install(): () => void {
    globalThis.Date = new Proxy(RealDate, {
      construct: (date, args, target) => Reflect.construct(date, args.length === 0 ? [this.#nowMs] : args, target),
      get: (date, name) => (name === 'now' ? this.nowMs : Reflect.get(date, name)),
    });
    const realTimeout = timers.setTimeout;
    timers.setTimeout = async (milliseconds = 0, value?: unknown, options?: { readonly signal?: AbortSignal }) => {
      if (options?.signal !== undefined) {
        return givenUp(options.signal);
      }
      this.pass(milliseconds);
      return value;
    };
    syncBuiltinESMExports();
    return () => {
      globalThis.Date = RealDate;
      timers.setTimeout = realTimeout;
      syncBuiltinESMExports();
    };
  }
}

/** A limit of the time for some work: nothing hangs in a bench, so it is never reached. */
function givenUp(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
