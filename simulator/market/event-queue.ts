/** The queue of what happens in a simulated sale, in the order of time. */

type Event = { readonly at: number; readonly order: number; readonly happen: () => void };

/** What is going to happen, earliest first; what was planned for the same moment happens in the order of planning. */
export class EventQueue {
  readonly #heap: Event[] = [];
  #planned = 0;

  /** When the next event is due, in seconds; infinite when there is none. */
  get nextAt(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  plan(at: number, happen: () => void): void {
    const event = { at, order: this.#planned, happen };
    this.#planned += 1;
    let place = this.#heap.length;
    this.#heap.push(event);
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#heap[above];
      if (parent === undefined || isBefore(parent, event)) {
        break;
      }
      this.#heap[place] = parent;
      place = above;
    }
    this.#heap[place] = event;
  }

  /** Takes the next event out and lets it happen. */
  happenNext(): void {
    const [next] = this.#heap;
    const last = this.#heap.pop();
    if (next !== undefined && last !== undefined && this.#heap.length > 0) {
      this.#sink(last);
    }
    next?.happen();
  }

  #sink(event: Event): void {
    let place = 0;
    for (;;) {
      const [left, right] = [this.#heap[2 * place + 1], this.#heap[2 * place + 2]];
      const child = right !== undefined && left !== undefined && isBefore(right, left) ? 2 * place + 2 : 2 * place + 1;
      const smaller = this.#heap[child];
      if (smaller === undefined || isBefore(event, smaller)) {
        break;
      }
      this.#heap[place] = smaller;
      place = child;
    }
    this.#heap[place] = event;
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
