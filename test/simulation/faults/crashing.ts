/** Runs functions in the simulation as Lambda does: each may crash at any call, or run out of time. */
import type { Random } from '../random.ts';
import type { Scheduler } from '../scheduler.ts';
import { type Faults, InjectedFault } from './faults.ts';

/** Called with what happens, for a person who reads one seed; the line is made only when somebody reads. */
export type Trace = (line: () => string) => void;

/** One run of a Lambda function. */
export type Invocation = {
  readonly name: string;
  /** Answered, failed, crashed or out of time: whatever it still waits for never comes. */
  isOver: boolean;
  /** How many faults hit it: they explain why its messages came back. */
  faults: number;
  readonly crash: () => void;
};

export type Ending<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'vanished' };

export type Latency = readonly [leastMs: number, mostMs: number];

/**
 * Runs functions as Lambda does: each may crash at any of its calls or run out of time, and then nobody is answered.
 * A call that was on its way by then is still carried out half of the time.
 */
export class Lambdas {
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #faults: Faults;
  readonly #trace: Trace;
  #started = 0;

  constructor(scheduler: Scheduler, random: Random, faults: Faults, trace: Trace) {
    this.#scheduler = scheduler;
    this.#random = random;
    this.#faults = faults;
    this.#trace = trace;
  }

  invoke<T>(
    what: string,
    timeoutMs: number,
    handler: (invocation: Invocation) => Promise<T>,
  ): Promise<Ending<T> & { readonly faults: number }> {
    this.#started += 1;
    const name = `${what}/${this.#started}`;
    return new Promise((resolve) => {
      const end = (ending: Ending<T>) => {
        if (!invocation.isOver) {
          invocation.isOver = true;
          this.#trace(() => `${name} ${ending.kind}${ending.kind === 'failed' ? ` ${String(ending.error)}` : ''}`);
          resolve({ ...ending, faults: invocation.faults });
        }
      };
      const vanish = () => {
        invocation.faults += 1;
        end({ kind: 'vanished' });
      };
      const invocation: Invocation = { name, isOver: false, faults: 0, crash: vanish };
      this.#scheduler.after(timeoutMs, vanish);
      handler(invocation).then(
        (value) => end({ kind: 'answered', value }),
        (error: unknown) => end({ kind: 'failed', error }),
      );
    });
  }

  /** A call out of an invocation: there in a while, carried out, and back in a while, unless it crashes on the way. */
  reach<T>(invocation: Invocation, what: string, latency: Latency, carryOut: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (invocation.isOver) {
        return;
      }
      const isSentAnyway = this.#random.chance(0.5);
      const isCrashing = this.#faults.happens('crash');
      const crashesBefore = isCrashing && this.#random.chance(0.4);
      if (crashesBefore) {
        this.#trace(() => `${invocation.name} crashes at ${what}`);
        invocation.crash();
      }
      if (crashesBefore && !isSentAnyway) {
        return;
      }
      const back = (answer: () => void) => {
        if (isCrashing && !crashesBefore) {
          this.#trace(() => `${invocation.name} crashes after ${what}`);
          invocation.crash();
        }
        this.#scheduler.after(this.#time(latency), () => invocation.isOver || answer());
      };
      this.#scheduler.after(this.#time(latency), () => {
        if (!invocation.isOver || isSentAnyway) {
          carryOut().then(
            (value) => back(() => resolve(value)),
            (error: unknown) => back(() => reject(error)),
          );
        }
      });
    });
  }

  /** Counts the fault against the invocation and says what it is. */
  fault(invocation: Invocation, what: string): InjectedFault {
    invocation.faults += 1;
    this.#trace(() => `${invocation.name} ${what}`);
    return new InjectedFault(what);
  }

  #time([leastMs, mostMs]: Latency): number {
    const usual = this.#random.integer(leastMs, mostMs) / 2;
    return this.#faults.happens('late') ? usual * this.#random.integer(2, 8) : usual;
  }
}
