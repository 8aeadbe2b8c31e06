/** What AWS does to calls and functions besides refusing them: it hangs, is slow, applies late, and starts from cold. */
import type { Random } from '../random.ts';
import { awayMs, drawOutages, mannerIn, type Outage } from './outages.ts';

/**
 * How one call of AWS goes. `slow`: it is answered in the end, because a throttle, a conflict, an own first try that is still
 * in progress or one try that hung was met by another try in its place (shared/aws/lambda/call-limits.ts allows two tries of a
 * second each). `failed`: the caller has an error after `afterMs`, because both tries were refused, lost their answer or hung.
 * What was asked is done `appliedAfterMs` from then, or never: a request may reach AWS after its caller has given up.
 */
export type CallManner =
  | { readonly kind: 'usual' }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'failed'; readonly afterMs: number; readonly appliedAfterMs: number | undefined };

export type AwsService = 'DynamoDB' | 'SQS' | 'EventBridge';

/** Asked once for each call, start and poll. `nowMs`: in the scheduler's milliseconds. */
export type AwsManners = {
  ofCall(what: string, service: AwsService, nowMs: number): CallManner;
  /** For how long queues give out no message, and delete none that is done, from now on. */
  queuesAwayMs(nowMs: number): number;
  /** How long a function takes to start: Lambda does not count it against the function's time. */
  coldStartMs(): number;
  /** How long a message that may be taken is not taken yet. */
  pollDelayMs(): number;
};

/** Two tries of a second each (shared/aws/lambda/call-limits.ts). */
const UNANSWERED_MS = 2_000;

const USUAL: CallManner = { kind: 'usual' };

export const GOOD_MANNERS: AwsManners = {
  ...{ ofCall: () => USUAL, queuesAwayMs: () => 0 },
  ...{ coldStartMs: () => 0, pollDelayMs: () => 0 },
};

/** The waits of three repeats in place at most (shared/aws/lambda/back-off.ts). */
const REPEATED_MS: readonly [number, number] = [20, 600];
const ONE_TRY_MS = 1_000;
const APPLIED_MS_MAX = 6_000;
/** A function of this size, with the clients of four services, takes about a second at worst. */
const COLD_START_MS: readonly [number, number] = [150, 1_500];
/** A poller that backs off, or moves to another host. */
const POLL_DELAY_MS: readonly [number, number] = [500, 15_000];

/** The most of each, as probabilities. */
const WORST = { repeats: 0.2, hangsOnce: 0.05, hangsTwice: 0.05, coldStarts: 0.3, pollsLate: 0.1 };
/** The name under which calls are counted that met an outage. */
export const OUTAGE_CALLS = 'AWS calls in an outage';
/** So many seeds with bad manners have outages too. */
const SEEDS_WITH_OUTAGES = 0.5;
/** As they are counted. */
const NAMES: Record<keyof typeof WORST, string> = {
  repeats: 'AWS calls repeated in place',
  hangsOnce: 'AWS calls that hung once',
  hangsTwice: 'AWS calls that hung twice',
  coldStarts: 'cold starts',
  pollsLate: 'late polls',
};
/** So many seeds have them at all: most trouble is found by what is simpler. */
const SEEDS_WITH_MANNERS = 0.3;

/** The bad manners of one seed, from chance of their own: what others draw stays as it is. */
export class DrawnManners implements AwsManners {
  /** How often what happened. */
  readonly counts = new Map<string, number>();
  readonly #random: Random;
  readonly #rates: typeof WORST;
  readonly #outages: readonly Outage[];
  #areOn: boolean;

  /** `business`: from when until when outages may begin. */
  constructor(random: Random, business: { readonly fromMs: number; readonly untilMs: number }) {
    this.#random = random;
    this.#areOn = random.chance(SEEDS_WITH_MANNERS);
    const drawn = (worst: number) => worst * random.next();
    this.#rates = {
      repeats: drawn(WORST.repeats),
      hangsOnce: drawn(WORST.hangsOnce),
      hangsTwice: drawn(WORST.hangsTwice),
      coldStarts: drawn(WORST.coldStarts),
      pollsLate: drawn(WORST.pollsLate),
    };
    this.#outages = random.chance(SEEDS_WITH_OUTAGES) ? drawOutages(random, business.fromMs, business.untilMs) : [];
  }

  /** Whether this seed has any. */
  get areBad(): boolean {
    return this.#areOn;
  }

  turnOff(): void {
    this.#areOn = false;
  }

  queuesAwayMs(nowMs: number): number {
    return this.#areOn ? awayMs(this.#outages, 'SQS', nowMs) : 0;
  }

  ofCall(_what: string, service: AwsService, nowMs: number): CallManner {
    const away = this.#areOn ? mannerIn(this.#outages, service, nowMs) : undefined;
    if (away !== undefined) {
      this.counts.set(OUTAGE_CALLS, (this.counts.get(OUTAGE_CALLS) ?? 0) + 1);
      return away;
    }
    if (this.#happens('hangsTwice')) {
      const isApplied = this.#random.chance(0.6);
      return {
        kind: 'failed',
        afterMs: UNANSWERED_MS,
        appliedAfterMs: isApplied ? this.#random.integer(0, APPLIED_MS_MAX) : undefined,
      };
    }
    if (this.#happens('hangsOnce')) {
      return { kind: 'slow', ms: ONE_TRY_MS };
    }
    return this.#happens('repeats') ? { kind: 'slow', ms: this.#random.integer(...REPEATED_MS) } : USUAL;
  }

  coldStartMs(): number {
    return this.#happens('coldStarts') ? this.#random.integer(...COLD_START_MS) : 0;
  }

  pollDelayMs(): number {
    return this.#happens('pollsLate') ? this.#random.integer(...POLL_DELAY_MS) : 0;
  }

  #happens(name: keyof typeof WORST): boolean {
    const happens = this.#areOn && this.#random.chance(this.#rates[name]);
    if (happens) {
      const what = NAMES[name];
      this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
    }
    return happens;
  }
}
