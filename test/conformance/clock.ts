/** The one clock of sandboxes and product in a test: it runs like ours, and a test may let time pass at once. */
export class RunningClock {
  #passedMs = 0;
  readonly #source: () => number;

  constructor(source: () => number = Date.now) {
    this.#source = source;
  }

  readonly nowMs = (): number => this.#source() + this.#passedMs;
  readonly now = (): Date => new Date(this.nowMs());

  pass(milliseconds: number): void {
    this.#passedMs += milliseconds;
  }
}
