// Escrow: how many units each listing's share should come to. Divides a pool by demand, and leaves good divisions alone.

import { type Division, divide, type Limit, limitsAfter, type Part, unitsGiven } from '../listing/divide-units.ts';
import { wholeUnits } from '../listing/units.ts';

/** A listing that gets a share of the pool, as far as dividing needs it. */
export type Claimant = Part & {
  /** What its goal was after the last division. */
  readonly goal: number;
  /** Present if its channel only accepts figures: its units come back slowly, and to raise it costs its exposed units once more. */
  readonly slow?: SlowClaimant;
};

/** What dividing knows of a listing whose channel only accepts figures (Amazon). */
export type SlowClaimant = {
  /** Units that its goal has beyond its exposed units and that no raise can bring to it. */
  readonly slack: number;
  /** It was set to 0: it gets the goal that it is given now once it is proven empty. */
  readonly isClosed: boolean;
  /** Units that it may sell, at the accepted risk, until units taken from it now are free. */
  readonly sellsMeanwhile: number;
  /** The other listings would sell the pool before units given to it now could come back. */
  readonly othersSellAll: boolean;
};

/**
 * The pool is divided again when a goal is below this fraction of the units due by demand. A higher fraction follows the
 * demand more closely, costs more pushes, and has more units on their way when the sale ends, most of all where each push
 * is read after its answer (Shopify); docs/simulator.md has the figures.
 */
const TOO_LITTLE = 0.88;
/**
 * A slow listing gets more below 25 % of the units due. It loses units only above twice as many (and 25 units more, and
 * more than it sells before they are free): until they are proven gone nobody sells them.
 */
const SLOW = { tooLittle: 0.25, tooMuchTimes: 2, tooMuchUnits: 25 };

/** Before its first sale a slow listing counts half: units come to it soon, and come back from it slowly. */
const SLOW_PART_UNKNOWN = 0.5;

/**
 * The part by which a slow listing gets its due, of a part 0 to 1 that is known from sales or supposed. It is at most as much as
 * all others have together: what it was given too much, because customers buy elsewhere now, comes back after two settle
 * times, and a rush may be over then.
 */
export function partOfSlow(part: number, isKnown: boolean): number {
  const others = 1 - part;
  return isKnown ? (others > 0 ? Math.min(part, others) : part) : part * SLOW_PART_UNKNOWN;
}

/** The units to be divided, and the most that some claimants may have of them together. */
export type Divisible = { readonly units: number; readonly limits?: readonly Limit[] };

/**
 * The goal of each claimant. Goals stay while every one is near its due, because each unit that moves costs two pushes and
 * cannot be sold meanwhile; otherwise the pool is divided by demand. Slow listings come first, because theirs are the
 * goals that cannot follow. Whole units; together the pool, or less where caps and limits leave some over.
 */
export function shareGoals(pool: Divisible, claimants: readonly Claimant[]): Division {
  const due = divide(pool.units, claimants, pool.limits);
  const slow = claimants.filter((each) => each.slow !== undefined);
  const fast = claimants.filter((each) => each.slow === undefined);
  const slowGoals = goalsOfSlow(pool, slow, due);
  const fastGoals = goalsOfFast(after(pool, slowGoals), fast);
  const goals = withMore(new Map([...fastGoals, ...slowGoals]), pool, slow);
  // What goals that were cut to whole packs leave over.
  return withMore(goals, pool, fast);
}

/** What is left of the pool once so much is given. */
function after({ units, limits = [] }: Divisible, given: Division): Divisible {
  return { units: units - unitsGiven(given), limits: limitsAfter(limits, given) };
}

/** The goals, with what they leave of the pool divided among those claimants, as far as their caps allow. */
function withMore(goals: Division, pool: Divisible, claimants: readonly Claimant[]): Division {
  const { units, limits } = after(pool, goals);
  const added = divide(
    units,
    claimants.map((each) => ({ ...each, cap: Math.max(0, each.cap - (goals.get(each.id) ?? 0)) })),
    limits,
  );
  return new Map([...goals].map(([id, goal]) => [id, goal + (added.get(id) ?? 0)]));
}

