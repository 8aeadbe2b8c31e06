/** Pushes of absolute figures, and what escrow knows of listings that have no goal of their own: of bundles, and left ones. */
import { describe, expect, it } from '@jest/globals';
import { currentExposure } from '../../../../shared/domain/exposure/exposure.ts';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import {
  escrowPositionOfBundle,
  judgeRaise,
  mayReplaceUnseen,
  positionOfLeft,
  raisesAbsolutely,
  settleTimeLeftMs,
} from '../../../../shared/domain/pushing/absolute.ts';
import { judgeExposed, needsReading } from '../../../../shared/domain/pushing/absolute-escrow.ts';
import { planPush, waitsForCheck, whenApplied } from '../../../../shared/domain/pushing/push-plan.ts';
import { absoluteIntentOf, intentOf } from '../../../contract/table-steps.ts';
import { ABSOLUTE, AMAZON, later, listing, MAIN, NOON, SHARED_RULES, SHOPIFY } from '../../../fakes/facts.ts';

const UNDER_ESCROW = [{}, { isUnderEscrow: true as const }];
const onAmazon = (shown: number, more: Partial<Listing> = {}) => listing(AMAZON, shown, { push: ABSOLUTE, ...more });

describe('a push of an absolute figure', () => {
  const raise = absoluteIntentOf({ delta: 2, target: 12 });
  const lowering = absoluteIntentOf({});

  it('is due for a count that may be overwritten, though the figure stays', () => {
    const stock = { [MAIN]: { onHand: 8, committed: 0, held: 0, unavailable: 0 } };
    const overwritten = onAmazon(8, { push: { kind: 'absolute', possiblyOverwritten: 2, setAgain: 0 } });
    const exposure = currentExposure({}, SHARED_RULES);
    const plan = (one: Listing) => planPush({ stock, seq: 1 }, one, exposure, new Date(NOON));
    expect(plan(overwritten)).toMatchObject({ intent: { delta: 0, setsAgain: 2, basis: 'shown' } });
    expect(plan(onAmazon(8))).toEqual({ kind: 'nothing' });
  });

  it('is what the channel shows, once it is applied', () => {
    expect(whenApplied(lowering)).toMatchObject({ shown: { kind: 'becomes', units: 8 } });
  });

  it('waits for the settle time of the push before, where it raises what is believed', () => {
    const left = (one: Listing, intent = raise) => settleTimeLeftMs(one, intent, new Date(later(20)), 30_000);
    const pushed = onAmazon(10, { lastPushedAt: NOON });
    expect([left(pushed), left(onAmazon(10)), left(pushed, lowering)]).toEqual([10_000, 0, 0]);
    expect(raisesAbsolutely(absoluteIntentOf({ delta: 2, basis: 'share' }))).toBe(false);
  });

  it('is left to the check that reads first only where it is a raise that was not begun', () => {
    const waits = (one: Listing, intent: typeof raise) => waitsForCheck(one, { kind: 'push', intent });
    expect([waits(onAmazon(10), raise), waits(onAmazon(10, { intent: raise }), raise)]).toEqual([true, false]);
    expect([waits(onAmazon(10), lowering), waitsForCheck(onAmazon(10), { kind: 'nothing' })]).toEqual([false, false]);
  });

  it.each([
    ['as believed', 10, {}, 'asBelieved'],
    ['what it was to be, before any call', 12, {}, 'unexplained'],
    ['what it was to be, after a call without an answer', 12, { repeated: true }, 'applied'],
    ['another figure after such a call', 11, { repeated: true }, 'unexplained'],
  ] as const)('a raise whose channel shows %s', (_what, actual, facts, expected) => {
    expect(judgeRaise(onAmazon(10), { ...raise, ...facts }, actual)).toBe(expected);
  });

  it.each([
    ['a lowering ten minutes after the figure was seen', { comparedAt: NOON }, {}, true],
    ['not of a figure that was never seen', {}, {}, false],
    ['not a raise', { comparedAt: NOON }, { delta: 2 }, false],
    ['not one that is made again', { comparedAt: NOON }, { repeated: true }, false],
  ])('may replace a figure that nobody saw: %s', (_what, seen, facts, expected) => {
    expect(mayReplaceUnseen(seen, { ...lowering, startedAt: later(600), ...facts })).toBe(expected);
  });
});

