import { expect, it } from '@jest/globals';
import { callsBefore } from '../../../../shared/domain/pushing/rate.ts';
import { NOON } from '../../../fakes/facts.ts';

it('only a call that must wait has a time to wait', () => {
  const asked = (wanted: number) =>
    callsBefore({ perSecond: 2, burst: 2 }, undefined, 'urgent', new Date(NOON), wanted);
  expect([asked(2), asked(3)]).toMatchObject([
    { calls: 2, retryAfterMs: 0 },
    { calls: 2, retryAfterMs: 500 },
  ]);
});
