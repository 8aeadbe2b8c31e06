import { describe, expect, it } from '@jest/globals';
import { type Demand, demandAfterSale } from '../../../../shared/domain/exposure/demand.ts';
import { endgameThreshold } from '../../../../shared/domain/exposure/endgame.ts';
import {
  type Exposure,
  type ExposureInputs,
  type ExposureRules,
  sellable,
} from '../../../../shared/domain/exposure/exposure.ts';
import { idleTimeoutMs, reviseExposure } from '../../../../shared/domain/exposure/revise-exposure.ts';
import { SETTLE_MS_DEFAULT } from '../../../../shared/domain/listing/deduction.ts';
import type { Stock } from '../../../../shared/domain/stock/stock.ts';
import { ABSOLUTE, AMAZON, later, listing, MAIN, POS, SHARED_RULES, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';

const KEEP = { release: 'keep', settleMs: SETTLE_MS_DEFAULT } as const;
const RELEASE = { release: 'release', settleMs: SETTLE_MS_DEFAULT } as const;
const onHand = (units: number): Stock => ({ [MAIN]: { onHand: units, committed: 0, held: 0, unavailable: 0 } });
/** Shopify sells one a second up to then, Square one in four of these. */
const demandUntil = (seconds: number): Demand | undefined =>
  Array.from({ length: 40 }, (_, index) => seconds - 39 + index).reduce(
    (demand: Demand | undefined, at) =>
      demandAfterSale(demand, {
        listing: at % 4 === 0 ? SQUARE : SHOPIFY,
        units: 1,
        at: later(at),
        open: [SHOPIFY, SQUARE],
      }),
    undefined,
  );
const inputsOf = (units: number, lagMs = 2_000): ExposureInputs => ({
  stock: onHand(units),
  listings: [listing(SHOPIFY, units, { lagMs }), listing(SQUARE, units, { lagMs })],
  demand: demandUntil(0),
});
const at = (seconds: number) => new Date(later(seconds));
const under = (rules: Partial<ExposureRules>, facts: Partial<Exposure> = {}): Exposure => ({
  rules: { ...SHARED_RULES, ...rules },
  revision: 5,
  ...facts,
});
const revised = (exposure: Exposure, inputs: ExposureInputs, seconds = 0) =>
  reviseExposure(exposure, inputs, at(seconds), KEEP).exposure;

describe('a SKU under escrow', () => {
  const spread = (count: number): ExposureInputs => ({
    stock: onHand(3),
    listings: Array.from({ length: count }, (_, index) =>
      listing(SHOPIFY, 0, { channelLocation: `${index}`, managed: true }),
    ),
  });

  it('counts from the beginning what a listing may sell that left before', () => {
    const stopped = {
      matter: 'place',
      at: later(-60),
      problem: 'is not stocked there any more',
      stopped: true,
    } as const;
    const left = listing(SQUARE, 4, { managed: false, catalogueNotes: [stopped] });
    const { shares } = revised(under({ policy: 'escrow' }), {
      stock: onHand(10),
      listings: [listing(SHOPIFY, 10), left],
    });
    expect(shares).toMatchObject({ [SHOPIFY]: { units: 10, goal: 6 }, [SQUARE]: { units: 4, goal: 0 } });
  });

  it('is divided among 99 listings, and offered as an endgame on more: its shares could not be written together', () => {
    const most = revised(under({ policy: 'escrow', endgameAt: 4 }), spread(99));
    expect(Object.keys(most.shares ?? {})).toHaveLength(99);
    const beyond = revised(most, spread(100));
    expect(beyond.shares).toBeUndefined();
    expect(spread(100).listings.filter((each) => sellable(onHand(3), each, beyond) > 0)).toHaveLength(1);
    expect(beyond).toMatchObject({ rules: { policy: 'escrow' }, revision: 7 });
    expect(Object.keys(revised(beyond, spread(99)).shares ?? {})).toHaveLength(99);
  });
});

describe('a share on a channel that only accepts figures', () => {
  it('is proven by its first reading, also while another listing keeps escrow from being in force', () => {
    // Shopify shows 17 of 10 and cannot be lowered: no share moves, only the proof is new.
    const shopify = listing(SHOPIFY, 17);
    const inputs = (read: boolean): ExposureInputs => ({
      stock: onHand(10),
      listings: [shopify, listing(AMAZON, 5, { push: ABSOLUTE, ...(read && { answered: 5 }) })],
    });
    const entering = revised(under({ policy: 'escrow' }), inputs(false));
    expect(entering.shares?.[AMAZON]).not.toHaveProperty('isProven');
    const read = revised(entering, inputs(true));
    expect(read.shares?.[AMAZON]).toEqual({ ...entering.shares?.[AMAZON], isProven: true });
    expect(read.revision).toBe(entering.revision + 1);
  });
});

describe('a SKU whose lag is too long for an endgame', () => {
  const rules = { policy: 'endgame' } as const;
  const { stock } = inputsOf(500);
  const shownBy = (exposure: Exposure, lagMs: number) =>
    inputsOf(500, lagMs).listings.map((each) => sellable(stock, each, exposure));

  it('is divided among its listings, so that a rush which nobody has reported yet sells nothing twice', () => {
    const exposure = revised(under(rules), inputsOf(500, 60_000));
    expect(shownBy(exposure, 60_000).reduce((sum, units) => sum + units, 0)).toBe(500);
    expect(exposure).toMatchObject({ rules: { policy: 'endgame' }, revision: 6 });
    expect(exposure.endgame).toBeUndefined();
  });

  it('shows all of it everywhere again once its lags are short', () => {
    const divided = revised(under(rules), inputsOf(500, 60_000));
    expect(revised(divided, inputsOf(500, 10_000)).shares).toBeDefined();
    expect(shownBy(revised(divided, inputsOf(500, 2_000)), 2_000)).toEqual([500, 500]);
  });

  it('goes on with an endgame that has begun: one listing alone shows what is left', () => {
    const running = under(rules, { endgame: { listing: SHOPIFY, since: later(0), from: 400 } });
    expect(revised(running, inputsOf(300, 60_000)).endgame).toBeDefined();
  });

  it('stays an endgame where escrow could not divide it among so many listings', () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      listing(SHOPIFY, 500, { channelLocation: `${index}`, lagMs: 60_000 }),
    );
    expect(revised(under(rules), { ...inputsOf(500), listings: many }).shares).toBeUndefined();
  });
});

