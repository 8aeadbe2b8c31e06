import { expect, it } from '@jest/globals';
import { retryAtOf } from '../../../../shared/domain/pushing/refusal.ts';
import { intentOf } from '../../../contract/table-steps.ts';
import { later, NOON } from '../../../fakes/facts.ts';

const DAY = 86_400;

it.each([
  ['a day later', {}, -2, 3, later(DAY)],
  ['a quarter of an hour later where it lowers to nothing', {}, -5, 0, later(900)],
  ['a day later where it raises what is below nothing', {}, 2, 0, later(DAY)],
  ['when a retry on its way says, where that is sooner', { retryAt: later(60) }, -2, 3, later(60)],
  ['no later than that, where one on its way is later', { retryAt: later(DAY) }, -5, 0, later(900)],
  ['a day later where the one before is over', { retryAt: NOON }, -2, 3, later(DAY)],
])('a refused push is tried again %s', (_when, known, delta, target, expected) => {
  expect(retryAtOf(known, intentOf({ delta, target }), new Date(NOON))).toBe(expected);
});