/** Those far from their due get it, the others stay. Where that is more than there is, all get their due. */
function goalsOfSlow(pool: Divisible, claimants: readonly Claimant[], dues: Division): Division {
  const dueTo = ({ id }: Claimant) => dues.get(id) ?? 0;
  const isFar = (each: Claimant) => each.slow !== undefined && isFarFrom(dueTo(each), each.goal, each.slow);
  const kept = claimants.map((each) => ({
    ...each,
    goal: isFar(each)
      ? dueTo(each)
      : Math.max(0, Math.min(each.goal - (each.slow?.slack ?? 0), wholeUnits(each.cap, each))),
  }));
  const left = after(pool, new Map(kept.map(({ id, goal }) => [id, goal])));
  const isTooMuch = left.units < 0 || left.limits?.some(({ units }) => units < 0);
  return isTooMuch && claimants.some(isFar)
    ? new Map(claimants.map((each) => [each.id, dueTo(each)]))
    : within(pool, kept);
}

function isFarFrom(due: number, goal: number, slow: SlowClaimant): boolean {
  const excess = goal - due;
  const hasTooMuch =
    goal > due * SLOW.tooMuchTimes && excess >= SLOW.tooMuchUnits && excess >= slow.sellsMeanwhile && !slow.isClosed;
  return hasTooMuch || (goal < due * SLOW.tooLittle && due - goal >= 1 && !slow.othersSellAll);
}

function goalsOfFast(pool: Divisible, claimants: readonly Claimant[]): Division {
  const due = divide(pool.units, claimants, pool.limits);
  if (claimants.some(({ id, goal }) => isTooLittle(goal, due.get(id) ?? 0))) {
    return due;
  }
  const kept = within(
    pool,
    claimants.map((each) => ({ ...each, goal: Math.max(0, Math.min(each.goal, wholeUnits(each.cap, each))) })),
  );
  const wanting = claimants.map((each) => {
    const has = kept.get(each.id) ?? 0;
    return { ...each, part: Math.max(0, (due.get(each.id) ?? 0) - has), cap: each.cap - has };
  });
  const wanted = wanting.reduce((total, { part }) => total + part, 0);
  const left = after(pool, kept);
  const added = divide(Math.min(left.units, wanted), wanting, left.limits);
  return new Map([...kept].map(([id, goal]) => [id, goal + (added.get(id) ?? 0)]));
}

function isTooLittle(goal: number, due: number): boolean {
  return goal < due * TOO_LITTLE && due - goal >= 1;
}

/** The goals as they are; where they add up to more than a limit or the pool, each is cut by its part of them. */
function within({ units, limits = [] }: Divisible, claimants: readonly Claimant[]): Division {
  const everyone: Limit = { ids: new Set(claimants.map(({ id }) => id)), units };
  return [...limits, everyone].reduce<Division>(
    (goals, limit) => cutTo(limit, claimants, goals),
    new Map(claimants.map(({ id, goal }) => [id, goal])),
  );
}

function cutTo({ ids, units }: Limit, claimants: readonly Claimant[], goals: Division): Division {
  const under = claimants
    .filter(({ id }) => ids.has(id))
    .map((each) => ({ each, id: each.id, goal: goals.get(each.id) ?? 0 }));
  const excess = under.reduce((total, { goal }) => total + goal, 0) - Math.max(0, units);
  const cut = divide(
    Math.max(0, excess),
    under.map(({ id, goal }) => ({ id, part: goal, cap: goal })),
  );
  return new Map([
    ...goals,
    ...under.map(({ each, id, goal }) => [id, wholeUnits(goal - (cut.get(id) ?? 0), each)] as const),
  ]);
}
