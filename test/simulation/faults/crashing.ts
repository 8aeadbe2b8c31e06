/** Runs functions in the simulation as Lambda does: each may crash at any call, or run out of time. */
import type { Random } from '../random.ts';
import type { Scheduler } from '../scheduler.ts';
import { type AwsManners, type AwsService, type CallManner, GOOD_MANNERS } from './aws-manners.ts';
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
  /** When its function's time is over, in the scheduler's milliseconds. */
  endsAt: number;
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
  readonly #manners: AwsManners;
  #started = 0;

  constructor(scheduler: Scheduler, random: Random, faults: Faults, trace: Trace, manners = GOOD_MANNERS) {
    this.#manners = manners;
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
      const endsAt = Number.POSITIVE_INFINITY;
      const invocation: Invocation = { name, isOver: false, faults: 0, endsAt, crash: vanish };
      const begin = () => {
        invocation.endsAt = this.#scheduler.now() + timeoutMs;
        this.#scheduler.after(timeoutMs, vanish);
        handler(invocation).then(
          (value) => end({ kind: 'answered', value }),
          (error: unknown) => end({ kind: 'failed', error }),
        );
      };
      const coldStartMs = this.#manners.coldStartMs();
      if (coldStartMs === 0) {
        begin();
      } else {
        this.#trace(() => `${name} starts from cold`);
        this.#scheduler.after(coldStartMs, begin);
      }
    });
  }

  /** A call to AWS out of an invocation: as any other call, where AWS is not slow or leaves it unanswered. */
  reachAws<T>(
    invocation: Invocation,
    service: AwsService,
    what: string,
    latency: Latency,
    carryOut: () => Promise<T>,
  ): Promise<T> {
    const manner = this.#manners.ofCall(what, service, this.#scheduler.now());
    switch (manner.kind) {
      case 'usual':
        return this.reach(invocation, what, latency, carryOut);
      case 'slow':
        this.#trace(() => `${invocation.name} ${what} takes ${manner.ms} ms longer`);
        return this.#scheduler.sleep(manner.ms).then(() => this.reach(invocation, what, latency, carryOut));
      case 'failed':
        return this.#failed(invocation, what, manner, carryOut);
      default:
        return manner satisfies never;
    }
  }

  /** The caller gives up after both tries; what it asked for may be done before or after that. */
  #failed<T>(
    invocation: Invocation,
    what: string,
    { afterMs, appliedAfterMs }: Extract<CallManner, { kind: 'failed' }>,
    carryOut: () => Promise<T>,
  ): Promise<T> {
    if (appliedAfterMs !== undefined && !invocation.isOver) {
      this.#scheduler.after(appliedAfterMs, () => {
        this.#trace(() => `${invocation.name} ${what} is done, and nobody is answered`);
        carryOut().catch(() => undefined);
      });
    }
    return new Promise((_resolve, reject) => {
      this.#scheduler.after(afterMs, () => {
        if (!invocation.isOver) {
          reject(this.fault(invocation, `${what} failed at both tries`));
        }
      });
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
