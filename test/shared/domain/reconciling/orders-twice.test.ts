import { describe, expect, it } from '@jest/globals';
import { parseSku } from '../../../../shared/domain/identifiers.ts';
import { ordersTwice } from '../../../../shared/domain/reconciling/orders-twice.ts';
import { AMAZON, later, MUG, orderLine, SHOPIFY } from '../../../fakes/facts.ts';
import { seededRandom } from '../../../simulation/random.ts';

const sold = (channel: typeof SHOPIFY, order: string, ordered: number, seconds: number) =>
  orderLine({ channel, order, ordered, at: later(seconds) });

it.each([
  ['the same SKU and quantity within a minute', [sold(AMAZON, 'A1', 2, 0)], [sold(SHOPIFY, 'S1', 2, 45)], 1],
  ['another quantity', [sold(AMAZON, 'A1', 2, 0)], [sold(SHOPIFY, 'S1', 1, 45)], undefined],
  ['more than a minute apart', [sold(AMAZON, 'A1', 2, 0)], [sold(SHOPIFY, 'S1', 2, 61)], undefined],
  [
    'one line is in one pair at most',
    [sold(AMAZON, 'A1', 2, 0), sold(AMAZON, 'A2', 2, 7_200)],
    [sold(SHOPIFY, 'S1', 2, 10), sold(SHOPIFY, 'S2', 2, 20), sold(SHOPIFY, 'S3', 2, 7_210)],
    2,
  ],
  ['a line that is left out', [sold(AMAZON, 'A1', 0, 0)], [sold(SHOPIFY, 'S1', 0, 0)], undefined],
])('orders of two channels that are perhaps one: %s', (_, amazon, shopify, pairs) => {
  const [found] = ordersTwice([
    { channel: AMAZON, lines: amazon },
    { channel: SHOPIFY, lines: shopify },
  ]);
  expect(found?.pairs).toBe(pairs);
  if (pairs !== undefined) {
    expect(found).toMatchObject({
      channels: [AMAZON, SHOPIFY],
      of: amazon.length,
      sample: { sku: MUG, orders: ['A1', 'S1'] },
    });
  }
});

it('what chance makes is judged by the channel that has fewer lines, whichever is named first', () => {
  const many = Array.from({ length: 4 }, (_, nth) => sold(SHOPIFY, `S${nth}`, 2, 10 + 7_200 * nth));
  const of = { [AMAZON]: [sold(AMAZON, 'A1', 2, 0)], [SHOPIFY]: many };
  const byChance = (...channels: readonly (typeof SHOPIFY)[]) =>
    ordersTwice(channels.map((channel) => ({ channel, lines: of[channel] ?? [] })))[0]?.byChance;
  expect(byChance(AMAZON, SHOPIFY)).toBeLessThan(0.01);
  expect(byChance(SHOPIFY, AMAZON)).toBe(byChance(AMAZON, SHOPIFY));
});

it('a part of a line at a further place, and a line of no order, are no orders of their own', () => {
  const further = { ...sold(AMAZON, 'A1', 2, 0), isFurtherPlace: true as const };
  const { order: _order, ...source } = further.source;
  const nameless = { ...sold(AMAZON, 'A2', 2, 0), source };
  expect(found([further, nameless], [sold(SHOPIFY, 'S1', 2, 45)])).toEqual([]);
});

type Line = ReturnType<typeof sold>;

const found = (amazon: readonly Line[], shopify: readonly Line[]) =>
  ordersTwice([
    { channel: AMAZON, lines: amazon },
    { channel: SHOPIFY, lines: shopify },
  ]).map(({ pairs }) => pairs);

const DAY = 86_400;
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

/** So many orders of one mug each, at times drawn within so many seconds. */
function customers(channel: typeof SHOPIFY, seed: number, orders: number, seconds: number): readonly Line[] {
  const random = seededRandom(seed);
  return Array.from({ length: orders }, (_, index) =>
    sold(channel, `${channel}-${index}`, 1, random.integer(0, seconds)),
  );
}

/** The same, of another article each. */
const ofManyArticles = (lines: readonly Line[], seed: number): readonly Line[] => {
  const random = seededRandom(seed);
  return lines.map((line) => ({ ...line, sku: parseSku(`A${random.integer(1, 30)}`) }));
};

describe('pairs that chance makes are no finding', () => {
  it.each([
    ['in a flash sale of half a minute', 100, 30],
    ['in a rush of ten minutes', 150, 600],
    ['in five orders within two minutes', 5, 120],
    ['of an article that sells all day', 200, DAY],
  ])('%s', (_, orders, seconds) => {
    const noted = SEEDS.filter(
      (seed) =>
        found(customers(AMAZON, seed, orders, seconds), customers(SHOPIFY, seed + 100, orders, seconds)).length > 0,
    );
    expect(noted).toEqual([]);
  });

  it('nor of many articles that sell a few times a day', () => {
    const noted = SEEDS.filter(
      (seed) =>
        found(
          ofManyArticles(customers(AMAZON, seed, 200, DAY), seed),
          ofManyArticles(customers(SHOPIFY, seed + 100, 200, DAY), seed + 1),
        ).length > 0,
    );
    expect(noted).toEqual([]);
  });
});

describe('orders that an app copies are found', () => {
  const copied = (lines: readonly Line[]) =>
    lines.map((line) => {
      const at = new Date(Date.parse(line.occurredAt) + 20_000).toISOString();
      return {
        ...line,
        occurredAt: at,
        source: { ...line.source, channel: SHOPIFY, order: `copy of ${line.source.order}` },
      };
    });

  it.each(SEEDS)('among those of other customers, seed %i', (seed) => {
    const amazon = ofManyArticles(customers(AMAZON, seed, 60, DAY), seed);
    const others = ofManyArticles(customers(SHOPIFY, seed + 100, 140, DAY), seed + 1);
    const [pairs = 0] = found(amazon, [...others, ...copied(amazon)]);
    expect(pairs).toBeGreaterThanOrEqual(60);
  });

  it('of an article that sells all day', () => {
    const amazon = customers(AMAZON, 1, 50, DAY);
    const [pairs = 0] = found(amazon, [...customers(SHOPIFY, 2, 50, DAY), ...copied(amazon)]);
    expect(pairs).toBeGreaterThanOrEqual(50);
  });
});
