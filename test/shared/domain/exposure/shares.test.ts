import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Exposure, ExposureInputs } from '../../../../shared/domain/exposure/exposure.ts';
import {
  exposedUnits,
  isInForce,
  isLoweringProven,
  rebalance,
  type Shares,
  sharesAfterOwnSale,
} from '../../../../shared/domain/exposure/shares.ts';
import { parseLocationId } from '../../../../shared/domain/identifiers.ts';
import { SETTLE_MS_DEFAULT } from '../../../../shared/domain/listing/deduction.ts';
import type { Listing } from '../../../../shared/domain/listing/listing.ts';
import type { PushIntent } from '../../../../shared/domain/listing/push-intent.ts';
import { outstanding } from '../../../../shared/domain/pushing/push.ts';
import type { Stock } from '../../../../shared/domain/stock/stock.ts';
import { AMAZON, later, listing, MAIN, MUG, NOON, SHARED_RULES, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';

const NOW = new Date(NOON);
const settleMs = SETTLE_MS_DEFAULT;
const AGO = later(-60);
const onHand = (units: number): Stock => ({ [MAIN]: { onHand: units, committed: 0, held: 0, unavailable: 0 } });
const share = (units: number, goal: number) => ({ units, goal, since: AGO });
const escrow = (shares?: Shares): Exposure => ({
  rules: { ...SHARED_RULES, policy: 'escrow' },
  revision: 1,
  ...(shares && { shares }),
});
const pushing = (delta: number): Pick<Listing, 'intent'> => ({ intent: { delta } as PushIntent });
const seen = { answered: 0 };

describe('what a listing may still sell unreported', () => {
  it.each([
    ['is what it is believed to show', 3, {}, 3],
    ['includes a raise on its way', 3, pushing(2), 5],
    ['still includes a lowering on its way: it may not be applied', 3, pushing(-2), 3],
    ['includes what was sold where a lowering brought the channel below nothing', 0, { answered: -1 }, 1],
    ['is nothing more once that sale is reported', -1, { answered: -1 }, 0],
    ['does not count a raise from below nothing twice', 0, { answered: -1, ...pushing(1) }, 1],
    ['is less than nothing while a unit put back is unreported, and its sale is not', -1, seen, -1],
  ])('%s', (_name, shown, facts, expected) => {
    expect(exposedUnits(listing(SHOPIFY, shown, facts))).toBe(expected);
  });
});

describe('a channel is proven to show no more', () => {
  it.each([
    ['by an answer that says what it shows', { answered: 3, revision: 4 }, true],
    ['by a check that agreed', { agreedRevision: 4, revision: 4 }, true],
    ['not by a check before its last push', { agreedRevision: 2, revision: 4 }, false],
    ['not by an answer that only accepts', { revision: 4 }, false],
    ['not while a push is on its way', { answered: 3, revision: 4, ...pushing(-1) }, false],
  ])('%s', (_name, facts, expected) => {
    expect(isLoweringProven(listing(SHOPIFY, 3, facts), {})).toBe(expected);
  });
});

describe('shares worked out anew', () => {
  const worked = (
    units: number,
    listings: readonly Listing[],
    shares?: Shares,
    release: 'release' | 'keep' = 'release',
  ) =>
    Object.values(rebalance(escrow(shares), { stock: onHand(units), listings }, NOW, { release, settleMs })).map(
      (each) => [each.units, each.goal],
    );
  const two = (shopify: Partial<Listing>, square: Partial<Listing>) => [
    listing(SHOPIFY, 0, shopify),
    listing(SQUARE, 0, square),
  ];
  const half = { [SHOPIFY]: share(5, 5), [SQUARE]: share(5, 5) };

  it.each([
    [
      'begin with what each listing may still sell',
      10,
      two({ shown: 10 }, { shown: 8 }),
      undefined,
      [
        [10, 5],
        [8, 5],
      ],
    ],
    [
      'stay where nothing happened',
      10,
      two({ shown: 5 }, { shown: 5 }),
      half,
      [
        [5, 5],
        [5, 5],
      ],
    ],
    [
      'release what is proven',
      10,
      two({ shown: 5, ...seen }, { shown: 5 }),
      { ...half, [SHOPIFY]: share(10, 5) },
      [
        [5, 5],
        [5, 5],
      ],
    ],
    [
      'keep what is not proven',
      10,
      two({ shown: 5, revision: 2 }, { shown: 5 }),
      { ...half, [SHOPIFY]: share(10, 5) },
      [
        [10, 5],
        [5, 5],
      ],
    ],
    [
      'do not free what a raise on its way may bring',
      10,
      two({ shown: 3, ...seen, ...pushing(2) }, { shown: 5 }),
      { [SHOPIFY]: share(3, 3), [SQUARE]: share(5, 5) },
      [
        [5, 4],
        [5, 6],
      ],
    ],
    [
      'ask for what is not there any more',
      7,
      two({ shown: 5 }, { shown: 5 }),
      half,
      [
        [5, 3],
        [5, 4],
      ],
    ],
    [
      'grant what is free to whom it is due',
      14,
      two({ shown: 5 }, { shown: 5 }),
      half,
      [
        [7, 7],
        [7, 7],
      ],
    ],
    [
      'make nothing of a share below nothing',
      4,
      two({ shown: -1, ...seen }, { shown: 5 }),
      { [SHOPIFY]: share(-1, 0), [SQUARE]: share(5, 4) },
      [
        [-1, 2],
        [5, 2],
      ],
    ],
  ] as const)('%s', (_name, units, listings, shares, expected) => {
    const sorted = worked(units, listings, shares);
    expect(sorted.map(([has]) => has)).toEqual(expected.map(([has]) => has));
    expect(sorted.reduce((sum, [, goal]) => sum + (goal ?? 0), 0)).toBeLessThanOrEqual(units);
  });

  it('release nothing where the caller may not', () => {
    const listings = two({ shown: 5, ...seen }, { shown: 5 });
    expect(worked(10, listings, { ...half, [SHOPIFY]: share(10, 5) }, 'keep')[0]).toEqual([10, 5]);
  });

  it('never grant above what is available, whatever was before', () => {
    const channel = fc.record({
      shown: fc.integer({ min: -2, max: 12 }),
      answered: fc.option(fc.integer({ min: -3, max: 12 }), { nil: undefined }),
      units: fc.integer({ min: -2, max: 12 }),
      goal: fc.integer({ min: -2, max: 12 }),
      delta: fc.option(fc.integer({ min: -5, max: 5 }), { nil: undefined }),
      revision: fc.integer({ min: 0, max: 1 }),
    });
    const channels = fc.tuple(channel, channel, channel);
    fc.assert(
      fc.property(fc.integer({ min: -3, max: 30 }), channels, fc.boolean(), (units, all, isReleasing) => {
        const listings = all.map(({ shown, answered, delta, revision }, index) =>
          listing([SHOPIFY, SQUARE, AMAZON][index] ?? SHOPIFY, shown, {
            revision,
            ...(answered !== undefined && { answered }),
            ...(delta !== undefined && pushing(delta)),
          }),
        );
        const before = Object.fromEntries(
          listings.map(({ channel: id }, index) => [id, share(all[index]?.units ?? 0, all[index]?.goal ?? 0)]),
        );
        const after = rebalance(escrow(before), { stock: onHand(units), listings }, NOW, {
          release: isReleasing ? 'release' : 'keep',
          settleMs,
        });
        const sum = Object.values(after).reduce((total, each) => total + Math.max(0, each.units), 0);
        const needed = listings.reduce(
          (total, each) => total + Math.max(0, before[each.channel]?.units ?? 0, exposedUnits(each)),
          0,
        );
        expect(sum).toBeLessThanOrEqual(Math.max(units, needed));
        for (const each of listings) {
          expect(after[each.channel]?.units).toBeGreaterThanOrEqual(exposedUnits(each));
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a channel that only accepts figures', () => {
  it.each([
    ['gets no units that the others would sell before they could come back', 30_000, 0],
    ['gets its part where they come back sooner', 10_000, 10],
  ])('%s', (_name, settleMs, goal) => {
    const demand = { present: { from: later(-32), units: 32 }, lastAt: NOON, parts: { [SHOPIFY]: 0.5, [AMAZON]: 0.5 } };
    const listings = [listing(SHOPIFY, 20), listing(AMAZON, 0, seen)];
    const before = { [SHOPIFY]: share(20, 20), [AMAZON]: { ...share(0, 0), isProven: true } as const };
    const inputs = { stock: onHand(20), listings, demand };
    const after = rebalance(escrow(before), inputs, NOW, { release: 'release', settleMs });
    expect(after[AMAZON]?.goal).toBe(goal);
  });
});

describe('shares that add up to more than is available', () => {
  const entered = (units: number, stock: number) =>
    rebalance(
      escrow({ [SHOPIFY]: share(units, 3), [SQUARE]: share(3, 3) }),
      { stock: onHand(stock), listings: [listing(SHOPIFY, units, { revision: 1 }), listing(SQUARE, 1)] },
      NOW,
      { release: 'keep', settleMs },
    );

  it('are entering until they fit', () => {
    expect(Object.values(entered(5, 6)).map(({ isEntering }) => isEntering)).toEqual([true, true]);
    expect(Object.values(entered(3, 6)).map(({ isEntering }) => isEntering)).toEqual([undefined, undefined]);
  });

  it('are so too where all are 0 and more was sold than was there: a unit put back and unreported is on display already', () => {
    // Two units came back on Square, which shows them; its sales were reported, and the return was not.
    const square = listing(SQUARE, -2, { answered: 8 });
    const shares = rebalance(
      escrow({ [SHOPIFY]: share(0, 0), [SQUARE]: share(0, 0) }),
      { stock: onHand(-2), listings: [listing(SHOPIFY, 0, { answered: 0 }), square] },
      NOW,
      { release: 'keep', settleMs },
    );
    expect(outstanding(onHand(-2), square, escrow(shares))).toBe(0);
  });

  it.each([
    ['raise no listing, though it shows less than its share', 1, {}, 0],
    ['fill what a channel sold below nothing', -2, { answered: -2 }, 2],
    ['still lower', 5, {}, -2],
  ])('%s', (_name, shown, facts, expected) => {
    const shares = { [SQUARE]: { ...share(3, 3), isEntering: true } as const };
    expect(outstanding(onHand(6), listing(SQUARE, shown, facts), escrow(shares))).toBe(expected);
  });
});

describe('the share of a listing that is pushed no more', () => {
  const shopify = listing(SHOPIFY, 5, seen);
  const half = { [SHOPIFY]: share(5, 5), [SQUARE]: share(5, 5) };
  const divided = (left: Partial<Listing>, units = 5) =>
    rebalance(
      escrow(half),
      { stock: onHand(10), listings: [shopify, listing(SQUARE, units, { managed: false, ...left })] },
      NOW,
      { release: 'release', settleMs },
    );

  it('stays, and goes to nobody else, while the listing may sell it', () => {
    expect(divided({ revision: 3 })).toEqual({
      [SHOPIFY]: share(5, 5),
      [SQUARE]: { ...share(5, 0), leftAt: NOON },
    });
  });

  it('falls to what the listing was read to show, and goes on', () => {
    expect(divided(seen, 2)).toMatchObject({ [SHOPIFY]: { units: 8, goal: 8 }, [SQUARE]: { units: 2, goal: 0 } });
    expect(divided(seen, 0)).toMatchObject({ [SHOPIFY]: { units: 10, goal: 10 }, [SQUARE]: { units: 0 } });
  });

  it('counts against what is available', () => {
    const inputs = { stock: onHand(8), listings: [shopify, listing(SQUARE, 5, { managed: false })] };
    expect(isInForce({ shares: half }, inputs)).toBe(false);
    expect(isInForce({ shares: half }, { ...inputs, stock: onHand(10) })).toBe(true);
  });

  it('stays also where the listing is not kept any more', () => {
    const inputs = { stock: onHand(12), listings: [shopify] };
    expect(rebalance(escrow(half), inputs, NOW, { release: 'release', settleMs })).toMatchObject({
      [SHOPIFY]: { units: 7, goal: 7 },
      [SQUARE]: { units: 5, goal: 0, leftAt: NOON },
    });
    expect(isInForce({ shares: half }, { ...inputs, stock: onHand(9) })).toBe(false);
  });

  it('is what the listing may still sell, where its channel said so before escrow began', () => {
    const stopped = { matter: 'item', at: NOON, problem: 'is sold there under SKU “CUP”', stopped: true } as const;
    const listings = [listing(SHOPIFY, 10), listing(SQUARE, 4, { managed: false, catalogueNotes: [stopped] })];
    const shares = rebalance(escrow(), { stock: onHand(10), listings }, NOW, { release: 'keep', settleMs });
    expect(shares).toMatchObject({ [SHOPIFY]: { units: 10, isEntering: true }, [SQUARE]: { units: 4, goal: 0 } });
  });
});

describe('units that are in no share', () => {
  const shopify = listing(SHOPIFY, 5, seen);
  const granted = (facts: Partial<Exposure>) =>
    rebalance({ ...escrow({ [SHOPIFY]: share(5, 5) }), ...facts }, { stock: onHand(10), listings: [shopify] }, NOW, {
      release: 'release',
      settleMs,
    })[SHOPIFY]?.units;

  it('are granted, but for what is kept for holds', () => {
    expect(granted({})).toBe(10);
    expect(granted({ reserve: { units: 3, since: NOON } })).toBe(7);
  });

  it('are granted in each pool, whatever shares there are of other pools', () => {
    const store = parseLocationId('store');
    const listings = [shopify, listing(SQUARE, 0, { ...seen, drawsOn: [store] })];
    const shares = { [SHOPIFY]: share(10, 10), [SQUARE]: share(0, 0) };
    const stock = { ...onHand(10), [store]: { onHand: 4, committed: 0, held: 0, unavailable: 0 } };
    const after = rebalance(escrow(shares), { stock, listings }, NOW, { release: 'release', settleMs });
    expect(after).toMatchObject({ [SHOPIFY]: { units: 10 }, [SQUARE]: { units: 4, goal: 4 } });
    expect(after[SQUARE]?.isEntering).toBeUndefined();
  });

  it('are granted once it is known what bundles may sell, but for that', () => {
    const partOf = [MUG];
    expect([granted({ partOf }), granted({ partOf, bundled: 4 }), granted({ partOf, bundled: 0 })]).toEqual([5, 6, 10]);
  });

  it('leave escrow not in force until bundles are counted', () => {
    const inputs = { stock: onHand(10), listings: [shopify] };
    const shares = { [SHOPIFY]: share(5, 5) };
    expect(isInForce({ shares, partOf: [MUG] }, inputs)).toBe(false);
    expect(isInForce({ shares, partOf: [MUG], bundled: 6 }, inputs)).toBe(false);
    expect(isInForce({ shares, partOf: [MUG], bundled: 5 }, inputs)).toBe(true);
  });
});

describe('a channel’s own sale', () => {
  it('lowers its own share and goal, and nobody else’s', () => {
    const shares = { [SHOPIFY]: share(5, 5), [SQUARE]: share(5, 4) };
    const after = sharesAfterOwnSale(shares, SHOPIFY, 2, NOON);
    expect(after).toEqual({ [SHOPIFY]: { units: 3, goal: 3, since: NOON }, [SQUARE]: shares[SQUARE] });
  });

  it('of a listing without a share changes nothing', () => {
    const shares = { [SHOPIFY]: share(5, 5) };
    expect(sharesAfterOwnSale(shares, SQUARE, 2, NOON)).toBe(shares);
  });
});

describe('escrow', () => {
  const inputs: ExposureInputs = { stock: onHand(10), listings: [listing(SHOPIFY, 5), listing(SQUARE, 5)] };

  it.each([
    ['is in force once the shares fit what is available', 5, 5, true],
    ['is not while they add up to more', 6, 5, false],
    ['takes a share below nothing for nothing', 11, -1, false],
  ])('%s', (_name, shopify, square, expected) => {
    expect(isInForce({ shares: { [SHOPIFY]: share(shopify, 5), [SQUARE]: share(square, 5) } }, inputs)).toBe(expected);
  });

  it('is never in force where a listing is sold on when it shows nothing', () => {
    const note = { matter: 'withoutStock', at: NOON, problem: 'is sold on when nothing is left' };
    const shares = { [SHOPIFY]: share(5, 5), [SQUARE]: share(5, 5) };
    const listings = [listing(SHOPIFY, 5, { catalogueNotes: [note] }), listing(SQUARE, 5)];
    expect(isInForce({ shares }, { ...inputs, listings })).toBe(false);
    expect(isInForce({ shares }, inputs)).toBe(true);
  });

  it('is in force with a channel that only accepts figures once its figure was read', () => {
    const inputs: ExposureInputs = {
      stock: onHand(10),
      listings: [listing(AMAZON, 10)],
    };
    expect(isInForce({ shares: { [AMAZON]: share(10, 10) } }, inputs)).toBe(false);
    expect(isInForce({ shares: { [AMAZON]: { ...share(10, 10), isProven: true } } }, inputs)).toBe(true);
  });

  it.each([
    ['raises to the share', 3, share(5, 5), 2],
    ['lowers to the goal', 5, share(5, 2), -3],
    ['does not raise what a share below nothing lacks', -1, share(-1, 0), 0],
    ['raises a channel that was lowered below nothing', -1, share(0, 0), 1],
  ])('%s', (_name, shown, present, expected) => {
    const shares = { [SHOPIFY]: present };
    expect(outstanding(onHand(10), listing(SHOPIFY, shown), escrow(shares))).toBe(expected);
  });
});
