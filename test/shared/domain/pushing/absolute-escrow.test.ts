import { describe, expect, it } from '@jest/globals';
import type { Exposure } from '../../../../shared/domain/exposure/exposure.ts';
import type { Share } from '../../../../shared/domain/exposure/shares.ts';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import type { AbsoluteIntent } from '../../../../shared/domain/listing/push-intent.ts';
import { escrowPositionOf, whenAbsoluteApplied } from '../../../../shared/domain/pushing/absolute.ts';
import {
  type EscrowPosition,
  isStillOnDisplay,
  judgeExposed,
  mayBeCalled,
  mustClose,
  needsReading,
  raiseOf,
} from '../../../../shared/domain/pushing/absolute-escrow.ts';
import { planPush } from '../../../../shared/domain/pushing/push-plan.ts';
import { absoluteIntentOf } from '../../../contract/table-steps.ts';
import { ABSOLUTE, AMAZON, DIFFERENCE, later, listing, MAIN, NOON, SHARED_RULES } from '../../../fakes/facts.ts';

const position = (facts: Partial<EscrowPosition> = {}): EscrowPosition => ({
  exposed: 0,
  share: 10,
  goal: 10,
  isClaimed: false,
  isClosed: false,
  isEntering: false,
  isProven: true,
  ...facts,
});
const closed: Listing['push'] = { kind: 'absolute', possiblyOverwritten: 0, setAgain: 0, closedAt: NOON };
const exposure = (share: Partial<Share>): Exposure => ({
  rules: { ...SHARED_RULES, policy: 'escrow' },
  revision: 1,
  shares: { [AMAZON]: { units: 10, goal: 10, since: NOON, isProven: true, ...share } },
});
const stock = { [MAIN]: { onHand: 10, committed: 0, held: 0, unavailable: 0 } };

describe('the position of a listing', () => {
  it('says what its share is, and that no raise is claimed while it is set to 0', () => {
    const emptied = listing(AMAZON, 3, { intent: absoluteIntentOf({ delta: -3, target: 0 }) });
    const unread = { units: 10, goal: 10, since: NOON, isEntering: true } as const;
    expect(escrowPositionOf(emptied, { ...exposure({}), shares: { [AMAZON]: unread } })).toEqual({
      ...position({ exposed: 3, isEntering: true, isProven: false }),
    });
  });

  it('is that of no listing that its channel keeps, or that takes differences', () => {
    expect(escrowPositionOf(listing(AMAZON, 3, { managed: false }), exposure({}))).toBeUndefined();
    expect(escrowPositionOf(listing(AMAZON, 3, { push: DIFFERENCE }), exposure({}))).toBeUndefined();
  });
});

describe('A1: a figure is claimed only from units of the share that are beyond its exposed units', () => {
  it.each([
    ['all of them, where it can sell nothing', {}, 10],
    ['those beyond the exposed units, which it may sell as well', { exposed: 3 }, 7],
    ['none where that is no more than it may show now', { exposed: 5 }, 0],
    ['none before the exposed units were read', { isProven: false }, 0],
    ['none while escrow is entered', { isEntering: true }, 0],
    ['none before the whole grant has arrived', { exposed: 1, share: 5 }, 0],
    ['what has arrived, where it can sell nothing', { share: 5 }, 5],
    ['no more than the goal', { goal: 4 }, 4],
    ['the whole grant, where as much lies beyond the exposed units besides', { exposed: 4, share: 14 }, 10],
  ] as const)('%s', (_name, facts, expected) => {
    expect(raiseOf(position(facts))).toBe(expected);
  });

  it('nothing is claimed where it shows its goal', () => {
    const plan = planPush({ stock, seq: 1 }, listing(AMAZON, 10), exposure({}), new Date(NOON));
    expect(plan).toEqual({ kind: 'nothing' });
  });

  it('the claim adds the whole figure to what it may sell already', () => {
    const amazon = listing(AMAZON, 3);
    const roomy = exposure({ units: 14 });
    const plan = planPush(
      { stock: { [MAIN]: { onHand: 14, committed: 0, held: 0, unavailable: 0 } }, seq: 1 },
      amazon,
      roomy,
      new Date(NOON),
    );
    const claimed = plan.kind === 'push' ? { ...amazon, intent: plan.intent } : amazon;
    expect(escrowPositionOf(claimed, roomy)).toMatchObject({ exposed: 13, isClaimed: true });
  });

  it('the claim itself adds the figure to the exposed units', () => {
    const amazon = listing(AMAZON, 0);
    const plan = planPush({ stock, seq: 1 }, amazon, exposure({}), new Date(NOON));
    expect(plan).toMatchObject({ kind: 'push', intent: { delta: 10, target: 10, basis: 'share' } });
    const intent = plan.kind === 'push' && plan.intent.kind === 'absolute' ? plan.intent : undefined;
    expect(intent && whenAbsoluteApplied(intent)).toMatchObject({ isClosed: false });
    const claimed = plan.kind === 'push' ? { ...amazon, intent: plan.intent } : amazon;
    expect(escrowPositionOf(claimed, exposure({}))).toMatchObject({ exposed: 10, isClaimed: true });
  });
});