describe('the endgame', () => {
  const rules = { policy: 'endgame', endgameAt: 4 } as const;

  it.each([
    ['has not begun while there is more than the last units', 5, false],
    ['begins with the last units', 4, true],
    ['runs when there are none', 0, true],
  ])('%s', (_name, units, isRunning) => {
    expect(revised(under(rules), inputsOf(units)).endgame !== undefined).toBe(isRunning);
  });

  it('shows what is left on the listing that sells most, and nothing elsewhere', () => {
    const exposure = revised(under(rules), inputsOf(4));
    const { listings, stock } = inputsOf(4);
    expect(exposure).toMatchObject({ endgame: { listing: SHOPIFY, since: later(0), from: 4 }, revision: 6 });
    expect(listings.map((each) => sellable(stock, each, exposure))).toEqual([4, 0]);
  });

  const running = under(rules, { endgame: { listing: SHOPIFY, since: later(0), from: 4 } });

  it.each([
    ['goes on though a return brings it above where it began', 8, true],
    ['ends with twice as much: that is new stock', 9, false],
  ])('%s', (_name, units, isRunning) => {
    expect(revised(running, inputsOf(units)).endgame !== undefined).toBe(isRunning);
  });

  it('stays where it is while that listing has its time', () => {
    expect(revised(running, inputsOf(2), 20)).toBe(running);
  });

  it('moves on once that listing has not sold for long, and each listing that does not sell loses a part', () => {
    const inputs = inputsOf(2);
    const patient = idleTimeoutMs(inputs, SHOPIFY, at(0)) / 1_000;
    const { exposure, demand } = reviseExposure(running, inputs, at(patient * 60), KEEP);
    expect(exposure.endgame?.listing).toBe(SQUARE);
    expect(demand?.parts[SHOPIFY]).toBeLessThan(demand?.parts[SQUARE] ?? 0);
  });

  it('gives a listing that idled and is still the best its time anew: idling is held against it once', () => {
    const parts = { [SHOPIFY]: 0.95, [SQUARE]: 0.05 };
    const inputs = { ...inputsOf(2), demand: { ...(demandUntil(0) as Demand), parts, recentParts: parts } };
    const first = reviseExposure(running, inputs, at(7_200), KEEP);
    expect(first.exposure.endgame).toEqual({ listing: SHOPIFY, since: later(7_200), from: 4 });
    const second = reviseExposure(first.exposure, { ...inputs, demand: first.demand }, at(7_201), KEEP);
    expect(second.demand).toBe(first.demand);
  });

  it('begins with more units, the longer a channel takes and the less may be risked', () => {
    const computed = under({ policy: 'endgame' });
    const units = (exposure: Exposure, lagMs: number) =>
      endgameThreshold(exposure, { ...inputsOf(50, lagMs), settleMs: 30_000 }, at(0)).units;
    expect(units(computed, 4_000)).toBeGreaterThan(units(computed, 1_000));
    expect(units(under({ policy: 'endgame', risk: 1e-6 }), 2_000)).toBeGreaterThan(units(computed, 2_000));
    expect(units(under(rules), 60_000)).toBe(4);
  });

  it('is none for a SKU that one listing sells', () => {
    const { listings, ...inputs } = inputsOf(1);
    expect(revised(under(rules), { ...inputs, listings: listings.slice(0, 1) }).endgame).toBeUndefined();
  });
});

