// Escrow: the units that are kept out of all shares, so that the next checkout finds some to hold.
import type { Exposure } from './exposure.ts';

/** What the reserve for holds should come to. */
export type HoldReserve = {
  /** Whole units, 1 or more. */
  readonly units: number;
  /** When a hold was last granted or refused; ISO 8601. */
  readonly since: string;
  /** A hold was granted since the last one was refused. */
  readonly isUsed?: true;
};

/** So long after the last hold the reserve is divided among the listings again. */
export const RESERVE_KEPT_MS = 15 * 60_000;

/** Of what is available the reserve takes at most this part: a checkout that asks for much must not close every channel. */
const RESERVE_PART_MAX = 0.5;

/**
 * The reserve after a hold of so many units was refused, of which so many lacked. It covers the largest cart that was
 * refused. It grows where holds were granted in between: then it is too small for what checkouts ask while it is filled up
 * again. A cart that only asks again does not make it grow.
 */
export function reserveAfterRefusal(
  before: HoldReserve | undefined,
  { asked, lacking }: { readonly asked: number; readonly lacking: number },
  now: Date,
): HoldReserve {
  const kept = before !== undefined && isReserveKept(before, now) ? before : undefined;
  const grown = kept?.isUsed === true ? kept.units + lacking : 0;
  return { units: Math.max(kept?.units ?? 0, asked, grown), since: now.toISOString() };
}

/** The exposure after a hold was granted: its reserve stays for as long as checkouts go on. */
export function withReserveUsed(exposure: Exposure, at: string): Exposure {
  const { reserve } = exposure;
  return reserve === undefined ? exposure : { ...exposure, reserve: { units: reserve.units, since: at, isUsed: true } };
}

/** Units of what is available that no listing gets. */
export function reservedUnits({ reserve }: Pick<Exposure, 'reserve'>, available: number, now: Date): number {
  return reserve === undefined || !isReserveKept(reserve, now)
    ? 0
    : Math.min(reserve.units, Math.ceil(Math.max(0, available) * RESERVE_PART_MAX));
}

/** So long from now on the reserve is kept, in milliseconds; at most 0: it is to be divided. */
export function reserveKeptForMs({ since }: HoldReserve, now: Date): number {
  return Date.parse(since) + RESERVE_KEPT_MS - now.getTime();
}

/** Whether a hold was granted or refused lately. */
export function isReserveKept(reserve: HoldReserve, now: Date): boolean {
  return reserveKeptForMs(reserve, now) > 0;
}
