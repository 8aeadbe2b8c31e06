/** The process that runs jest for a mutation run: started when it is needed, replaced when it hangs or has grown. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as v from 'valibot';

/** What is asked: which tests to run with which change switched on, 0 for none. `reach`: the folder to record in. */
export const testRequest = v.object({
  tree: v.string(),
  tests: v.array(v.string()),
  change: v.number(),
  reach: v.optional(v.string()),
});
export type TestRequest = v.InferOutput<typeof testRequest>;

/** The first test that failed, absent when none did; and the test files with a test that failed. */
const answer = v.object({ failed: v.optional(v.string()), files: v.optional(v.array(v.string())) });
export type TestAnswer = v.InferOutput<typeof answer>;

/** Jest keeps the modules of every run in memory (jest 30 with ES modules): about 10 MB each. */
const RUNS_PER_PROCESS = 80;

export type JestProcess = {
  /** Runs tests. When time is up, what failed is that they `never end`. */
  readonly run: (request: TestRequest, timeoutMs: number) => Promise<TestAnswer>;
  readonly close: () => void;
};

export function jestProcess(): JestProcess {
  let child: ChildProcess | undefined;
  let runs = 0;
  const close = () => {
    child?.kill('SIGKILL');
    child = undefined;
    runs = 0;
  };
  const run = async (request: TestRequest, timeoutMs: number) => {
    if (runs >= RUNS_PER_PROCESS) {
      close();
    }
    child ??= fork(join(import.meta.dirname, 'jest-child.ts'), {
      cwd: request.tree,
      execArgv: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    runs += 1;
    child.send(request);
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), timeoutMs);
    try {
      const ended = once(child, 'exit', { signal: timeout.signal }).then(() => [
        { failed: 'the process of jest ended' },
      ]);
      const [message] = await Promise.race([once(child, 'message', { signal: timeout.signal }), ended]);
      return v.parse(answer, message);
    } catch (error) {
      close();
      if (timeout.signal.aborted) {
        return { failed: 'they never end' };
      }
      throw error;
    } finally {
      clearTimeout(timer);
      timeout.abort();
      child = child?.exitCode === null && child.signalCode === null ? child : undefined;
    }
  };
  return { run, close };
}
