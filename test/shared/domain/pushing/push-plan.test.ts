import { describe, expect, it } from '@jest/globals';
import { currentExposure, sellable } from '../../../../shared/domain/exposure/exposure.ts';
import type { PushIntent } from '../../../../shared/domain/listing/push-intent.ts';
import { channelsDue } from '../../../../shared/domain/pushing/channels-due.ts';
import {
  COMPARED_ATTEMPTS,
  comparedWith,
  nextAttempt,
  wasApplied,
} from '../../../../shared/domain/pushing/difference.ts';
import { pushKey, withLeaseEnded } from '../../../../shared/domain/pushing/push.ts';
import { planPush } from '../../../../shared/domain/pushing/push-plan.ts';
import type { Stock } from '../../../../shared/domain/stock/stock.ts';
import { AMAZON, later, listing, MAIN, NOON, SHARED_RULES, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';

const onHand = (units: number): Stock => ({ [MAIN]: { onHand: units, committed: 0, held: 0, unavailable: 0 } });
const shared = currentExposure({}, SHARED_RULES);
const noon = new Date(NOON);

describe('what a listing should show', () => {
  it.each([
    ['everything available', 10, 0, { buffer: 0 }, 10],
    ['less the safety stock and the channel’s buffer', 10, 2, { buffer: 3 }, 5],
    ['at most the cap', 10, 0, { buffer: 0, cap: 4 }, 4],
    ['never less than nothing', -3, 0, { buffer: 0 }, 0],
  ])('%s', (_name, units, safetyStock, own, expected) => {
    const rules = { ...SHARED_RULES, safetyStock, channels: { [SHOPIFY]: own } };
    expect(sellable(onHand(units), listing(SHOPIFY, 0), currentExposure({}, rules))).toBe(expected);
  });
});

describe('planning a push', () => {
  it('carries the difference to what is shown', () => {
    const plan = planPush({ stock: onHand(8), seq: 7 }, listing(AMAZON, 10, { generation: 4 }), shared, noon);
    expect(plan).toMatchObject({
      kind: 'push',
      intent: { delta: -2, target: 8, changeFrom: 10, seq: 7, generation: 5, attempt: 1 },
    });
  });

  it('sends nothing to the channel that sold: what it shows fell with the stock', () => {
    expect(planPush({ stock: onHand(8), seq: 7 }, listing(SHOPIFY, 8), shared, noon)).toEqual({ kind: 'nothing' });
  });

  it('never pushes a listing the channel keeps itself (Amazon FBA would turn merchant-fulfilled)', () => {
    const fba = listing(AMAZON, 3, { managed: false });
    expect(planPush({ stock: onHand(8), seq: 7 }, fba, shared, noon)).toEqual({ kind: 'nothing' });
  });

  it('never raises a listing whose SKU its channel has twice, and lowers it', () => {
    const note = { matter: 'double', at: NOON, problem: 'shares its SKU' };
    const doubled = (shown: number) => listing(SHOPIFY, shown, { catalogueNotes: [note] });
    expect(planPush({ stock: onHand(8), seq: 7 }, doubled(5), shared, noon)).toEqual({ kind: 'nothing' });
    expect(planPush({ stock: onHand(8), seq: 7 }, doubled(9), shared, noon)).toMatchObject({ intent: { delta: -1 } });
  });

  it('never raises a listing while its channel has not said at which place it sold, and lowers it', () => {
    const waiting = { stock: onHand(8), seq: 7, unplaced: { [SHOPIFY]: 1 } };
    expect(planPush(waiting, listing(SHOPIFY, 5), shared, noon)).toEqual({ kind: 'nothing' });
    expect(planPush(waiting, listing(SHOPIFY, 9), shared, noon)).toMatchObject({ intent: { delta: -1 } });
    expect(planPush(waiting, listing(AMAZON, 5), shared, noon)).toMatchObject({ intent: { delta: 3 } });
  });

  it('leaves a push in flight alone, and repeats it unchanged once its lease is over', () => {
    const begun = planPush({ stock: onHand(8), seq: 7 }, listing(SHOPIFY, 10), shared, noon);
    if (begun.kind !== 'push') {
      throw new Error('A push was due.');
    }
    const open = listing(SHOPIFY, 10, { intent: begun.intent, generation: 1 });
    expect(planPush({ stock: onHand(5), seq: 9 }, open, shared, noon)).toEqual({ kind: 'busy' });
    const resumed = planPush({ stock: onHand(5), seq: 9 }, open, shared, new Date(later(60)));
    expect(resumed).toMatchObject({ kind: 'push', intent: { delta: -2, seq: 7, generation: 1, attempt: 1 } });
  });

  it('openlinker-2285: 5 → 4 → 5 are two pushes under two keys', () => {
    const down = planPush({ stock: onHand(4), seq: 2 }, listing(SHOPIFY, 5), shared, noon);
    const up = planPush({ stock: onHand(5), seq: 3 }, listing(SHOPIFY, 4, { generation: 1 }), shared, noon);
    const again = planPush({ stock: onHand(4), seq: 4 }, listing(SHOPIFY, 5, { generation: 2 }), shared, noon);
    const keys = [down, up, again].map((plan) =>
      plan.kind === 'push' ? pushKey(listing(SHOPIFY, 0), plan.intent) : '',
    );
    expect(new Set(keys).size).toBe(3);
  });

  it('keeps the difference when a comparison was stale, and stops comparing on a listing that never holds still', () => {
    const plan = planPush({ stock: onHand(8), seq: 7 }, listing(SHOPIFY, 10), shared, noon);
    let intent = plan.kind === 'push' && plan.intent.kind === 'difference' ? plan.intent : undefined;
    for (let attempt = 2; attempt <= COMPARED_ATTEMPTS; attempt += 1) {
      intent = intent && nextAttempt(intent);
      expect(intent).toMatchObject({ delta: -2, attempt, unread: true, repeated: false });
      intent = intent && comparedWith(intent, 9);
      expect(intent).toMatchObject({ delta: -2, attempt, unread: false, changeFrom: 9 });
    }
    const last = intent && nextAttempt(intent);
    expect(last).toMatchObject({ delta: -2, unread: true, changeFrom: null });
    expect(last && comparedWith(last, 9)).toMatchObject({ delta: -2, unread: false, changeFrom: null });
  });

  it('distinguishes a push that was given back unanswered, or left by a crash, from one that certainly was not applied', () => {
    const plan = planPush({ stock: onHand(8), seq: 7 }, listing(SHOPIFY, 10), shared, noon);
    const intent = plan.kind === 'push' && plan.intent.kind === 'difference' ? plan.intent : undefined;
    const takenUp = (given: PushIntent | undefined) => {
      const open = listing(SHOPIFY, 10, { ...(given && { intent: given }) });
      const again = planPush({ stock: onHand(8), seq: 7 }, open, shared, new Date(later(60)));
      return again.kind === 'push' ? again.intent.repeated : undefined;
    };
    expect(takenUp(intent)).toBe(true);
    expect(takenUp(intent && withLeaseEnded(intent, 'unanswered'))).toBe(true);
    expect(takenUp(intent && withLeaseEnded(intent, 'notApplied'))).toBe(false);
    expect(takenUp(intent && nextAttempt(intent))).toBe(false);
    // A lowering after one that may have been made stays one that may be made twice; a raise is not made again.
    expect(takenUp(intent && nextAttempt({ ...intent, repeated: true }))).toBe(true);
    expect(intent && nextAttempt({ ...intent, delta: 2, repeated: true }).repeated).toBe(false);
  });
});

describe('a stale comparison of a call that may have been made before', () => {
  const intent = {
    generation: 1,
    attempt: 1,
    seq: 7,
    target: 8,
    changeFrom: 10,
    kind: 'difference' as const,
    unread: false,
    startedAt: NOON,
    leaseUntil: NOON,
  };
  it.each([
    ['a lowering is made again: what fits it may be a sale that we have not received', -2, 8, true, false],
    ['a raise is never made again: it might show sold units', 2, 0, true, true],
    ['a raise above nothing was not applied where the channel shows less than nothing', 2, -1, true, false],
    ['a call made for the first time was not applied', 2, 12, false, false],
  ])('%s', (_name, delta, actual, repeated, applied) => {
    expect(wasApplied({ ...intent, delta, repeated }, actual)).toBe(applied);
  });

  it('a call that compared with nothing cannot have failed to compare', () => {
    expect(wasApplied({ ...intent, delta: 2, changeFrom: null, repeated: true }, 12)).toBe(false);
  });
});

describe('the channels to notify after a posting', () => {
  const inputs = (units: number, ...listings: ReturnType<typeof listing>[]) => ({ stock: onHand(units), listings });
  it('leaves out the channel that sold and names the others', () => {
    const before = inputs(10, listing(SHOPIFY, 10), listing(AMAZON, 10), listing(SQUARE, 10));
    const now = inputs(8, listing(SHOPIFY, 8), listing(AMAZON, 10), listing(SQUARE, 10));
    expect(channelsDue(before, now, SHARED_RULES)).toEqual([AMAZON, SQUARE]);
  });

  it('names a channel whose push is on its way, even when nothing seems outstanding now', () => {
    const plan = planPush({ stock: onHand(9), seq: 2 }, listing(AMAZON, 10), shared, noon);
    const open = plan.kind === 'push' ? listing(AMAZON, 10, { intent: plan.intent }) : listing(AMAZON, 10);
    expect(channelsDue(inputs(9, open), inputs(10, open), SHARED_RULES)).toEqual([AMAZON]);
  });

  it('names a channel that was outstanding before, because its push may have begun meanwhile', () => {
    expect(channelsDue(inputs(9, listing(AMAZON, 10)), inputs(10, listing(AMAZON, 10)), SHARED_RULES)).toEqual([
      AMAZON,
    ]);
  });
});
