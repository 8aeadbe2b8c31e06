/** A listing that takes part in escrow, as far as dividing the pool needs it. */
export type Claimant = {
  readonly id: string;
  /** Its part of the demand; above 0. */
  readonly part: number;
  /** The most it may have. */
  readonly cap: number;
  /** What it should have by the last division. */
  readonly goal: number;
  /** Its units come back only after its settle time, and more reach it only while it is quiet: it is left alone. */
  readonly isSlow: boolean;
};

/**
 * A share may fall to so much of what the demand calls for before the pool is divided anew. Higher follows the demand
 * closer and costs pushes; the simulator's figures are in docs/decisions/.
 */
const TOO_LITTLE = 0.65;
/** The same for a slow one, which sells on by itself while it waits; and when it has so much that others go without. */
const SLOW = { tooLittle: 0.25, tooMuchTimes: 2, tooMuchUnits: 25 };

/**
 * What each claimant's share should come to: the same as before, as long as nobody has much too little, because each
 * unit that moves costs two pushes and sells nowhere meanwhile; otherwise the pool divided by demand. Whole units; in
 * sum the pool, or less where caps leave some over.
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
 * Divides whole units by parts, by largest remainders, nobody above their cap. What a cap cuts off goes to the others.
 * Of equal remainders the greater part wins, then the name: the same always divides the same.
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
