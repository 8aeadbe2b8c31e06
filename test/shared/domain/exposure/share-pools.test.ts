import { describe, expect, it } from '@jest/globals';
import type { Exposure } from '../../../../shared/domain/exposure/exposure.ts';
import {
  freeUnitsAt,
  holdersOfTheLast,
  isEachBundleCounted,
  locationGroupsOf,
  unitsElsewhere,
} from '../../../../shared/domain/exposure/share-pools.ts';
import {
  isReadForEntry,
  newlyKept,
  rebalance,
  type Share,
  type Shares,
} from '../../../../shared/domain/exposure/shares.ts';
import { parseLocationId, parseSku } from '../../../../shared/domain/identifiers.ts';
import { SETTLE_MS_DEFAULT } from '../../../../shared/domain/listing/deduction.ts';
import { type Listing, listingId } from '../../../../shared/domain/listing/listing.ts';
import type { Stock } from '../../../../shared/domain/stock/stock.ts';
import { AMAZON, DIFFERENCE, listing, MAIN, NOON, SHARED_RULES, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';

const BACK = parseLocationId('back');
const units = (onHand: number) => ({ onHand, committed: 0, held: 0, unavailable: 0 });
const share = (granted: number, goal = granted) => ({ units: granted, goal, since: NOON });
const seen = { answered: 0 };
const escrow = (of: Shares): Exposure => ({ rules: { ...SHARED_RULES, policy: 'escrow' }, revision: 1, shares: of });
const options = { release: 'release', settleMs: SETTLE_MS_DEFAULT } as const;
const listings = [listing(SHOPIFY, 4), listing(SQUARE, 3)];
const shares = { [SHOPIFY]: share(4), [SQUARE]: share(3) };
const stock: Stock = { [MAIN]: units(10), [BACK]: units(5) };

describe('units that no listing may sell', () => {
  it('are those in no share', () => {
    expect(freeUnitsAt({ shares }, { stock, listings }, MAIN)).toBe(3);
  });

  it('are all of them at a location on which no listing draws', () => {
    expect(freeUnitsAt({ shares }, { stock, listings }, BACK)).toBe(5);
  });

  it('are none that a listing has which is pushed no more', () => {
    const left = [listing(SHOPIFY, 4), listing(SQUARE, 3, { managed: false })];
    expect(freeUnitsAt({ shares }, { stock, listings: left }, MAIN)).toBe(3);
  });

  it('are none of a share whose listing is gone, nor of what bundles may still sell', () => {
    expect(freeUnitsAt({ shares, bundled: 2 }, { stock, listings: listings.slice(0, 1) }, MAIN)).toBe(1);
    expect(unitsElsewhere({ shares, bundled: 2 }, listings.slice(0, 1))).toBe(5);
  });

  it('are none while it is not known what bundles may still sell, but where no listing draws', () => {
    const bundled = { shares, partOf: [parseSku('SET')] };
    expect(freeUnitsAt(bundled, { stock, listings }, MAIN)).toBe(0);
    expect(freeUnitsAt(bundled, { stock: { [MAIN]: units(-2) }, listings }, MAIN)).toBe(-2);
    expect(freeUnitsAt(bundled, { stock, listings }, BACK)).toBe(5);
    expect(freeUnitsAt({ ...bundled, bundled: 1 }, { stock, listings }, MAIN)).toBe(2);
  });

  it('are at most those at the location itself, where its pool has others', () => {
    const both = listings.map((each) => ({ ...each, drawsOn: [MAIN, BACK] }));
    expect(freeUnitsAt({ shares }, { stock, listings: both }, BACK)).toBe(5);
    expect(freeUnitsAt({ shares: { ...shares, [SHOPIFY]: share(11) } }, { stock, listings: both }, BACK)).toBe(1);
  });
});

describe('the location groups of a pool', () => {
  const DEPOT = parseLocationId('depot');
  const drawing = (...sets: (readonly (typeof MAIN)[])[]) =>
    sets.map((drawsOn, index) => listing(SHOPIFY, 0, { channelLocation: `S${index}`, drawsOn }));
  const found = (...sets: (readonly (typeof MAIN)[])[]) =>
    locationGroupsOf(drawing(...sets)).map(({ locations }) => locations);

  it.each([
    ['are none where all draw on the same', [[MAIN], [MAIN]], []],
    ['are the locations on which some draw alone', [[MAIN], [BACK], [MAIN, BACK]], [[MAIN], [BACK]]],
    [
      'are the same in whatever order locations are named',
      [
        [MAIN, BACK],
        [BACK, MAIN],
      ],
      [],
    ],
    [
      'are those of several that have a location in common',
      [
        [MAIN, BACK],
        [BACK, DEPOT],
        [MAIN, BACK, DEPOT, parseLocationId('far')],
      ],
      [
        [MAIN, BACK],
        [BACK, DEPOT],
        [MAIN, BACK, DEPOT],
      ],
    ],
  ])('%s', (_name, sets, expected) => {
    expect(found(...sets)).toEqual(expected);
  });

  it('have no units for a hold that a listing there may sell, however many the pool has', () => {
    const two = [listing(SHOPIFY, 10, { drawsOn: [MAIN] }), listing(SQUARE, 0, { drawsOn: [MAIN, BACK] })];
    const held = { shares: { [SHOPIFY]: share(9), [SQUARE]: share(1) } };
    expect(freeUnitsAt(held, { stock, listings: two }, MAIN)).toBe(1);
    expect(freeUnitsAt(held, { stock, listings: two }, BACK)).toBe(5);
  });
});

it('a SKU that is in bundles is counted once it is known what these may sell', () => {
  const partOf = [parseSku('SET')];
  expect([
    isEachBundleCounted({}),
    isEachBundleCounted({ partOf }),
    isEachBundleCounted({ partOf, bundled: 0 }),
  ]).toEqual([true, false, true]);
});

describe('listings of a pool that draw on some of its locations', () => {
  const listings = [
    listing(SHOPIFY, 0, seen),
    listing(AMAZON, 0, { ...seen, push: DIFFERENCE }),
    listing(SQUARE, 0, { ...seen, drawsOn: [MAIN, BACK] }),
  ];
  const none = { [SHOPIFY]: share(0, 0), [AMAZON]: share(0, 0), [SQUARE]: share(0, 0) };
  const stock = { [MAIN]: units(10), [BACK]: units(90) };
  const divided = (shares: Shares, facts: Partial<Exposure> = {}, others: readonly Listing[] = listings) =>
    Object.values(rebalance({ ...escrow(shares), ...facts }, { stock, listings: others }, new Date(NOON), options)).map(
      (each) => [each.units, each.goal],
    );

  it('get together what is there, and the others the rest', () => {
    expect(divided(none)).toEqual([
      [5, 5],
      [5, 5],
      [90, 90],
    ]);
  });

  it('are granted only what no share of another there still holds', () => {
    const held = [listing(SHOPIFY, 8, { revision: 1 }), ...listings.slice(1)];
    expect(divided({ ...none, [SHOPIFY]: share(8, 8) }, {}, held)).toEqual([
      [8, 5],
      [2, 5],
      [90, 90],
    ]);
  });

  it('leave there what is withheld: safety stock, the reserve for holds, and what one that left may sell', () => {
    const rules = { ...SHARED_RULES, policy: 'escrow' as const, safetyStock: 2 };
    expect(divided(none, { rules })).toEqual([
      [4, 4],
      [4, 4],
      [90, 90],
    ]);
    expect(divided(none, { reserve: { units: 4, since: NOON } })).toEqual([
      [3, 3],
      [3, 3],
      [90, 90],
    ]);
    const left = [listing(SHOPIFY, 6, { ...seen, managed: false }), ...listings.slice(1)];
    expect(divided({ ...none, [SHOPIFY]: share(6, 6) }, {}, left)).toEqual([
      [6, 0],
      [4, 4],
      [90, 90],
    ]);
  });
});

it('a channel that lacks units at one location shows as many fewer at the others, and other channels do not', () => {
  const listings = [
    listing(SHOPIFY, 0, { ...seen, channelLocation: 'S1' }),
    listing(SHOPIFY, 0, { ...seen, channelLocation: 'S2', drawsOn: [BACK] }),
    listing(SQUARE, 0, seen),
  ];
  const none = Object.fromEntries([`${SHOPIFY}@S1`, `${SHOPIFY}@S2`, SQUARE].map((id) => [id, share(0, 0)]));
  const stock = { [MAIN]: units(10), [BACK]: units(-8) };
  const after = rebalance(escrow(none), { stock, listings }, new Date(NOON), options);
  expect(after).toMatchObject({
    [`${SHOPIFY}@S1`]: { units: 2, goal: 2 },
    [`${SHOPIFY}@S2`]: { units: 0, goal: 0 },
    [SQUARE]: { units: 8, goal: 8 },
  });
});

describe('units that nobody buys where they are', () => {
  const at = (where: string, drawsOn: readonly (typeof MAIN)[], units?: number) =>
    listing(SHOPIFY, 0, { channelLocation: where, drawsOn, ...(units !== undefined && { units }) });
  const id = (where: string) => `${SHOPIFY}@${where}`;
  const holding = (one: Listing, stockThere: Stock, exposure = {}, safetyStock = 0) =>
    holdersOfTheLast(
      { rules: { ...SHARED_RULES, safetyStock }, shares: { [id('S')]: share(2), [id('E')]: share(0) }, ...exposure },
      { stock: stockThere, listings: [at('S', [MAIN]), one] },
    ).map(listingId);
  const empty = at('E', [MAIN]);
  const two = { [MAIN]: units(2) };

  it.each([
    ['go on where another could sell them', empty, two, {}, 0, [id('S')]],
    ['stay where the other draws elsewhere', at('E', [BACK]), { ...two, [BACK]: units(3) }, {}, 0, []],
    ['stay where the others are safety stock', at('E', [MAIN]), two, {}, 2, []],
    ['stay where bundles may sell the others', empty, two, { partOf: [parseSku('SET')], bundled: 2 }, 0, []],
    ['stay where they make no pack of the other', at('E', [MAIN], 3), two, {}, 0, []],
    ['stay where the other is pushed no more', { ...empty, managed: false }, two, {}, 0, []],
    ['stay where all have some', empty, two, { shares: { [id('S')]: share(1), [id('E')]: share(1) } }, 0, []],
    [
      'stay where the other will get some',
      empty,
      two,
      { shares: { [id('S')]: share(2), [id('E')]: share(0, 1) } },
      0,
      [],
    ],
    ['stay while nothing is divided', empty, two, { shares: undefined }, 0, []],
  ])('%s', (_name, one, stockThere, exposure, safetyStock, expected) => {
    expect(holding(one, stockThere, exposure, safetyStock)).toEqual(expected);
  });

  it('stay where the other draws on no place with units, whatever the pool has', () => {
    const joining = at('J', [MAIN, BACK]);
    const state = {
      stock: { [MAIN]: units(5), [BACK]: units(0) },
      listings: [at('S', [MAIN]), joining, at('E', [BACK])],
    };
    const shares = { [id('S')]: share(2), [id('J')]: share(3), [id('E')]: share(0) };
    expect(holdersOfTheLast({ rules: SHARED_RULES, shares }, state)).toEqual([]);
  });
});

const keeping = (units: number, entering: Partial<Share> = {}) => ({
  rules: { ...SHARED_RULES, policy: 'escrow' as const },
  shares: {
    [SQUARE]: { units, goal: 0, since: NOON, ...entering },
    [AMAZON]: { units, goal: 0, since: NOON, ...entering },
  },
  revision: 1,
});

describe('listings that are pushed no more and for which a change begins to wait', () => {
  const left = listing(SQUARE, 3, { managed: false });
  const leftAmazon = listing(AMAZON, 0, { managed: false });

  it.each([
    ['one that had none', left, undefined, keeping(3), [left]],
    ['none that had one before', left, keeping(4), keeping(3), []],
    ['none that gets no unit', left, undefined, keeping(0), []],
    ['none that is pushed: its push asks for it', { ...left, managed: true }, undefined, keeping(3), []],
    [
      'one of which escrow waits to know that it shows nothing',
      leftAmazon,
      undefined,
      keeping(0, { isEntering: true }),
      [leftAmazon],
    ],
    [
      'none that escrow waited for already',
      leftAmazon,
      keeping(0, { isEntering: true }),
      keeping(0, { isEntering: true }),
      [],
    ],
    ['none where nothing is divided', left, undefined, undefined, []],
  ])('are %s', (_name, one, before, after, expected) => {
    expect(newlyKept([listing(SHOPIFY, 5), one], before, after)).toEqual(expected);
  });
});

describe('a listing that left while escrow begins', () => {
  const shares = (units: number, isProven?: true): Shares => ({
    [AMAZON]: { units, goal: 0, since: NOON, leftAt: NOON, isEntering: true, ...(isProven && { isProven }) },
    [SQUARE]: { units, goal: 0, since: NOON, leftAt: NOON, isEntering: true },
  });
  const left = listing(AMAZON, 0, { managed: false });

  it('is read though it has no unit, where only a reading proves that', () => {
    expect(isReadForEntry(shares(0), left)).toBe(true);
    expect(isReadForEntry(shares(0, true), left)).toBe(false);
    expect(isReadForEntry(shares(0), listing(SQUARE, 0, { managed: false }))).toBe(false);
    expect(isReadForEntry(undefined, left)).toBe(false);
  });
});