it('a push of a difference waits for no settle time', () => {
  const pushed = listing(SHOPIFY, 10, { lastPushedAt: NOON });
  expect(settleTimeLeftMs(pushed, intentOf({ delta: 2 }), new Date(NOON), 30_000)).toBe(0);
});

describe('a bundle’s listing on a channel that only accepts figures', () => {
  it('has a position only while a component is under escrow', () => {
    expect(escrowPositionOfBundle(onAmazon(2), [{}])).toBeUndefined();
    expect(escrowPositionOfBundle(listing(SHOPIFY, 2), UNDER_ESCROW)).toBeUndefined();
    expect(escrowPositionOfBundle(onAmazon(2), UNDER_ESCROW)).toMatchObject({ exposed: 2, goal: 0 });
  });

  it.each([
    ['was pushed to 0, and nothing was read since', onAmazon(0), true],
    ['may still sell', onAmazon(1, { answered: 1 }), true],
    ['was read to show nothing', onAmazon(0, { answered: 0 }), false],
  ])('must be read where it %s', (_what, one, expected) => {
    const position = escrowPositionOfBundle(one, UNDER_ESCROW);
    expect(position && needsReading(position)).toBe(expected);
  });

  it('says whether a raise is claimed, and whether it shows anything', () => {
    const at = (one: Listing) => escrowPositionOfBundle(one, UNDER_ESCROW);
    const raised = onAmazon(0, { intent: absoluteIntentOf({ delta: 3, target: 3 }) });
    expect(at(raised)).toMatchObject({ isClaimed: true, isClosed: true });
    const emptied = onAmazon(3, { intent: absoluteIntentOf({ delta: -3, target: 0 }) });
    expect(at(emptied)).toMatchObject({ isClaimed: false, isClosed: false });
  });

  it('is proven by a reading only once what was sold before it can be reported, though it shows what we believe', () => {
    const position = escrowPositionOfBundle(onAmazon(0), UNDER_ESCROW);
    const judge = (one: Listing, at: number) => position && judgeExposed(one, position, 0, new Date(later(at)), 30_000);
    expect(judge(onAmazon(0), 40)).toMatchObject({ kind: 'suspected' });
    const suspicion = { actual: 0, shown: 0, revision: 0, at: later(40) };
    expect(judge(onAmazon(0, { suspicion }), 60)).toMatchObject({ kind: 'tooSoon' });
    expect(judge(onAmazon(0, { suspicion }), 70)).toMatchObject({ kind: 'proven' });
  });
});

describe('a listing that is pushed no more, on a channel that only accepts figures', () => {
  it('is read until a reading has proven what it shows, and keeps that', () => {
    const needs = (one: Listing) => {
      const position = positionOfLeft(one);
      return position && needsReading(position);
    };
    expect(needs(onAmazon(2))).toBe(true);
    expect(needs(onAmazon(2, { answered: 2 }))).toBe(false);
    expect(needs(listing(SHOPIFY, 2))).toBeUndefined();
  });

  it.each([
    [
      'was set to 0',
      onAmazon(2, { push: { kind: 'absolute', possiblyOverwritten: 0, setAgain: 0, closedAt: NOON } }),
      true,
    ],
    ['shows nothing', onAmazon(0), true],
    ['shows units', onAmazon(2), false],
  ])('is closed or not where it %s', (_what, one, isClosed) => {
    expect(positionOfLeft(one)).toMatchObject({ isClosed });
  });
});
