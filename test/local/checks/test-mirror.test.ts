import { expect, it } from '@jest/globals';
import { TESTS_MIRROR_SOURCES } from '../../../local/checks/test-mirror.ts';

const found = (...paths: readonly string[]) =>
  TESTS_MIRROR_SOURCES.find(new Map(paths.map((path) => [path, ''])))
    .map(({ file }) => file)
    .filter((file) => paths.includes(file));

it.each([
  ['a test beside its source', ['shared/x/y.ts', 'test/shared/x/y.test.ts'], []],
  ['a test without a source', ['shared/x/y.ts', 'test/shared/x/z.test.ts'], ['test/shared/x/z.test.ts']],
  ['a test in another folder than its source', ['cli/x/y.ts', 'test/cli/y.test.ts'], ['test/cli/y.test.ts']],
  ['what tests share', ['test/shared/x/under-test.ts'], []],
  ['a test of several sources, listed with its reason', ['test/infra/permissions.test.ts'], []],
  ['a suite in a room of its own', ['test/conformance/intake.test.ts'], []],
])('%s', (_what, paths, expected) => {
  expect(found(...paths)).toEqual(expected);
});