describe('A2: a listing is lowered to 0 only', () => {
  it.each([
    ['when it may show more than its goal', { exposed: 10, goal: 4 }, true],
    ['not when it was set to 0 already', { exposed: 10, goal: 4, isClosed: true }, false],
    ['not when it can sell nothing', { exposed: 0, goal: 0 }, false],
    ['when its share holds units that no raise can bring to it', { exposed: 6 }, true],
    ['not while those units have not arrived', { exposed: 6, share: 8 }, false],
    ['not before its exposed units were read', { exposed: 6, isProven: false }, false],
    ['not while escrow is entered', { exposed: 6, isEntering: true }, false],
    ['not where it may show its goal', { exposed: 10 }, false],
    ['not where less than nothing can be sold', { exposed: -1, share: 0, goal: 0 }, false],
  ] as const)('%s', (_name, facts, expected) => {
    expect(mustClose(position(facts))).toBe(expected);
  });

  it('and keeps its exposed units, because the figure before may still be sold from', () => {
    const plan = planPush({ stock, seq: 1 }, listing(AMAZON, 10), exposure({ goal: 4 }), new Date(NOON));
    expect(plan).toMatchObject({ kind: 'push', intent: { target: 0, basis: 'share' } });
    const intent = plan.kind === 'push' && plan.intent.kind === 'absolute' ? plan.intent : undefined;
    expect(intent && whenAbsoluteApplied(intent)).toMatchObject({
      shown: { kind: 'movesBy', units: 0 },
      isClosed: true,
    });
  });
});

describe('A3: a raise is called once', () => {
  const intent = (facts: Partial<AbsoluteIntent>) => ({ target: 5, repeated: false, ...facts }) as AbsoluteIntent;

  it.each([
    ['the first time', {}, true],
    ['not again after a crash or a missing answer', { repeated: true }, false],
    ['0 again, as often as needed', { target: 0, repeated: true }, true],
  ])('%s', (_name, facts, expected) => {
    expect(mayBeCalled(intent(facts))).toBe(expected);
  });
});

describe('A6: a reading at the channel', () => {
  it.each([
    ['is needed while it may show more than its goal', { exposed: 10, goal: 4 }, true],
    ['is needed after it was emptied', { exposed: 3, isClosed: true }, true],
    ['is needed once after escrow began', { exposed: 10, isProven: false }, true],
    ['proves nothing while a raise is claimed', { exposed: 10, goal: 4, isClaimed: true }, false],
    ['is not needed where the exposed units are the goal', { exposed: 10 }, false],
  ] as const)('%s', (_name, facts, expected) => {
    expect(needsReading(position(facts))).toBe(expected);
  });
});

describe('A7 and A8: what a reading proves', () => {
  const reading = { actual: 2, shown: 10, revision: 3, at: NOON };
  const emptied = position({ exposed: 10, goal: 0, isClosed: true });
  const judged = (facts: Partial<Listing>, actual: number, seconds: number, at = emptied) =>
    judgeExposed(
      listing(AMAZON, 10, { revision: 3, push: closed, ...facts }),
      at,
      actual,
      new Date(later(seconds)),
      30_000,
    );

  it.each([
    ['it is kept as a reading', {}, 2, 0, 'suspected'],
    ['nothing yet, before every sale from before it was reported', { suspicion: reading }, 2, 29, 'tooSoon'],
    ['the exposed units, after that', { suspicion: reading }, 2, 30, 'proven'],
    ['the figure of the reading, though it sold since', { suspicion: reading }, 1, 30, 'proven'],
    ['nothing where a report came in between', { suspicion: { ...reading, revision: 2 } }, 2, 30, 'suspected'],
    ['nothing where its figure moved in between', { suspicion: { ...reading, shown: 11 } }, 2, 30, 'suspected'],
    ['a reading that sees 0 replaces one from before it was applied', { suspicion: reading }, 0, 10, 'suspected'],
  ] as const)('%s', (_name, facts, actual, seconds, expected) => {
    expect(judged(facts, actual, seconds).kind).toBe(expected);
  });

  it('agrees where the channel shows its exposed units and nothing waits for it', () => {
    expect(judged({}, 10, 0, position({ exposed: 10 })).kind).toBe('agrees');
    expect(judged({}, 10, 0, position({ exposed: 10, isProven: false })).kind).toBe('suspected');
    expect(judged({}, 7, 0, position({ exposed: 10 })).kind).toBe('suspected');
  });

  it('a reading stands where the listing was sold out since, and not emptied', () => {
    expect(judged({ suspicion: reading }, 0, 30, position({ exposed: 10, goal: 0 })).kind).toBe('proven');
  });

  it('a listing that still shows units after it was emptied is emptied again', () => {
    expect(isStillOnDisplay({ push: closed }, 2)).toBe(true);
    expect(isStillOnDisplay({ push: closed }, 0)).toBe(false);
    expect(isStillOnDisplay({ push: ABSOLUTE }, 2)).toBe(false);
  });
});
