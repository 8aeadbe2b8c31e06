import { describe, expect, it } from '@jest/globals';
import type { Channel, Problem, Problems } from '../../../page/live/answers.ts';
import { nounOf, problemCount, verdictOf } from '../../../page/words/problems.ts';
import { AMAZON, POS, SHOPIFY } from '../../fakes/facts.ts';

const problem = (kind: Problem['kind'], channel = AMAZON): Problem => ({
  kind,
  channel,
  says: 'It is so.',
  repair: '',
});
const problems = (all: readonly Problem[], moreOf: Problems['moreOf'] = []): Problems => ({
  ...{ problems: all, isMore: moreOf.length > 0, moreOf },
});

describe('the number of problems', () => {
  const differing = problems([problem('differing'), problem('differing', SHOPIFY), problem('parked')], ['parked']);

  it('is that of a kind, on one channel or on all', () => {
    expect(problemCount(differing, 'differing')).toEqual({ units: 2, isMore: false });
    expect(problemCount(differing, 'differing', SHOPIFY)).toEqual({ units: 1, isMore: false });
    expect(problemCount(differing, 'oversold')).toEqual({ units: 0, isMore: false });
  });

  it('says where it is the least, and of its own kind only', () => {
    const parked = problemCount(differing, 'parked');
    expect(parked).toEqual({ units: 1, isMore: true });
    expect(nounOf(parked, 'report', 'reports')).toBe('or more reports');
    expect(nounOf(problemCount(differing, 'differing', SHOPIFY), 'listing', 'listings')).toBe('listing');
    expect(nounOf(problemCount(differing, 'differing'), 'listing', 'listings')).toBe('listings');
  });
});

describe('the number of failed messages', () => {
  const failed = (messages?: number): Problem => ({
    ...problem('failed'),
    ...(messages !== undefined && { messages }),
  });

  it('is that of the messages, and not of their queues', () => {
    expect(problemCount(problems([failed(3), failed(4)]), 'failed')).toEqual({ units: 7, isMore: false });
  });

  it('is the least where it cannot be read', () => {
    expect(problemCount(problems([failed()]), 'failed')).toEqual({ units: 0, isMore: true });
  });
});

const NEVER_READ: Channel = {
  ...{ channel: POS, platform: 'POS', pushing: 'none', findings: [] },
  ...{ lag: null, reportDelay: null, soldPerMinute: 0, receivedPerMinute: 0 },
  ...{ lastReceivedAt: null, sweptTo: null, comparedAt: null },
};
const READ: Channel = { ...NEVER_READ, sweptTo: '2026-11-24T12:00:00.000Z' };

describe('the verdict', () => {
  it.each([
    [problems([]), 'All channels are in sync.'],
    [problems([problem('parked')]), '1 thing needs you.'],
    [problems([problem('parked'), problem('oversold')]), '2 things need you.'],
    [
      problems(
        Array.from({ length: 50 }, () => problem('parked')),
        ['parked'],
      ),
      'At least 50 things need you.',
    ],
  ])('of %# is in words', (given, words) => {
    expect(verdictOf(given, [READ, NEVER_READ])).toBe(words);
  });

  it('claims nothing of channels of which nothing was ever read', () => {
    expect(verdictOf(problems([]), [NEVER_READ])).toBe('No channel was read yet.');
    expect(verdictOf(problems([problem('parked')]), [NEVER_READ])).toBe('1 thing needs you.');
  });
});
