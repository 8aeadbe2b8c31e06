import { describe, expect, it } from '@jest/globals';
import { assumedDemand, boundOf } from '../../../../shared/domain/exposure/bound.ts';
import { salesRate } from '../../../../shared/domain/exposure/demand.ts';
import { currentExposure, type Exposure, type ExposureRules } from '../../../../shared/domain/exposure/exposure.ts';
import { chanceOfOversold, expectedOversold } from '../../../../shared/domain/exposure/oversell-law.ts';
import { exposureUnderRules } from '../../../../shared/domain/exposure/policy.ts';
import { SETTLE_MS_DEFAULT } from '../../../../shared/domain/listing/deduction.ts';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import {
  ABSOLUTE,
  AMAZON,
  DIFFERENCE,
  listing,
  MAIN,
  NOON,
  SHARED_RULES,
  SHOPIFY,
  SQUARE,
} from '../../../fakes/facts.ts';

const now = new Date(NOON);
const CHANNELS = [SHOPIFY, AMAZON, SQUARE];

function inputsOf(
  facts: { readonly onHand?: number; readonly rate?: number; readonly listings?: Partial<Listing> } = {},
) {
  const { onHand = 100, rate = 10, listings: each = {} } = facts;
  const known: Partial<Listing> = { push: DIFFERENCE, lagMs: 2_000, ...each };
  return {
    stock: { [MAIN]: { onHand, committed: 0, held: 0, unavailable: 0 } },
    listings: CHANNELS.map((channel) => listing(channel, onHand, known)),
    ...(rate > 0 && { demand: assumedDemand(undefined, rate, now) }),
    settleMs: 30_000,
  };
}

const bound = (rules: Partial<ExposureRules> = {}, facts: Parameters<typeof inputsOf>[0] = {}) =>
  boundOf(currentExposure({}, { ...SHARED_RULES, ...rules }), inputsOf(facts), now);

describe('what a sale-out oversells', () => {
  const laws = CHANNELS.map(() => ({ ratePerSecond: 10 / 3, lagSeconds: 2 }));

  it('is no less under escrow or endgame where a listing is sold on when it shows nothing', () => {
    const note = { matter: 'withoutStock', at: NOON, problem: 'is sold on when nothing is left' };
    const { shared, escrow, endgame } = bound({}, { listings: { catalogueNotes: [note] } });
    expect(escrow).toEqual(shared);
    expect(endgame).toMatchObject(shared);
    expect(bound().escrow.expectedOversold).toBe(0);
  });

  it('is the law’s figure for the demand and the lags as they are known', () => {
    const { shared, present, ratePerSecond, listings } = bound();
    expect(ratePerSecond).toBeCloseTo(10, 6);
    expect(listings.map(({ ratePerSecond: rate, lagSeconds }) => [rate.toFixed(3), lagSeconds])).toEqual([
      ['3.333', 2],
      ['3.333', 2],
      ['3.333', 2],
    ]);
    expect(shared.expectedOversold).toBeCloseTo(expectedOversold(laws, { kind: 'delta' }, { stock: 100 }), 6);
    expect(shared.expectedOversold).toBeCloseTo(13.333, 3);
    expect(shared.chanceOfAny).toBeCloseTo(chanceOfOversold(laws), 9);
    expect(present).toEqual({ policy: 'shared', ...shared });
  });

  it.each<[string, Parameters<typeof inputsOf>[0]]>([
    ['nothing was sold yet', { rate: 0 }],
    ['nothing is left to sell', { onHand: 0 }],
    ['every channel keeps it itself', { listings: { managed: false } }],
  ])('is nothing where %s', (_name, facts) => {
    const { shared, present } = bound({}, facts);
    expect(shared).toEqual({ expectedOversold: 0, chanceOfAny: 0 });
    expect(present).toEqual({ policy: 'shared', expectedOversold: 0, chanceOfAny: 0 });
  });

  it('says of each lag whether it was measured', () => {
    const unmeasured = inputsOf();
    const listings = unmeasured.listings.map(({ lagMs: _lagMs, ...rest }) => rest);
    const { listings: inputs } = boundOf(currentExposure({}, SHARED_RULES), { ...unmeasured, listings }, now);
    expect(inputs.map(({ isLagMeasured, lagSeconds }) => [isLagMeasured, lagSeconds])).toEqual(
      CHANNELS.map(() => [false, 3]),
    );
    expect(bound().listings.every(({ isLagMeasured }) => isLagMeasured)).toBe(true);
  });

  it('is more where a channel takes absolute figures: its own unreported sales are put back on display', () => {
    const inputs = inputsOf();
    const listings = inputs.listings.map((each) => ({
      ...each,
      push: each.channel === AMAZON ? ABSOLUTE : each.push,
    }));
    const of = (settleMs: number) => boundOf(currentExposure({}, SHARED_RULES), { ...inputs, listings, settleMs }, now);
    expect(of(0).shared.expectedOversold).toBeCloseTo(13.333 + (10 / 9) * 2, 3);
    expect(of(0).shared.chanceOfAny).toBeGreaterThan(0.99);
    // It may show a figure so long after it accepted it.
    expect(of(8_000).listings.map(({ lagSeconds }) => lagSeconds)).toEqual([2, 10, 2]);
    expect(of(8_000).buffer.buffers).toMatchObject({ [SHOPIFY]: of(0).buffer.buffers[SHOPIFY], [AMAZON]: 139 });
  });
});

