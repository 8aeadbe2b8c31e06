import { describe, expect, it } from '@jest/globals';
import { causeInWords, causeOfDifference } from '../../../../shared/domain/reconciling/difference-cause.ts';
import { later, NOON } from '../../../fakes/facts.ts';

const seen = { revision: 4, agreedRevision: 4, shown: 10 };
const unseen = { ...seen, agreedRevision: 2, lastPushedAt: later(30), comparedAt: NOON };
const answeredThen = { ...unseen, comparedAt: later(30), answered: 7 };
const counted = { ...seen, evidence: { kind: 'count', asOf: NOON } } as const;

describe('the likeliest cause of a difference', () => {
  it.each([
    ['an order that the channel did not count', counted, 12, 'notCounted'],
    ['a push of ours that was not applied', unseen, 12, 'notApplied'],
    ['a push of ours that was not applied, or twice', unseen, 8, 'notApplied'],
    ['a push after which the figure was seen', { ...unseen, comparedAt: later(60) }, 12, 'raised'],
    ['a figure raised after a check that agreed with the last push', { ...unseen, agreedRevision: 4 }, 12, 'raised'],
    ['units taken off sale before a push that the channel answered', answeredThen, 8, 'lowered'],
    ['a push of a count to where it was made', { ...answeredThen, isRecounted: true }, 8, 'notApplied'],
    ['units taken off sale where nothing was ever pushed', { revision: 1, shown: 10 }, 8, 'lowered'],
    ['a figure that somebody raised', seen, 12, 'raised'],
    ['units that somebody took off sale', seen, 8, 'lowered'],
    ['units taken off sale after a sale that was counted', counted, 8, 'lowered'],
  ] as const)('is %s', (_name, listing, actual, cause) => {
    expect(causeOfDifference(listing, { actual, shown: 10 })).toBe(cause);
  });
});

it.each([
  [
    'lowered',
    'difference',
    'stock work in the channel’s admin took units off sale or counted them, or a sale was never reported',
  ],
  ['lowered', 'absolute', 'somebody lowered it there, or a sale was never reported'],
  ['raised', 'absolute', 'somebody raised it there'],
] as const)('in words, a figure %s on a channel that takes pushes as %s: %s', (cause, pushMode, words) => {
  expect(causeInWords({ cause, pushMode })).toBe(words);
});
