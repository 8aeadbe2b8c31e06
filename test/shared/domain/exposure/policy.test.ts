import { describe, expect, it } from '@jest/globals';
import { currentExposure, type ExposureRules, sellable } from '../../../../shared/domain/exposure/exposure.ts';
import {
  areSameRules,
  EMPTY_SKU_POLICY,
  exposureUnderRules,
  mergeRules,
  type PolicyGroups,
  type PolicyRules,
  resolveRules,
  type SkuPolicy,
  settingsOf,
} from '../../../../shared/domain/exposure/policy.ts';
import { isInForce } from '../../../../shared/domain/exposure/shares.ts';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import { SETTLE_MS_DEFAULT } from '../../../../shared/domain/listing/deduction.ts';
import { listingId } from '../../../../shared/domain/listing/listing.ts';
import { AMAZON, listing, MAIN, NOON, SHARED_RULES, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';

const said = (rules: PolicyRules) => ({ rules, version: 1 });
const book = (groups: Partial<PolicyGroups>): PolicyGroups => ({
  default: said({}),
  tags: {},
  prefixes: {},
  ...groups,
});
const own = (rules: PolicyRules, ...tags: readonly string[]): SkuPolicy => ({ ...said(rules), tags });

describe('the rules of a SKU', () => {
  const SKU = parseSku('SHOE-RED-42');
  it.each<[string, PolicyGroups, SkuPolicy, number, string]>([
    ['the configuration, where nobody says anything', book({}), EMPTY_SKU_POLICY, 0, 'config'],
    ['the default over the configuration', book({ default: said({ safetyStock: 1 }) }), EMPTY_SKU_POLICY, 1, 'default'],
    [
      'its tag over the default',
      book({ default: said({ safetyStock: 1 }), tags: { sale: said({ safetyStock: 2 }) } }),
      own({}, 'sale'),
      2,
      'tag sale',
    ],
    ['no tag that it does not have', book({ tags: { sale: said({ safetyStock: 2 }) } }), own({}, 'new'), 0, 'config'],
    ['no tag that every object has', book({}), own({}, 'constructor', '__proto__'), 0, 'config'],
    [
      'of two tags the later in the alphabet, however they were put on',
      book({ tags: { a: said({ safetyStock: 2 }), b: said({ safetyStock: 3 }) } }),
      own({}, 'b', 'a'),
      3,
      'tag b',
    ],
    [
      'of two tags the later in the alphabet, however the book has them',
      book({ tags: { b: said({ safetyStock: 3 }), a: said({ safetyStock: 2 }) } }),
      own({}, 'a', 'b'),
      3,
      'tag b',
    ],
    [
      'a prefix over a tag',
      book({ tags: { sale: said({ safetyStock: 2 }) }, prefixes: { 'SHOE-': said({ safetyStock: 4 }) } }),
      own({}, 'sale'),
      4,
      'prefix SHOE-',
    ],
    [
      'of two prefixes the longer',
      book({ prefixes: { 'SHOE-RED': said({ safetyStock: 5 }), 'SHOE-': said({ safetyStock: 4 }) } }),
      EMPTY_SKU_POLICY,
      5,
      'prefix SHOE-RED',
    ],
    ['no prefix of others', book({ prefixes: { 'HOE-': said({ safetyStock: 4 }) } }), EMPTY_SKU_POLICY, 0, 'config'],
    [
      'what is said of itself over all',
      book({ default: said({ safetyStock: 1 }), prefixes: { 'SHOE-': said({ safetyStock: 4 }) } }),
      own({ safetyStock: 0 }),
      0,
      'sku',
    ],
  ])('%s', (_name, groups, policy, safetyStock, from) => {
    const { rules, origins } = resolveRules(SHARED_RULES, groups, policy, SKU);
    const origin = origins['safetyStock'] ?? { kind: 'config' };
    expect(rules.safetyStock).toBe(safetyStock);
    expect('name' in origin ? `${origin.kind} ${origin.name}` : origin.kind).toBe(from);
  });

  it('come setting by setting, each from where it was said last', () => {
    const config: ExposureRules = {
      ...SHARED_RULES,
      urgentAt: 5,
      endgameAt: 9,
      channels: { [SHOPIFY]: { buffer: 1 }, [AMAZON]: { buffer: 2, cap: 50 } },
    };
    const groups = book({
      default: said({ policy: 'endgame', channels: { [AMAZON]: { cap: 40 } } }),
      prefixes: { SHOE: said({ channels: { [SHOPIFY]: { buffer: 'auto', cap: 7 } }, endgameAt: 'auto' }) },
    });
    const { rules, origins } = resolveRules(config, groups, own({ channels: { [AMAZON]: { cap: 'none' } } }), SKU);
    expect(rules).toEqual({
      ...SHARED_RULES,
      urgentAt: 5,
      policy: 'endgame',
      channels: { [SHOPIFY]: { buffer: 'auto', cap: 7 }, [AMAZON]: { buffer: 2 } },
    });
    expect(origins).toEqual({
      policy: { kind: 'default' },
      'shopify.buffer': { kind: 'prefix', name: 'SHOE' },
      'shopify.cap': { kind: 'prefix', name: 'SHOE' },
      endgameAt: { kind: 'prefix', name: 'SHOE' },
      'amazon.cap': { kind: 'sku' },
    });
  });

  it('say when stock is low, in units and in days, until a later place says that nothing is', () => {
    const low = book({ default: said({ lowAt: 5, lowDays: 3 }) });
    expect(resolveRules(SHARED_RULES, low, EMPTY_SKU_POLICY, SKU).rules).toEqual({
      ...{ ...SHARED_RULES, lowAt: 5, lowDays: 3 },
    });
    const none = own({ lowAt: 'none', lowDays: 'none' });
    expect(resolveRules(SHARED_RULES, low, none, SKU).rules).toStrictEqual(SHARED_RULES);
  });

  it('are no setting where they say nothing of it', () => {
    expect(settingsOf({ policy: undefined, channels: { [SHOPIFY]: { cap: undefined, buffer: 0 } } })).toEqual([
      ['shopify.buffer', 0],
    ]);
  });

  it('are the same whatever order they were written in', () => {
    const one = { ...SHARED_RULES, channels: { [SHOPIFY]: { buffer: 1 }, [AMAZON]: { cap: 2, buffer: 0 } } };
    const other = { ...SHARED_RULES, channels: { [AMAZON]: { buffer: 0, cap: 2 }, [SHOPIFY]: { buffer: 1 } } };
    expect(areSameRules(one, other)).toBe(true);
    expect(areSameRules(one, { ...other, safetyStock: 1 })).toBe(false);
  });
});

describe('a change of what is said', () => {
  it('leaves alone what it does not say', () => {
    const before: PolicyRules = {
      policy: 'escrow',
      channels: { [SHOPIFY]: { buffer: 1, cap: 5 }, [AMAZON]: { cap: 2 } },
    };
    const change: PolicyRules = {
      policy: undefined,
      risk: 0.01,
      channels: { [SHOPIFY]: { buffer: 2, cap: undefined } },
    };
    const after = mergeRules(before, change);
    expect(after).toEqual({
      policy: 'escrow',
      risk: 0.01,
      channels: { [SHOPIFY]: { buffer: 2, cap: 5 }, [AMAZON]: { cap: 2 } },
    });
    expect(settingsOf(after).map(([setting]) => setting)).toEqual([
      'policy',
      'risk',
      'shopify.buffer',
      'shopify.cap',
      'amazon.cap',
    ]);
  });
});

describe('a SKU under other rules', () => {
  const stock = { [MAIN]: { onHand: 100, committed: 0, held: 0, unavailable: 0 } };
  const shows = (figure: number) => [SHOPIFY, AMAZON, SQUARE].map((channel) => listing(channel, figure));
  const rules = (policy: ExposureRules['policy'], more: Partial<ExposureRules> = {}): ExposureRules => ({
    ...SHARED_RULES,
    policy,
    ...more,
  });
  const now = new Date(NOON);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

  it('into escrow: every share begins with what the listing may still sell, and may show its part only', () => {
    const listings = shows(100);
    const before = currentExposure({}, rules('shared'));
    const after = exposureUnderRules(before, rules('escrow'), { stock, listings }, now, SETTLE_MS_DEFAULT);
    const shares = Object.values(after.shares ?? {});
    expect(shares.map(({ units }) => units)).toEqual([100, 100, 100]);
    // A channel that only accepts figures counts half before its first sale: units come back from it slowly.
    expect(shares.map(({ goal }) => goal).toSorted()).toEqual([20, 40, 40]);
    expect(sum(listings.map((each) => sellable(stock, each, after)))).toBe(100);
    expect(isInForce(after, { stock, listings })).toBe(false);
  });

  it('into escrow: a push on its way that raises counts as shown', () => {
    const [shopify, ...others] = shows(10);
    const intent = {
      generation: 1,
      attempt: 1,
      seq: 1,
      delta: 30,
      target: 40,
      changeFrom: 10,
      startedAt: NOON,
    } as const;
    const rest = { kind: 'difference', unread: false, leaseUntil: null, repeated: false };
    const listings = [{ ...shopify, intent: { ...intent, ...rest } } as ReturnType<typeof listing>, ...others];
    const after = exposureUnderRules(
      currentExposure({}, rules('shared')),
      rules('escrow'),
      { stock, listings },
      now,
      SETTLE_MS_DEFAULT,
    );
    expect(after.shares?.[SHOPIFY]?.units).toBeGreaterThanOrEqual(40);
  });

  it('from escrow to escrow: shares stay as they were granted', () => {
    const listings = shows(0);
    const before = exposureUnderRules(
      currentExposure({}, rules('shared')),
      rules('escrow'),
      { stock, listings },
      now,
      SETTLE_MS_DEFAULT,
    );
    const after = exposureUnderRules(
      before,
      rules('escrow', { risk: 0.5 }),
      { stock, listings },
      now,
      SETTLE_MS_DEFAULT,
    );
    expect(after.shares).toEqual(before.shares);
    expect(after.rules.risk).toBe(0.5);
  });

  it('out of escrow: shares are gone, and every listing may show the pool', () => {
    const listings = shows(33);
    const before = exposureUnderRules(
      currentExposure({}, rules('shared')),
      rules('escrow'),
      { stock, listings },
      now,
      SETTLE_MS_DEFAULT,
    );
    const after = exposureUnderRules(before, rules('shared'), { stock, listings }, now, SETTLE_MS_DEFAULT);
    expect(after.shares).toBeUndefined();
    expect(listings.map((each) => sellable(stock, each, after))).toEqual([100, 100, 100]);
  });

  it('out of endgame: no listing is left that alone shows the rest', () => {
    const listings = shows(100);
    const before = exposureUnderRules(
      currentExposure({}, rules('shared')),
      rules('endgame', { endgameAt: 500 }),
      { stock, listings },
      now,
      SETTLE_MS_DEFAULT,
    );
    expect(before.endgame?.listing).toBe(listingId(listing(SHOPIFY, 0)));
    const after = exposureUnderRules(before, rules('shared'), { stock, listings }, now, SETTLE_MS_DEFAULT);
    expect(after.endgame).toBeUndefined();
    const intoEscrow = exposureUnderRules(before, rules('escrow'), { stock, listings }, now, SETTLE_MS_DEFAULT);
    expect(intoEscrow.endgame).toBeUndefined();
  });

  it.each<[string, ExposureRules]>([
    ['nothing else changes', rules('shared')],
    ['a buffer is withheld', rules('shared', { channels: { [SHOPIFY]: { buffer: 3 } } })],
    ['shares are granted', rules('escrow')],
  ])('has a revision that is exactly one more, so that who is about to raise finds out: %s', (_name, next) => {
    const before = { ...currentExposure({}, rules('shared')), revision: 7, toNotify: [AMAZON] };
    const after = exposureUnderRules(before, next, { stock, listings: shows(50) }, now, SETTLE_MS_DEFAULT);
    expect(after).toMatchObject({ rules: next, revision: 8, toNotify: [AMAZON] });
  });
});
