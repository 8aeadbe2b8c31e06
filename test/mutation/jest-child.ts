/**
 * Runs test files with jest in this process, one request after the other, and answers with the name of the first test that
 * failed. A process of its own, because a changed condition may never end, and because jest forgets no module.
 */
import { runCLI } from 'jest';
import * as v from 'valibot';
import { type TestAnswer, type TestRequest, testRequest } from './jest-process.ts';

process.on('message', (message) => {
  firstFailed(v.parse(testRequest, message)).then(
    (failed) => process.send?.(failed),
    (error: unknown) => process.send?.({ failed: `jest: ${String(error)}` }),
  );
});

/** Runs one file, then the next two, then four: most changes are noticed by the first. (`--bail` would end this process.) */
async function firstFailed({ tree, tests, change, reach }: TestRequest): Promise<TestAnswer> {
  process.env['STOCKLINE_CHANGE'] = String(change);
  process.env['STOCKLINE_REACH'] = reach ?? '';
  for (let from = 0, size = reach === undefined ? 1 : tests.length; from < tests.length; from += size, size *= 2) {
    const options = { _: tests.slice(from, from + size), $0: '', runInBand: true, runTestsByPath: true, silent: true };
    const { testResults } = (await runCLI(options, [tree])).results;
    const failing = testResults.filter((each) => each.testExecError !== undefined || each.numFailingTests > 0);
    const [first] = failing;
    if (first !== undefined) {
      return { failed: nameOf(first), files: failing.map(({ testFilePath }) => testFilePath) };
    }
  }
  return {};
}

type TestFile = Awaited<ReturnType<typeof runCLI>>['results']['testResults'][number];

function nameOf({ testResults, testFilePath }: TestFile): string {
  return testResults.find(({ status }) => status === 'failed')?.fullName ?? `${testFilePath} cannot be loaded`;
}
