/** Visits every state that a model can reach, breadth first, and stops at the first broken promise. */

/** What can happen next, in words, and the state after it. */
export type Step<State> = readonly [what: string, state: State];

export type Model<State> = {
  readonly first: State;
  readonly steps: (state: State) => readonly Step<State>[];
  /** The same text for states that have the same future. */
  readonly keyOf: (state: State) => string;
  /** The promise that the state breaks, as a sentence; `steps` is how many things can happen next. */
  readonly brokenBy: (state: State, steps: readonly Step<State>[]) => string | undefined;
  /** One line for a state, for the reader of the steps that led to it. */
  readonly describe: (state: State) => string;
  /** Whether nobody has anything left to do. From every state some way must lead to such a one. */
  readonly isAtRest: (state: State) => boolean;
};

export type Searched = {
  readonly states: number;
  readonly transitions: number;
  /** A shortest way to a state that breaks a promise, one line a step. */
  readonly counterexample?: string;
};

/**
 * Every state that can be reached, breadth first. A state is known by its key, so that those which differ only in what
 * nothing will ever read are visited once. The states themselves are kept as long as they wait; a way to a broken one
 * is found again by its keys.
 */
export function search<State>(model: Model<State>, most: number): Searched {
  const seen = new Map<string, number>();
  const keys: string[] = [];
  const parents: number[] = [];
  const waiting: State[] = [];
  const meet = (state: State, parent: number): number => {
    const key = model.keyOf(state);
    const known = seen.get(key);
    if (known !== undefined) {
      return known;
    }
    seen.set(key, keys.length);
    keys.push(key);
    parents.push(parent);
    waiting.push(state);
    return keys.length - 1;
  };
  const resting: number[] = [];
  /** From the state at an index to the states that follow it. */
  const following: number[][] = [];
  let transitions = 0;
  meet(model.first, -1);
  for (let next = 0; next < waiting.length; next += 1) {
    const state = waiting[next] as State;
    // What was visited is not needed any more: the keys are.
    waiting[next] = undefined as State;
    const steps = model.steps(state);
    const broken = model.brokenBy(state, steps);
    if (broken !== undefined) {
      const way = wayTo(model, next, keys, parents);
      return { states: keys.length, transitions, counterexample: `${way.join('\n')}\n⇒ ${broken}` };
    }
    transitions += steps.length;
    if (model.isAtRest(state)) {
      resting.push(next);
    }
    following.push(steps.map(([, after]) => meet(after, next)));
    if (keys.length > most) {
      throw new Error(`The model has more than ${most} states: narrow what may happen in it.`);
    }
  }
  const restless = neverResting(following, resting);
  if (restless !== undefined) {
    const way = wayTo(model, restless, keys, parents);
    return { states: keys.length, transitions, counterexample: `${way.join('\n')}\n⇒ from here nothing comes to rest` };
  }
  return { states: keys.length, transitions };
}

/** The first state from which no way leads to one of the resting ones. */
function neverResting(following: readonly (readonly number[])[], resting: readonly number[]): number | undefined {
  const before = following.map((): number[] => []);
  for (const [from, after] of following.entries()) {
    for (const to of after) {
      before[to]?.push(from);
    }
  }
  const comesToRest = new Set(resting);
  for (const state of comesToRest) {
    for (const earlier of before[state] ?? []) {
      comesToRest.add(earlier);
    }
  }
  const restless = following.findIndex((_after, index) => !comesToRest.has(index));
  return restless < 0 ? undefined : restless;
}

function wayTo<State>(
  model: Model<State>,
  end: number,
  keys: readonly string[],
  parents: readonly number[],
): readonly string[] {
  const path: number[] = [];
  for (let at = end; at >= 0; at = parents[at] ?? -1) {
    path.unshift(at);
  }
  let state = model.first;
  const lines = [`   ${model.describe(state)}`];
  for (const [number, index] of path.slice(1).entries()) {
    const step = model.steps(state).find(([, after]) => model.keyOf(after) === keys[index]);
    if (step === undefined) {
      throw new Error('The model does not repeat itself: its steps depend on something else than the state.');
    }
    state = step[1];
    lines.push(`${String(number + 1).padStart(2)} ${step[0]}`, `   ${model.describe(state)}`);
  }
  return lines;
}
