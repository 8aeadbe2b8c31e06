import { expect, it } from '@jest/globals';
import { nearness } from './nearness.ts';

it('a source is nearest to its own test, then to those of its folder, of folders of its name, and then to all others', () => {
  const tests = [
    'cli/main.test.ts',
    'shared/usecases/pushing/push.test.ts',
    'shared/aws/clock.test.ts',
    'shared/domain/pushing/due.test.ts',
    'shared/domain/pushing/owed.test.ts',
  ];
  const near = (test: string) => nearness(test, 'shared/domain/pushing/owed.ts');
  expect(tests.toSorted((one, other) => near(other) - near(one))).toEqual([
    'shared/domain/pushing/owed.test.ts',
    'shared/domain/pushing/due.test.ts',
    'shared/usecases/pushing/push.test.ts',
    'shared/aws/clock.test.ts',
    'cli/main.test.ts',
  ]);
});
