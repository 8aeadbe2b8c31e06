/** A process that runs tests for a mutation run: started when it is needed, ended when it hangs. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as v from 'valibot';

const limit = v.object({ busyMs: v.number(), idleMs: v.number() });
/** Load a test file, and run all its tests with nothing changed. */
const learnRequest = v.object({ ask: v.literal('learn'), file: v.string(), limit });
/** Load a test file that is not loaded yet, with this change on, 0 for none. */
const loadRequest = v.object({ ask: v.literal('load'), file: v.string(), change: v.number(), limit });
/** Run tests of a loaded file with this change on. */
const tryRequest = v.object({
  ...{ ask: v.literal('try'), file: v.string(), tests: v.pipe(v.array(v.number()), v.readonly()) },
  ...{ change: v.number(), limit },
  /** Whether another change may have been on in this process. */
  isShared: v.boolean(),
});
export const testRequest = v.variant('ask', [learnRequest, loadRequest, tryRequest]);
export type TestRequest = v.InferOutput<typeof testRequest>;
export type LearnRequest = v.InferOutput<typeof learnRequest>;
export type TryRequest = v.InferOutput<typeof tryRequest>;

/** The test that noticed the change. `isSpoilt`: it fails in this process with no change too. */
export const tried = v.object({ noticedBy: v.optional(v.string()), isSpoilt: v.optional(v.boolean()) });
export type Tried = v.InferOutput<typeof tried>;

export const learntAnswer = v.object({
  ...{ file: v.string(), askedOnce: v.array(v.number()), askedByAll: v.array(v.number()) },
  tests: v.array(
    v.object({
      ...{ test: v.number(), asked: v.array(v.number()) },
      ...{ milliseconds: v.number(), isRepeatable: v.boolean() },
    }),
  ),
  problem: v.optional(v.string()),
});

/** What became of a request: its answer, or what is wrong with the process, which is ended then. */
export type Answered = { readonly answer: unknown } | { readonly problem: string };

export type TestProcess = {
  readonly run: (request: TestRequest) => Promise<Answered>;
  readonly close: () => void;
};

/** A process in the copy of the project at `tree`. */
export function testProcess(tree: string): TestProcess {
  let child: ChildProcess | undefined;
  const close = () => {
    child?.kill('SIGKILL');
    child = undefined;
  };
  const run = async (request: TestRequest) => {
    child ??= started(tree);
    child.send(request);
    const answered = await answerOf(child);
    if ('problem' in answered) {
      close();
    }
    return answered;
  };
  return { run, close };
}

function started(tree: string): ChildProcess {
  return fork(join(import.meta.dirname, 'test-child.ts'), {
    cwd: tree,
    // A change may fill the memory.
    execArgv: ['--max-old-space-size=2000'],
    // A process that is started for one change loads in a third of the time.
    env: { ...process.env, NODE_ENV: 'test', NODE_COMPILE_CACHE: join(tree, '.compiled') },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

async function answerOf(child: ChildProcess): Promise<Answered> {
  const ending = new AbortController();
  const { signal } = ending;
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([answer]) => ({ answer })),
      once(child, 'exit', { signal }).then(() => ({ problem: 'they never end, or end their process' })),
    ]);
  } finally {
    ending.abort();
  }
}
