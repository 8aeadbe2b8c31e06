// Escrow: how many units each listing's share should come to. Divides a pool by demand, and leaves good divisions alone.
import { unitsOf, wholeUnits } from '../listing/units.ts';

/** A listing that gets a share of the pool, as far as dividing needs it. */
export type Claimant = {
  readonly id: string;
  /** Its part of the demand; above 0. */
  readonly part: number;
  /** The most it may have. */
  readonly cap: number;
  /** What it gets is a multiple of it; absent: 1. */
  readonly units?: number;
  /** Its goal after the last division. */
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
 * demand more closely and costs more pushes; docs/simulator.md has the figures.
 */
const TOO_LITTLE = 0.9;
/**
 * A slow listing gets more below 25 % of the units due. It loses units only above twice as many (and 25 units more, and
 * more than it sells before they are free): until they are proven gone nobody sells them.
 */
const SLOW = { tooLittle: 0.25, tooMuchTimes: 2, tooMuchUnits: 25 };

/**
 * The goal of each claimant. Goals stay while every one is near its due, because each unit that moves costs two pushes and
 * cannot be sold meanwhile; otherwise the pool is divided by demand. Slow listings come first, because theirs are the
 * goals that cannot follow. Whole units; together the pool, or less where caps leave some over.
 */
export function shareGoals(pool: number, claimants: readonly Claimant[]): ReadonlyMap<string, number> {
  const due = divide(pool, claimants);
  const slow = claimants.filter((each) => each.slow !== undefined);
  const fast = claimants.filter((each) => each.slow === undefined);
  const slowGoals = goalsOfSlow(pool, slow, due);
  const fastGoals = goalsOfFast(pool - sumOf(slowGoals), fast);
  const left = pool - sumOf(slowGoals) - sumOf(fastGoals);
  const added = divide(
    left,
    slow.map((each) => ({ ...each, cap: Math.max(0, each.cap - (slowGoals.get(each.id) ?? 0)) })),
  );
  return new Map([...fastGoals, ...[...slowGoals].map(([id, goal]) => [id, goal + (added.get(id) ?? 0)] as const)]);
}

/** Those far from their due get it, the others stay. Where that is more than there is, all get their due. */
function goalsOfSlow(
  pool: number,
  claimants: readonly Claimant[],
  dues: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const dueTo = ({ id }: Claimant) => dues.get(id) ?? 0;
  const isFar = (each: Claimant) => each.slow !== undefined && isFarFrom(dueTo(each), each.goal, each.slow);
  const kept = claimants.map((each) => ({
    ...each,
    goal: isFar(each)
      ? dueTo(each)
      : Math.max(0, Math.min(each.goal - (each.slow?.slack ?? 0), wholeUnits(each.cap, each))),
  }));
  const sum = kept.reduce((total, { goal }) => total + goal, 0);
  return sum > pool && claimants.some(isFar)
    ? new Map(claimants.map((each) => [each.id, dueTo(each)]))
    : within(pool, kept);
}

function isFarFrom(due: number, goal: number, slow: SlowClaimant): boolean {
  const excess = goal - due;
  const hasTooMuch =
    goal > due * SLOW.tooMuchTimes && excess >= SLOW.tooMuchUnits && excess >= slow.sellsMeanwhile && !slow.isClosed;
  return hasTooMuch || (goal < due * SLOW.tooLittle && due - goal >= 1 && !slow.othersSellAll);
}

function goalsOfFast(pool: number, claimants: readonly Claimant[]): ReadonlyMap<string, number> {
  const due = divide(pool, claimants);
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
  const added = divide(Math.min(pool - sumOf(kept), wanted), wanting);
  return new Map([...kept].map(([id, goal]) => [id, goal + (added.get(id) ?? 0)]));
}

function isTooLittle(goal: number, due: number): boolean {
  return goal < due * TOO_LITTLE && due - goal >= 1;
}

/** The goals as they are; where they add up to more than the pool, each is cut by its part of them. */
function within(pool: number, claimants: readonly Claimant[]): ReadonlyMap<string, number> {
  const sum = claimants.reduce((total, { goal }) => total + goal, 0);
  const cut = divide(
    Math.max(0, sum - pool),
    claimants.map(({ id, goal }) => ({ id, part: goal, cap: goal })),
  );
  return new Map(claimants.map((each) => [each.id, wholeUnits(each.goal - (cut.get(each.id) ?? 0), each)]));
}

function sumOf(goals: ReadonlyMap<string, number>): number {
  return [...goals.values()].reduce((total, goal) => total + goal, 0);
}

type Part = Pick<Claimant, 'id' | 'part' | 'cap' | 'units'>;

/**
 * Divides whole units in proportion to the parts, with no claimant above its cap; what a cap cuts off goes to the others. One
 * that takes multiples only gets no more than makes one; what that leaves over goes to those that can take it.
 */
export function divide(units: number, among: readonly Part[]): ReadonlyMap<string, number> {
  const exact = divideSingly(units, among);
  if (!among.some((each) => each.units !== undefined)) {
    return exact;
  }
  const due = (id: string) => exact.get(id) ?? 0;
  const given = new Map(among.map((each) => [each.id, wholeUnits(due(each.id), each)]));
  const lacking = ({ id }: Part) => due(id) - (given.get(id) ?? 0);
  for (let left = sumOf(exact) - sumOf(given); left > 0; ) {
    const [next] = among
      .filter((each) => each.part > 0 && unitsOf(each) <= left)
      .filter((each) => (given.get(each.id) ?? 0) + unitsOf(each) <= each.cap)
      .toSorted((a, b) => lacking(b) - lacking(a) || b.part - a.part || (a.id < b.id ? -1 : 1));
    if (next === undefined) {
      break;
    }
    given.set(next.id, (given.get(next.id) ?? 0) + unitsOf(next));
    left -= unitsOf(next);
  }
  return given;
}

/**
 * Divides by largest remainders. Of equal remainders the greater part wins, then the id, so that the result is always the
 * same.
 */
function divideSingly(units: number, among: readonly Part[]): ReadonlyMap<string, number> {
  const given = new Map(among.map(({ id }) => [id, 0]));
  let left = units;
  let open = among.filter(({ part, cap }) => part > 0 && cap > 0);
  for (let capped = open; capped.length > 0; ) {
    const parts = open.reduce((total, { part }) => total + part, 0);
    const shared = left;
    capped = open.filter(({ part, cap }) => (shared * part) / parts >= cap);
    for (const { id, cap } of capped) {
      given.set(id, cap);
      left -= cap;
    }
    open = open.filter((each) => !capped.includes(each));
  }
  const parts = open.reduce((total, { part }) => total + part, 0);
  const due = open.map(({ id, part }) => ({ id, part, units: (left * part) / parts }));
  const whole = due.reduce((total, each) => total + Math.floor(each.units), 0);
  const byRemainder = due.toSorted(
    (a, b) => (b.units % 1) - (a.units % 1) || b.part - a.part || (a.id < b.id ? -1 : 1),
  );
  const rounded = new Set(byRemainder.slice(0, open.length === 0 ? 0 : left - whole).map(({ id }) => id));
  for (const { id, units: exact } of due) {
    given.set(id, Math.floor(exact) + (rounded.has(id) ? 1 : 0));
  }
  return given;
}
