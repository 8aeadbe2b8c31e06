/** Computes how many calls an account’s rate limit allows now. */

/** Calls that an account takes: a number a second all the time, and a number at once. */
export type Rate = { readonly perSecond: number; readonly burst: number };

/** Until when the calls made so far are spent, in milliseconds since 1970; undefined: none was made yet. */
export type Spent = number | undefined;

/** For which pushes calls are taken. */
export type Urgency = 'urgent' | 'ordinary';

/** Calls that ordinary pushes leave to urgent ones: what lowers to nothing never waits behind them. */
const RESERVED = 1;

/**
 * The rate a platform states, less one call of its burst: a call arrives a little later than it was taken, some a little
 * later than others, and so a full burst would now and then be one too many.
 */
export function withMargin({ perSecond, burst }: Rate): Rate {
  return { perSecond, burst: Math.max(RESERVED + 1, burst - 1) };
}

/** Calls that may be drawn before they are needed: one write for several comparisons that fail, where there are plenty. */
export function callsAhead({ burst }: Rate): number {
  return Math.max(1, Math.floor(burst / 16));
}

/**
 * How many of the wanted calls may be made now, and when the first of the others may try again. The bucket of `burst`
 * calls refills at `perSecond`; it is kept as the time at which it is full again.
 */
export function callsBefore(
  { perSecond, burst }: Rate,
  spent: Spent,
  urgency: Urgency,
  now: Date,
  wanted: number,
): { readonly calls: number; readonly retryAfterMs: number; readonly perCallMs: number } {
  const perCallMs = 1_000 / perSecond;
  const room = (urgency === 'urgent' ? burst : burst - RESERVED) * perCallMs;
  const ahead = Math.max(0, (spent ?? 0) - now.getTime());
  const calls = Math.max(0, Math.min(wanted, Math.floor((room - ahead) / perCallMs)));
  const retryAfterMs = Math.ceil(Math.max(0, ahead + (calls + 1) * perCallMs - room));
  return { calls, retryAfterMs: calls < wanted ? Math.max(1, retryAfterMs) : 0, perCallMs };
}

/** The time until which calls are spent once these are made. */
export function spentUntil({ perSecond }: Rate, spent: Spent, now: Date, calls: number): number {
  return Math.ceil(Math.max(spent ?? 0, now.getTime()) + (calls * 1_000) / perSecond);
}
