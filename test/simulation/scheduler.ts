/** The clock of the simulation: virtual time that jumps from one event to the next. */

type Event = { readonly at: number; readonly order: number; readonly run: () => void };

/** A simulation that makes this many events has a loop that feeds itself: the longest sound ones need a tenth of it. */
const EVENTS_MAX = 200_000;

/**
 * Virtual time in milliseconds since 1970. Nothing waits: the clock jumps from one event to the next. After each event
 * every promise that it resolved or rejected runs on before the next event, so that one order of events is one order of everything.
 */
export class Scheduler {
  #now: number;
  #events = 0;
  readonly #heap: Event[] = [];

  constructor(startsAt: number) {
    this.#now = startsAt;
  }

  now(): number {
    return this.#now;
  }

  clock = (): Date => new Date(this.#now);

  timestamp(): string {
    return new Date(this.#now).toISOString();
  }

  /** Runs it so many whole milliseconds from now; events of one moment run in the order in which they were asked for. */
  after(milliseconds: number, run: () => void): void {
    this.#events += 1;
    this.#push({ at: this.#now + Math.max(0, Math.round(milliseconds)), order: this.#events, run });
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  /** Runs until nothing is left to happen, or the next event is later than that (milliseconds since 1970). */
  async run(untilMs = Number.POSITIVE_INFINITY): Promise<void> {
    for (let event = this.#pop(untilMs); event !== undefined; event = this.#pop(untilMs)) {
      if (this.#events > EVENTS_MAX) {
        throw new Error(`The world does not come to rest: ${EVENTS_MAX} events by ${this.timestamp()}.`);
      }
      this.#now = event.at;
      event.run();
      await promisesSettled();
    }
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let place = heap.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || isBefore(above, event)) {
        break;
      }
      heap[place] = above;
      place = parent;
    }
    heap[place] = event;
  }

  #pop(untilMs: number): Event | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined || first.at > untilMs) {
      return undefined;
    }
    const last = heap.pop();
    if (last === undefined || heap.length === 0) {
      return first;
    }
    let place = 0;
    for (let child = 1; child < heap.length; child = 2 * place + 1) {
      const [left, right] = [heap[child], heap[child + 1]];
      const smaller = right !== undefined && left !== undefined && isBefore(right, left) ? child + 1 : child;
      const below = heap[smaller];
      if (below === undefined || isBefore(last, below)) {
        break;
      }
      heap[place] = below;
      place = smaller;
    }
    heap[place] = last;
    return first;
  }
}

function isBefore(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** A macrotask runs only when no promise has anything left to do: it measures no time. */
function promisesSettled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
