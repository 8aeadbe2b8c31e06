/**
 * A process that runs test files, one request after the other. It is one of its own, because a changed condition may never end,
 * and because what a file does as it is loaded is done once.
 */
import * as v from 'valibot';
import type { Learnt } from './attempts.ts';
import { within } from './own-time.ts';
import { loadSuite, runSuite, type Suite, type Wanted } from './suites.ts';
import { askedSince, switchOn } from './switched-on.ts';
import { type LearnRequest, type TestRequest, type Tried, type TryRequest, testRequest } from './test-process.ts';

const suites = new Map<string, Suite>();

process.on('message', (message) => {
  const request = v.parse(testRequest, message);
  within(request.limit, () => answerTo(request)).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ noticedBy: String(error) }),
  );
});

async function answerTo(request: TestRequest): Promise<Learnt | Tried> {
  switch (request.ask) {
    case 'learn':
      return learn(request);
    case 'load':
      switchOn(request.change);
      await suiteOf(request.file);
      return {};
    case 'try':
      return tryChange(request);
  }
}

/** Runs the tests of a file twice with nothing changed: what only the first run asks for is remembered by the product. */
async function learn({ file }: LearnRequest): Promise<Learnt> {
  const wanted = { isFirstEnough: false };
  // The change that was tried last is still on.
  switchOn(0);
  askedSince();
  const suite = await suiteOf(file);
  const onLoad = [...askedSince()];
  const first = await runSuite(suite, wanted);
  // What asks for nothing tries no change, now or later.
  const asking = first.ran.filter(({ asked }) => asked.length + first.askedByAll.length > 0).map(({ test }) => test);
  const second = await runSuite(suite, { ...wanted, tests: asking });
  const askedFirst = [...first.askedByAll, ...first.ran.flatMap(({ asked }) => asked)];
  const again = new Set([...second.askedByAll, ...second.ran.flatMap(({ asked }) => asked)]);
  const failing = new Set(second.ran.filter(({ hasFailed }) => hasFailed).map(({ test }) => test));
  const problem = first.ran.find(({ hasFailed }) => hasFailed)?.name ?? first.failedBeside;
  return {
    ...{ file, askedByAll: first.askedByAll },
    askedOnce: [...new Set([...onLoad, ...askedFirst.filter((change) => !again.has(change))])],
    tests: first.ran
      .filter(({ hasFailed }) => !hasFailed)
      .map(({ test, asked, milliseconds }) => ({ test, asked, milliseconds, isRepeatable: !failing.has(test) })),
    ...(problem !== undefined && { problem }),
  };
}

/**
 * Runs tests with the change on until one fails. In a shared process one counts that fails with the change, passes without it, and
 * fails with it again: what an earlier change left behind is kept apart.
 */
async function tryChange({ file, tests, change, isShared }: TryRequest): Promise<Tried> {
  const suite = await suiteOf(file);
  const failedWith = (number: number, places: readonly number[]) => {
    switchOn(number);
    return firstFailed(suite, { isFirstEnough: true, tests: places });
  };
  const failed = await failedWith(change, tests);
  if (failed === undefined || !isShared) {
    return failed === undefined ? {} : { noticedBy: failed.name };
  }
  const again = failed.test === undefined ? tests : [failed.test];
  if ((await failedWith(0, again)) !== undefined) {
    return { isSpoilt: true };
  }
  return (await failedWith(change, again)) === undefined ? {} : { noticedBy: failed.name };
}

type Failed = { readonly name: string; readonly test?: number };

async function firstFailed(suite: Suite, wanted: Wanted): Promise<Failed | undefined> {
  const { ran, failedBeside } = await runSuite(suite, wanted);
  const failed = ran.find(({ hasFailed }) => hasFailed);
  if (failed !== undefined) {
    return { name: failed.name, test: failed.test };
  }
  return failedBeside === undefined ? undefined : { name: failedBeside };
}

async function suiteOf(file: string): Promise<Suite> {
  const suite = suites.get(file) ?? (await loadSuite(file));
  suites.set(file, suite);
  return suite;
}
