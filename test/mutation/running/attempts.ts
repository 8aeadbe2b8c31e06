/** Which tests are tried against a change, in which order, and whether the product is loaded anew for them. */

/** A test file as it was with nothing changed. Changes are numbered, tests named by their place in the file. */
export type Learnt = {
  readonly file: string;
  /** Asked for as the file was loaded, or in the first run alone. */
  readonly askedOnce: readonly number[];
  /** Asked for by what runs before all tests, or after them. */
  readonly askedByAll: readonly number[];
  /** Those that passed. */
  readonly tests: readonly LearntTest[];
  /** What went wrong with nothing changed: the first test that failed, or how the file ended. */
  readonly problem?: string | undefined;
};

export type LearntTest = {
  readonly test: number;
  readonly asked: readonly number[];
  readonly milliseconds: number;
  /** Whether it passed when it was run again in the same process. One that did not is run in a fresh one. */
  readonly isRepeatable: boolean;
};

/** Tests of one file to run with a change on, in a process that was started for the change where `isFresh`. */
export type Attempt = {
  readonly file: string;
  readonly isFresh: boolean;
  readonly tests: readonly number[];
  /** How long they took with nothing changed. */
  readonly usualMs: number;
};

export type Source = {
  /** Whether some file asked for the change once: then it must be on before the product is loaded. */
  readonly actsOnce: boolean;
  /** The test files that load the changed source: all matter for a change that acts once. */
  readonly importing: ReadonlySet<string>;
  /** How far a test file is from the changed source, in any unit. */
  readonly distance: (file: string) => number;
};

/** The attempts at a change, the cheapest first; none when no test asks for it. */
export function attemptsAt(change: number, learnt: readonly Learnt[], source: Source): readonly Attempt[] {
  const loaded = learnt.map((suite) => attempt(suite, false, (test) => test.isRepeatable && isReached(test, suite)));
  const fresh = learnt.map((suite) =>
    attempt(suite, true, (test) =>
      source.actsOnce ? source.importing.has(suite.file) : !test.isRepeatable && isReached(test, suite),
    ),
  );
  const cost = ({ file, isFresh, usualMs }: Attempt) => [Number(isFresh), source.distance(file), usualMs];
  return [...loaded, ...fresh].filter(({ tests }) => tests.length > 0).toSorted((a, b) => compare(cost(a), cost(b)));

  function isReached({ asked }: LearntTest, { askedByAll }: Learnt): boolean {
    return asked.includes(change) || askedByAll.includes(change);
  }
}

function attempt({ file, tests }: Learnt, isFresh: boolean, isPicked: (test: LearntTest) => boolean): Attempt {
  const picked = tests.filter(isPicked);
  const milliseconds = picked.map((test) => test.milliseconds);
  return {
    ...{ file, isFresh, tests: picked.map(({ test }) => test) },
    usualMs: milliseconds.reduce((sum, each) => sum + each, 0),
  };
}

/** By the first figure that differs. */
function compare(one: readonly number[], other: readonly number[]): number {
  const index = one.findIndex((each, at) => each !== other[at]);
  return (one[index] ?? 0) - (other[index] ?? 0);
}
