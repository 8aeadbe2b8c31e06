/** Time as platforms and product have it together: it runs like ours, and can be let pass at once. */
export class RunningClock {
  #passedMs = 0;
  readonly nowMs = (): number => Date.now() + this.#passedMs;
  readonly now = (): Date => new Date(this.nowMs());

  pass(milliseconds: number): void {
    this.#passedMs += milliseconds;
  }
}
