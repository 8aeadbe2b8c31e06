// Escrow: how many units each listing's share should come to. Divides a pool by demand, and leaves good divisions alone.

/** A listing that gets a share of the pool, as far as dividing needs it. */
export type Claimant = {
  readonly id: string;
  /** Its part of the demand; above 0. */
  readonly part: number;
  /** The most it may have. */
  readonly cap: number;
  /** Its goal after the last division. */
  readonly goal: number;
  /** Its channel confirms only by read-back: moving its units takes the settle time, so its goal moves rarely. */
  readonly isSlow: boolean;
};

/**
 * The pool is divided again when a goal is below this fraction of the units due by demand. A higher fraction follows the
 * demand more closely and costs more pushes; the simulator's figures are in docs/decisions/.
 */
const TOO_LITTLE = 0.65;
/** Thresholds for slow channels: divide again below 25 % of the units due, or above twice as many (and 25 units more). */
const SLOW = { tooLittle: 0.25, tooMuchTimes: 2, tooMuchUnits: 25 };

/**
 * The goal of each claimant. Goals stay while every one is near its due, because each unit that moves costs two pushes and
 * cannot be sold meanwhile; otherwise the pool is divided by demand. Whole units; together the pool, or less where caps
 * leave some over.
 */
export function shareGoals(pool: number, claimants: readonly Claimant[]): ReadonlyMap<string, number> {
  const ideal = divide(pool, claimants);
  const far = claimants.filter((each) => isFar(each, ideal.get(each.id) ?? 0));
  if (far.length > 0) {
    const left = claimants.filter((each) => each.isSlow && !far.includes(each) && each.goal > 0);
    const others = claimants.filter((each) => !left.includes(each));
    const taken = left.reduce((total, { goal }) => total + goal, 0);
    if (taken > pool || left.some(({ goal, cap }) => goal > cap)) {
      return ideal;
    }
    return new Map([...divide(pool - taken, others), ...left.map(({ id, goal }) => [id, goal] as const)]);
  }
  const kept = claimants.map((each) => ({ ...each, goal: Math.max(0, Math.min(each.goal, each.cap)) }));
  const sum = kept.reduce((total, { goal }) => total + goal, 0);
  if (sum > pool) {
    const cut = divide(
      sum - pool,
      kept.map(({ id, goal }) => ({ id, part: goal, cap: goal })),
    );
    return new Map(kept.map(({ id, goal }) => [id, goal - (cut.get(id) ?? 0)]));
  }
  const wanting = kept.map(({ id, goal }) => ({ id, part: Math.max(0, (ideal.get(id) ?? 0) - goal), cap: Infinity }));
  const added = divide(
    Math.min(
      pool - sum,
      wanting.reduce((total, { part }) => total + part, 0),
    ),
    wanting,
  );
  return new Map(kept.map(({ id, goal }) => [id, goal + (added.get(id) ?? 0)]));
}

function isFar({ goal, isSlow }: Claimant, due: number): boolean {
  const hasTooLittle = goal < due * (isSlow ? SLOW.tooLittle : TOO_LITTLE) && due - goal >= 1;
  const hasTooMuch = isSlow && goal > due * SLOW.tooMuchTimes && goal - due >= SLOW.tooMuchUnits;
  return hasTooLittle || hasTooMuch;
}

/**
 * Divides whole units in proportion to the parts, by largest remainders, with no claimant above its cap; what a cap cuts
 * off goes to the others. Of equal remainders the greater part wins, then the id, so that the result is always the same.
 */
export function divide(
  units: number,
  among: readonly { readonly id: string; readonly part: number; readonly cap: number }[],
): ReadonlyMap<string, number> {
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
