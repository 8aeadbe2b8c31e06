/** Time as platforms and product have it together: it runs like ours, unless said otherwise, and can be let pass at once. */
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
