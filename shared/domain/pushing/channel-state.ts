/** The state of a channel’s pushes: its pause, its circuit and its breakers, and what they allow. */
/** What of a channel's pushes is sent: all of them; only those that lower; none, they are only computed and logged. */
export type PushingMode = 'live' | 'lowerOnly' | 'shadow';

/** Somebody stopped the channel. */
export type Pause = {
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly why: string;
};

/** Calls that got no answer, one after the other over all functions. */
export type Circuit = {
  readonly failures: number;
  /** How often it opened since the channel last answered. */
  readonly opened: number;
  /** Until then nobody calls (ISO 8601); once it has passed, one call tries. Absent while closed. */
  readonly openUntil?: string;
};

/**
 * What a mass breaker watches: listings that go to zero, and listings that are raised, without a sale behind it; and
 * differences that are taken into the stock.
 */
export const SURGES = ['zeros', 'raises', 'adoptions'] as const;
export type Surge = (typeof SURGES)[number];

/** One breaker of a channel. */
export type Breaker = {
  /** When it tripped (ISO 8601): since then such pushes are held back. */
  readonly trippedAt?: string;
  /** Up to then an operator confirmed what the ledger says (ISO 8601). */
  readonly confirmedAt?: string;
};

/** What one channel's pushes are let do now, over all functions that push to it. */
export type ChannelState = {
  readonly paused?: Pause;
  /** As set at run time; absent: as configured. */
  readonly mode?: PushingMode;
  /** Resumed then (ISO 8601), while not every SKU that is behind was queued yet. */
  readonly catchingUpSince?: string;
  readonly circuit: Circuit;
  readonly breakers: Readonly<Record<Surge, Breaker>>;
};

/** A channel of which nothing is kept yet. */
export const NEW_CHANNEL: ChannelState = {
  circuit: { failures: 0, opened: 0 },
  breakers: { zeros: {}, raises: {}, adoptions: {} },
};

/** Calls in a row without an answer that open the circuit: fewer happen on a good line. */
export const FAILURES_TO_OPEN = 5;
const FIRST_OPEN_MS = 5_000;
const OPEN_MS_MAX = 300_000;
/** One invocation has the probe for itself, longer than a function may run (30 s). */
const PROBE_MS = 40_000;

/** Where the circuit stands: `probing` means that its time is over and one call may try. */
export function circuitAt({ openUntil }: Circuit, now: Date): 'closed' | 'open' | 'probing' {
  if (openUntil === undefined) {
    return 'closed';
  }
  return Date.parse(openUntil) > now.getTime() ? 'open' : 'probing';
}

/** Until when the circuit stays open that opens now: twice as long each time, 5 s to 5 min; ISO 8601. */
export function openUntil({ opened }: Circuit, now: Date): string {
  return after(now, Math.min(OPEN_MS_MAX, FIRST_OPEN_MS * 2 ** opened));
}

/** Until when nobody else probes; ISO 8601. */
export function probeUntil(now: Date): string {
  return after(now, PROBE_MS);
}

function after(now: Date, milliseconds: number): string {
  return new Date(now.getTime() + milliseconds).toISOString();
}
