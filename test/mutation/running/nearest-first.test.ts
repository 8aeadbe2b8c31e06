import { expect, it } from '@jest/globals';
import { nearestFirst } from './nearest-first.ts';

it('a source is tried against its own test, those of its folder, of folders of its name, and then all others', () => {
  const tests = [
    'cli/main',
    'shared/usecases/pushing/push',
    'shared/aws/clock',
    'shared/domain/pushing/due',
    'shared/domain/pushing/owed',
  ];
  const tree = { path: '/tree', tests: tests.map((test) => `/tree/test/${test}.test.ts`) };
  expect(nearestFirst(tree, ['shared/domain/pushing/owed.ts']).map((test) => test.slice('/tree/test/'.length))).toEqual(
    [
      'shared/domain/pushing/owed.test.ts',
      'shared/domain/pushing/due.test.ts',
      'shared/usecases/pushing/push.test.ts',
      'shared/aws/clock.test.ts',
      'cli/main.test.ts',
    ],
  );
});
