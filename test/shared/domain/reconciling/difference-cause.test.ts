import { describe, expect, it } from '@jest/globals';
import { causeOfDifference } from '../../../../shared/domain/reconciling/difference-cause.ts';
import { NOON } from '../../../fakes/facts.ts';

const seen = { revision: 4, agreedRevision: 4, shown: 10 };
const counted = { ...seen, evidence: { kind: 'count', asOf: NOON } } as const;

describe('the likeliest cause of a difference', () => {
  it.each([
    ['an order that the channel did not count', counted, 12, 'notCounted'],
    ['a push of ours that was not applied', { ...seen, agreedRevision: 2 }, 12, 'notApplied'],
    ['a push of ours that crossed unreported sales', { ...seen, agreedRevision: 2, answered: 7 }, 8, 'notApplied'],
    [
      'units taken off sale after a push that the channel answered',
      { ...seen, agreedRevision: 2, answered: 10 },
      8,
      'lowered',
    ],
    ['a figure that somebody raised', seen, 12, 'raised'],
    ['units that somebody took off sale', seen, 8, 'lowered'],
    ['units taken off sale after a sale that was counted', counted, 8, 'lowered'],
  ] as const)('is %s', (_name, listing, actual, cause) => {
    expect(causeOfDifference(listing, { actual, shown: 10 })).toBe(cause);
  });
});
