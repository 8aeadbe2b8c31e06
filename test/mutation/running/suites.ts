/** Runs test files in this process, as often as it is asked and without loading them again. */
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { addEventHandler, getState, resetState, run, setState } from 'jest-circus';
import { addKeptHooks } from './helper-globals.ts';
import { askedSince } from './switched-on.ts';

type State = ReturnType<typeof getState>;
type Block = State['rootDescribeBlock'];
type Test = Block['tests'][number];

/** A loaded test file: what jest-circus knows of it, and its tests, each with the mode it was given (`it.skip`, …). */
export type Suite = {
  readonly state: State;
  readonly tests: readonly { readonly test: Test; readonly mode: Test['mode'] }[];
};

/** What became of the tests that were run, in their order, and what went wrong beside them. Tests are named by their place. */
export type SuiteResult = {
  readonly ran: readonly TestResult[];
  /** The changes that were asked for outside of a test: by what is done once before them, or after them. */
  readonly askedByAll: readonly number[];
  readonly failedBeside?: string;
};
export type TestResult = {
  readonly test: number;
  readonly name: string;
  readonly milliseconds: number;
  /** The changes that it asked for. */
  readonly asked: readonly number[];
  readonly hasFailed: boolean;
};

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals'
      ? { url: globalsFor(context.parentURL), shortCircuit: true }
      : next(specifier, context),
});

function globalsFor(importer: string | undefined): string {
  const name = importer?.endsWith('.test.ts') === true ? 'jest-globals.ts' : 'helper-globals.ts';
  return pathToFileURL(join(import.meta.dirname, name)).href;
}

/** What a run says while it goes on. */
type Listener = { readonly started: () => void; readonly done: (test: Test) => void };
let listener: Listener | undefined;
addEventHandler((event) => {
  if (event.name === 'test_start') {
    listener?.started();
  } else if (event.name === 'test_done') {
    listener?.done(event.test);
  }
});
/** A promise that nobody waits for belongs to the test that runs. */
let rejected: unknown[] = [];
process.on('unhandledRejection', (error) => rejected.push(error));

/** Loads a test file, once in the life of this process. Throws what the file throws. */
export async function loadSuite(path: string): Promise<Suite> {
  resetState();
  addKeptHooks();
  await import(pathToFileURL(path).href);
  const state = getState();
  return { state, tests: testsOf(state.rootDescribeBlock).map((test) => ({ test, mode: test.mode })) };
}

/** For a test that sets no limit of its own: the process has one (own-time.ts), which a busy machine does not shorten. */
const TIMEOUT_MS = 3_600_000;

export type Wanted = {
  /** The places of the tests to run, all where absent. */
  readonly tests?: readonly number[];
  /** Whether the first test that fails is the last that is run. */
  readonly isFirstEnough: boolean;
};

export async function runSuite({ state, tests }: Suite, wanted: Wanted): Promise<SuiteResult> {
  for (const [index, { test, mode }] of tests.entries()) {
    test.errors = [];
    test.mode = wanted.tests === undefined || wanted.tests.includes(index) ? mode : 'skip';
  }
  const ran: TestResult[] = [];
  const askedByAll = new Set<number>();
  askedSince();
  rejected = [];
  listener = {
    started: () => {
      for (const change of askedSince()) {
        askedByAll.add(change);
      }
    },
    done: (test) => {
      const hasFailed = test.errors.length > 0 || rejected.length > 0;
      rejected = [];
      ran.push({
        ...{ test: tests.findIndex((each) => each.test === test), name: nameOf(test), hasFailed },
        ...{ milliseconds: test.duration ?? 0, asked: [...askedSince()] },
      });
      if (hasFailed && wanted.isFirstEnough) {
        for (const each of tests) {
          each.test.mode = 'skip';
        }
      }
    },
  };
  setState({ ...state, testTimeout: TIMEOUT_MS, unhandledErrors: [] });
  const { unhandledErrors } = await run();
  listener.started();
  const [failedBeside] = unhandledErrors;
  return { ran, askedByAll: [...askedByAll], ...(failedBeside !== undefined && { failedBeside }) };
}

function testsOf(block: Block): readonly Test[] {
  return block.children.flatMap((child) => (child.type === 'test' ? [child] : testsOf(child)));
}

function nameOf(test: Test): string {
  const blocks: string[] = [];
  for (let block: Block | undefined = test.parent; block?.parent !== undefined; block = block.parent) {
    blocks.unshift(block.name);
  }
  return [...blocks, test.name].join(' ');
}