describe('automatic buffers', () => {
  const rules = { policy: 'shared', channels: { [SQUARE]: { buffer: 'auto' } } } as const;

  it('withhold from a channel what the others sell meanwhile', () => {
    const exposure = revised(under(rules), inputsOf(50));
    expect(exposure.buffers?.[SQUARE]).toBeGreaterThan(2);
    expect(exposure.buffers?.[SHOPIFY]).toBeUndefined();
  });

  it('move by a quarter or more only: each move is a push', () => {
    const due = revised(under(rules), inputsOf(50)).buffers?.[SQUARE] ?? 0;
    const near = under(rules, { buffers: { [SQUARE]: due + 1 } });
    expect(revised(near, inputsOf(50))).toBe(near);
    const far = under(rules, { buffers: { [SQUARE]: due * 2 } });
    expect(revised(far, inputsOf(50))).toMatchObject({ buffers: { [SQUARE]: due }, revision: 6 });
  });

  it('are none where the merchant says how many', () => {
    const fixed = under({ channels: { [SQUARE]: { buffer: 3 } } });
    expect(revised(fixed, inputsOf(50))).toBe(fixed);
  });
});

describe('a listing that was linked since the last sale', () => {
  it('gets units of its own, though nothing is known of what it sells', () => {
    const inputs = { ...inputsOf(30), listings: [...inputsOf(30).listings, listing(POS, 0)] };
    const shares = {
      [SHOPIFY]: { units: 20, goal: 20, since: later(0) },
      [SQUARE]: { units: 10, goal: 10, since: later(0) },
    };
    const { exposure } = reviseExposure(under({ policy: 'escrow' }, { shares }), inputs, at(0), RELEASE);
    expect(exposure.shares?.[POS]?.goal).toBe(10);
  });
});

describe('shares that idle', () => {
  it('begin their time anew though nothing moves, and are held back once', () => {
    const shares = {
      [SHOPIFY]: { units: 0, goal: 0, since: later(-7_200) },
      [SQUARE]: { units: 1, goal: 1, since: later(-7_200) },
    };
    const inputs = { ...inputsOf(1), listings: [listing(SHOPIFY, 0), listing(SQUARE, 1)] };
    const keeping = {
      ...inputs,
      demand: { ...(demandUntil(0) as Demand), parts: { [SHOPIFY]: 0.01, [SQUARE]: 0.99 } },
    };
    const first = reviseExposure(under({ policy: 'escrow' }, { shares }), keeping, at(0), RELEASE);
    expect(first.exposure).toMatchObject({ revision: 5, shares: { [SQUARE]: { units: 1, since: later(0) } } });
    const second = reviseExposure(first.exposure, { ...keeping, demand: first.demand }, at(1), RELEASE);
    expect(second.demand).toBe(first.demand);
  });
});
