/** What may go wrong in the simulation, and how often. */
import type { Random } from '../random.ts';

/** What can go wrong, as probabilities: of each call, message, answer or delivery. */
export type FaultRates = {
  /** A function stops at a call and never answers. */
  readonly crash: number;
  /** A call of the table is refused (throttled, no connection): nothing of it was done. */
  readonly tableRefuses: number;
  /** A write of the table is done, but its answer never comes: "commit, then timeout". */
  readonly tableLosesAnswer: number;
  /** A transaction meets another one (TransactionConflict): nothing was written. */
  readonly tableConflicts: number;
  /** The bus takes none of the events of a call. */
  readonly busRefuses: number;
  /** The bus takes some of a call's events and names the others as failed. */
  readonly busTakesSome: number;
  /** The bus takes all events, but its answer never comes. */
  readonly busLosesAnswer: number;
  readonly queueRefuses: number;
  readonly queueTakesSome: number;
  readonly queueLosesAnswer: number;
  /** A standard queue or the bus delivers again. */
  readonly deliversTwice: number;
  /** A batch is done, but its messages come again. */
  readonly deletionLost: number;
  readonly channelThrottles: number;
  readonly channelRefuses: number;
  /** A push never reached the channel. */
  readonly channelLosesCall: number;
  /** A push was applied, its answer never came. */
  readonly channelLosesAnswer: number;
  /** A channel never sends this webhook. */
  readonly webhookLost: number;
  readonly webhookTwice: number;
  /** A webhook, event or call takes far longer than usual, and so is overtaken. */
  readonly late: number;
};

const WORST: FaultRates = {
  crash: 0.04,
  tableRefuses: 0.08,
  tableLosesAnswer: 0.12,
  tableConflicts: 0.15,
  busRefuses: 0.25,
  busTakesSome: 0.15,
  busLosesAnswer: 0.2,
  queueRefuses: 0.1,
  queueTakesSome: 0.1,
  queueLosesAnswer: 0.1,
  deliversTwice: 0.2,
  deletionLost: 0.1,
  channelThrottles: 0.2,
  channelRefuses: 0.05,
  channelLosesCall: 0.1,
  channelLosesAnswer: 0.15,
  webhookLost: 0.3,
  webhookTwice: 0.3,
  late: 0.2,
};

/** Nothing goes wrong. */
export const NO_FAULTS: FaultRates = Object.fromEntries(Object.keys(WORST).map((name) => [name, 0])) as Record<
  keyof FaultRates,
  number
>;

/** The faults of one simulation: some kinds at all, each at a rate of its own, until they are turned off. */
export class Faults {
  readonly rates: FaultRates;
  readonly #random: Random;
  #areOn = true;

  constructor(random: Random, rates: FaultRates) {
    this.#random = random;
    this.rates = rates;
  }

  happens(fault: keyof FaultRates): boolean {
    const rate = this.rates[fault];
    return this.#areOn && rate > 0 && this.#random.chance(rate);
  }

  turnOff(): void {
    this.#areOn = false;
  }
}

/** Draws which faults a seed has: each kind in half of the seeds, so that seldom ones are also seen alone. */
export function drawRates(random: Random): FaultRates {
  const drawn: Record<keyof FaultRates, number> = { ...NO_FAULTS };
  for (const name of Object.keys(WORST) as (keyof FaultRates)[]) {
    const rate = WORST[name] * random.next();
    drawn[name] = random.chance(0.5) ? rate : 0;
  }
  return drawn;
}

/** Thrown for a fault, so that an error of another kind is known as a bug. */
export class InjectedFault extends Error {
  override readonly name = 'InjectedFault';

  /** Without a stack, which costs more than all the rest of a fault. */
  constructor(message: string) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
  }
}
