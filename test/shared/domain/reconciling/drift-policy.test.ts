import { describe, expect, it } from '@jest/globals';
import {
  type DriftPolicy,
  isAskedAbout,
  remedyOf,
  whereWorkIsFollowed,
} from '../../../../shared/domain/reconciling/drift-policy.ts';
import { AMAZON, listing, NOON, SHOPIFY } from '../../../fakes/facts.ts';

const seen = listing(SHOPIFY, 10, { revision: 4, agreedRevision: 4 });
const uncounted = { ...seen, evidence: { kind: 'count', asOf: NOON } } as const;
const unapplied = { ...seen, agreedRevision: 2, lastPushedAt: NOON };
const each: DriftPolicy = { raised: 'ask', lowered: 'adopt', maxChange: 5 };

describe('the remedy of a difference', () => {
  it.each([
    ['one word is for what people changed', seen, 12, 'adopt', 'adopt'],
    ['no order that was not counted is adopted', uncounted, 12, 'adopt', 'overwrite'],
    ['no push that was not applied is adopted', unapplied, 12, 'adopt', 'overwrite'],
    ['everything may ask', unapplied, 12, 'ask', 'ask'],
    ['a cause has its own', seen, 12, each, 'ask'],
    ['another cause has another', seen, 8, each, 'adopt'],
    ['what is left out is overwritten', unapplied, 12, each, 'overwrite'],
    ['as much as the most is not too much', seen, 5, each, 'adopt'],
    ['more than the most asks', seen, 4, each, 'ask'],
    ['more than the most asks, whatever its cause', unapplied, 16, each, 'ask'],
  ] as const)('%s', (_name, of, actual, policy, expected) => {
    expect(remedyOf(of, { actual, shown: 10 }, policy)).toBe(expected);
  });
});

it('where stock work is followed, what people changed is adopted, and all else is done as configured', () => {
  expect(whereWorkIsFollowed('ask')).toEqual({ raised: 'adopt', lowered: 'adopt' });
  expect(whereWorkIsFollowed({ raised: 'ask', notApplied: 'ask', maxChange: 5 })).toEqual({
    ...{ raised: 'adopt', lowered: 'adopt', notApplied: 'ask', maxChange: 5 },
  });
});

describe('somebody is asked about units that appeared at the channel', () => {
  const push = { kind: 'absolute', possiblyOverwritten: 1, setAgain: 0 } as const;
  const overwritten = listing(AMAZON, 10, { revision: 4, agreedRevision: 4, push });
  it.each([
    ['where they are many', seen, 35, true],
    ['not where they are few', seen, 34, false],
    ['not where a push may never have been applied', unapplied, 35, false],
    ['not where a push may have overwritten a sale', overwritten, 35, false],
  ] as const)('%s', (_, of, actual, isAsked) => {
    expect(isAskedAbout(of, { actual, shown: 10 })).toBe(isAsked);
  });
});
