/** The time that product, sandboxes and queues have in a bench: it stands still until something takes time. */

const RealDate = Date;

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

  /** From now on every `new Date()` and `Date.now()` of this process is this clock's. Answers with how it ends. */
  install(): () => void {
    globalThis.Date = new Proxy(RealDate, {
      construct: (date, args, target) => Reflect.construct(date, args.length === 0 ? [this.#nowMs] : args, target),
      get: (date, name) => (name === 'now' ? this.nowMs : Reflect.get(date, name)),
    });
    return () => {
      globalThis.Date = RealDate;
    };
  }
}
