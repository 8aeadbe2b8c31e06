/** Tries changes of a copy of the source against its tests, as fast as the tests are. */
import { join, relative } from 'node:path';
import * as v from 'valibot';
import type { ChangedTree } from '../changed-tree.ts';
import { type Attempt, attemptsAt, type Learnt } from './attempts.ts';
import { nearness } from './nearness.ts';
import { learntAnswer, type TestProcess, type Tried, testProcess, tried } from './test-process.ts';

/** Of its own time a process may take so much (own-time.ts), and so many times what its tests take with nothing changed. */
export const LIMITS = {
  timesLonger: 10,
  tried: { busyMs: 3_000, idleMs: 5_000 },
  loaded: { busyMs: 60_000, idleMs: 60_000 },
  learnt: { busyMs: 300_000, idleMs: 300_000 },
};
type Limits = typeof LIMITS;

/** A copy of the project with switches. */
export type TestedTree = Pick<ChangedTree, 'path' | 'testsOf'>;

export type Trial = {
  /** Runs a test file with nothing changed. What fails then is said, and left out. */
  readonly learn: (test: string, say: (line: string) => void) => Promise<Learnt>;
  /** The first of the tests that notices the change of a source, absent when none does. */
  readonly noticedBy: (change: number, file: string, learnt: readonly Learnt[]) => Promise<string | undefined>;
  /** The same for tests that must load the product with the change on: where it acts once, or the test cannot be repeated. */
  readonly noticedAnewBy: (change: number, file: string, learnt: readonly Learnt[]) => Promise<string | undefined>;
  readonly close: () => void;
};

export function trialOf(tree: TestedTree, limits = LIMITS): Trial {
  const shared = testProcess(tree.path);
  // What a file asks for as it is loaded, no later file asks for again.
  const once = new Set<number>();
  const noticed = async (isFresh: boolean, change: number, file: string, learnt: readonly Learnt[]) => {
    const distance = (test: string) => -nearness(relative(join(tree.path, 'test'), test), file);
    const source = { actsOnce: once.has(change), importing: new Set(tree.testsOf(file)), distance };
    const attempts = attemptsAt(change, learnt, source).filter((each) => each.isFresh === isFresh);
    const fresh = testProcess(tree.path);
    try {
      return await firstNoticed(change, attempts, { shared, fresh, limits });
    } finally {
      fresh.close();
    }
  };
  return {
    learn: async (test, say) => {
      const suite = await learntOf(shared, test, limits);
      for (const change of suite.askedOnce) {
        once.add(change);
      }
      if (suite.problem !== undefined) {
        say(`With nothing changed, left out in ${test}: ${suite.problem}`);
      }
      return suite;
    },
    noticedBy: (...asked) => noticed(false, ...asked),
    noticedAnewBy: (...asked) => noticed(true, ...asked),
    close: () => shared.close(),
  };
}

/** One more time where the process ended or hung: it may have been for what ran in it before. */
async function learntOf(process: TestProcess, file: string, { learnt: limit }: Limits): Promise<Learnt> {
  const request = { ask: 'learn', file, limit } as const;
  const first = await process.run(request);
  const answered = 'problem' in first ? await process.run(request) : first;
  const read = 'problem' in answered ? undefined : v.safeParse(learntAnswer, answered.answer);
  return read?.success === true
    ? read.output
    : { file, askedOnce: [], askedByAll: [], tests: [], problem: JSON.stringify(answered) };
}

type Processes = { readonly shared: TestProcess; readonly fresh: TestProcess; readonly limits: Limits };

async function firstNoticed(
  change: number,
  attempts: readonly Attempt[],
  { shared, fresh, limits }: Processes,
): Promise<string | undefined> {
  for (const attempt of attempts) {
    const first = await tryIn(attempt.isFresh ? fresh : shared, attempt, { change, limits });
    if (first.isSpoilt === true) {
      shared.close();
    }
    const { noticedBy } =
      first.isSpoilt === true ? await tryIn(fresh, { ...attempt, isFresh: true }, { change, limits }) : first;
    if (noticedBy !== undefined) {
      return noticedBy;
    }
  }
  return undefined;
}

async function tryIn(
  process: TestProcess,
  { file, tests, isFresh, usualMs }: Attempt,
  { change, limits }: { readonly change: number; readonly limits: Limits },
): Promise<Tried> {
  const loaded = await process.run({ ask: 'load', file, change: isFresh ? change : 0, limit: limits.loaded });
  const { noticedBy } = triedOf(loaded);
  if (noticedBy !== undefined) {
    return isFresh ? { noticedBy } : { isSpoilt: true };
  }
  const longestMs = limits.timesLonger * usualMs;
  const limit = {
    busyMs: Math.max(limits.tried.busyMs, longestMs),
    idleMs: Math.max(limits.tried.idleMs, longestMs),
  };
  const request = { ask: 'try', file, tests, change, limit, isShared: !isFresh } as const;
  return triedOf(await process.run(request));
}

function triedOf(answered: Awaited<ReturnType<TestProcess['run']>>): Tried {
  return 'problem' in answered ? { noticedBy: answered.problem } : v.parse(tried, answered.answer);
}