describe('what is withheld', () => {
  it.each<[string, Partial<ExposureRules>, number]>([
    ['nothing', {}, 13.333],
    ['a safety stock', { safetyStock: 5 }, 8.335],
    [
      'the same buffer everywhere',
      { channels: Object.fromEntries(CHANNELS.map((each) => [each, { buffer: 5 }])) },
      8.335,
    ],
    ['both', { safetyStock: 2, channels: Object.fromEntries(CHANNELS.map((each) => [each, { buffer: 3 }])) }, 8.335],
    ['a buffer on one channel: the others may sell to the end', { channels: { [SHOPIFY]: { buffer: 5 } } }, 13.333],
  ])('lowers it: %s', (_name, rules, expected) => {
    expect(bound(rules).present.expectedOversold).toBeCloseTo(expected, 2);
  });

  it('as automatic buffers is enough for the risk that is taken', () => {
    const { buffer, risk } = bound({ risk: 1e-3 });
    expect(Object.keys(buffer.buffers)).toEqual(CHANNELS);
    expect(buffer.chanceOfAny).toBeLessThanOrEqual(risk);
    expect(Math.min(...Object.values(buffer.buffers))).toBeGreaterThan(13);
  });

  it('as automatic buffers is enough on each channel for its own lag', () => {
    const inputs = inputsOf();
    const listings = inputs.listings.map((each) => (each.channel === SQUARE ? { ...each, lagMs: 500 } : each));
    const { buffer, risk } = boundOf(currentExposure({}, SHARED_RULES), { ...inputs, listings }, now);
    expect(buffer.buffers[SQUARE]).toBeLessThan((buffer.buffers[SHOPIFY] ?? 0) / 2);
    expect(buffer.chanceOfAny).toBeLessThanOrEqual(3 * risk);
  });

  it('on automatic channels is what was worked out last, not what would be worked out now', () => {
    const rules: ExposureRules = {
      ...SHARED_RULES,
      channels: Object.fromEntries(CHANNELS.map((each) => [each, { buffer: 'auto' as const }])),
    };
    const exposure: Exposure = { rules, revision: 1, buffers: Object.fromEntries(CHANNELS.map((each) => [each, 5])) };
    expect(boundOf(exposure, inputsOf(), now).present.expectedOversold).toBeCloseTo(8.335, 2);
  });
});

describe('endgame', () => {
  it('begins early enough for the risk that is taken', () => {
    const { endgame, present } = bound({ policy: 'endgame' });
    expect(endgame.threshold.units).toBeGreaterThan(26);
    expect(endgame.chanceOfAny).toBeLessThanOrEqual(1e-4);
    expect(present).toEqual({
      policy: 'endgame',
      expectedOversold: endgame.expectedOversold,
      chanceOfAny: endgame.chanceOfAny,
    });
  });

  it('oversells what a threshold lets through that was set too low', () => {
    const { endgame } = bound({ policy: 'endgame', endgameAt: 10 });
    expect(endgame.threshold.units).toBe(10);
    expect(endgame.expectedOversold).toBeGreaterThan(15);
    expect(endgame.chanceOfAny).toBeGreaterThan(0.99);
  });
});

describe('escrow', () => {
  it('oversells nothing once it is in force, and what it did before until then', () => {
    const inputs = inputsOf();
    const rules = { ...SHARED_RULES, policy: 'escrow' as const };
    const begun = exposureUnderRules(currentExposure({}, SHARED_RULES), rules, inputs, now, SETTLE_MS_DEFAULT);
    const before = boundOf(begun, inputs, now);
    expect(before.escrow).toEqual({ expectedOversold: 0, chanceOfAny: 0 });
    expect(before.present).toEqual({ policy: 'escrow', ...before.shared });
    const shares = Object.fromEntries(
      Object.entries(begun.shares ?? {}).map(([id, share]) => [id, { ...share, units: share.goal }]),
    );
    const { present } = boundOf({ ...begun, shares }, inputs, now);
    expect(present).toEqual({ policy: 'escrow', expectedOversold: 0, chanceOfAny: 0 });
  });
});

describe('an assumed demand', () => {
  it('sells so much, goes where demand went, and is known for certain', () => {
    const known = { present: { from: NOON, units: 4 }, lastAt: NOON, parts: { shopify: 0.7, amazon: 0.3 } };
    const demand = assumedDemand(known, 0.25, now);
    expect(salesRate(demand, now)).toBeCloseTo(0.25, 9);
    expect(demand.parts).toEqual(known.parts);
  });
});
