import { describe, expect, it } from '@jest/globals';
import type { Exposure } from '../../../../shared/domain/exposure/exposure.ts';
import {
  answeredMore,
  isAppliedOnce,
  isKeyForgotten,
  isProvenByAnswer,
  needsReadingAfter,
  planDifference,
  restsOnOldReading,
  showsMore,
} from '../../../../shared/domain/pushing/difference.ts';
import { absoluteIntentOf, intentOf } from '../../../contract/table-steps.ts';
import { later, listing, NOON, SHOPIFY } from '../../../fakes/facts.ts';

const shares: NonNullable<Exposure['shares']> = { [SHOPIFY]: { units: 8, goal: 8, since: NOON } };
const UNDER_ESCROW = { exposure: { shares } };
const mug = listing(SHOPIFY, 10);

describe('a push of a difference', () => {
  it.each([
    ['a raise from a figure that the channel compares', 5, 2, {}, { changeFrom: 5, unread: false }],
    ['a raise from less than nothing is read first', -1, 2, {}, { changeFrom: -1, unread: true }],
    ['a lowering from less than nothing', -1, -2, {}, { changeFrom: -1, unread: false }],
    ['under escrow nothing is compared and nothing read', -1, 2, { shares }, { changeFrom: null, unread: false }],
  ])('%s', (_name, shown, delta, exposure, expected) => {
    const push = intentOf({ delta, target: shown + delta, changeFrom: shown });
    expect(planDifference(push, exposure, 'comparison')).toMatchObject(expected);
  });

  it('is read after its answer only where nothing was compared and nothing said', () => {
    const needs = (changeFrom: number | null, says?: number) => needsReadingAfter(intentOf({ changeFrom }), says);
    expect([needs(null), needs(null, 8), needs(10), needs(10, 8)]).toEqual([true, false, false, false]);
  });

  it('is made again for ever where it compares', () => {
    const long = new Date(later(24 * 3_600));
    expect(isKeyForgotten(intentOf({ repeated: true, changeFrom: null }), long)).toBe(true);
    expect(isKeyForgotten(intentOf({ repeated: true }), long)).toBe(false);
  });

  it('rests on an old reading only where it raises without a comparison, and without a share', () => {
    const rests = (delta: number, state = {}) =>
      restsOnOldReading(intentOf({ delta, changeFrom: null }), 'comparison', state);
    expect([rests(2), rests(-2), rests(2, UNDER_ESCROW)]).toEqual([true, false, false]);
  });
});

describe('what a channel answers', () => {
  it('is more than was meant only without shares, by a difference that was called once', () => {
    expect([showsMore(mug, {}, 11), showsMore(mug, UNDER_ESCROW, 11)]).toEqual([true, false]);
    const more = [intentOf({}), intentOf({ repeated: true }), absoluteIntentOf({})].map((intent) =>
      answeredMore(mug, intent, {}, 9),
    );
    expect(more).toEqual([9, undefined, undefined]);
  });

  it('proves what it shows where a difference that was called once left what was meant', () => {
    const proves = (intent: Parameters<typeof isProvenByAnswer>[1], answered = 8) =>
      isProvenByAnswer(mug, intent, answered);
    expect(proves(intentOf({}))).toBe(true);
    expect([proves(intentOf({}), 7), proves(intentOf({ repeated: true })), proves(absoluteIntentOf({}))]).toEqual([
      ...[false, false, false],
    ]);
  });

  it('of as much as was meant says that it was applied once, also after another attempt', () => {
    const twice = intentOf({ repeated: true, attempt: 2 });
    expect([isAppliedOnce(mug, twice, 8), isAppliedOnce(mug, twice, 7)]).toEqual([true, false]);
  });
});
