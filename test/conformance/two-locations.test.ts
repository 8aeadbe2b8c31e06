import { strict as assert } from 'node:assert';
import { randomInt } from 'node:crypto';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { SHOPIFY } from '../../sandbox/kernel/identities.ts';
import {
  type LocationId,
  parseLocationId,
  parseQuantity,
  parseSku,
  type Sku,
} from '../../shared/domain/identifiers.ts';
import { LEFT_TO_MESSAGES_MS } from '../../shared/usecases/intake/sweep-channel.ts';
import { MAIN, movement } from '../fakes/facts.ts';
import type { Delivery, OpenChannel } from './benches/bench.ts';
import { openShop } from './benches/shopify-bench.ts';
import { RunningClock } from './clock.ts';
import { Deployment } from './deployment.ts';

// Real servers: on a busy machine this may take a while, and it does not depend on how long.
jest.setTimeout(180_000);

const STORE = { id: 655441492, name: 'Store', is: parseLocationId('store') };
const PLACES: Readonly<Record<string, LocationId>> = { [SHOPIFY.locationId]: MAIN, [STORE.id]: STORE.is };
const SKUS = ['MUG', 'CUP'].map(parseSku);

/** `late`: webhooks come late, in any order, and one in eight never does. `prompt`: each comes at once. */
type Run = {
  readonly seed: number;
  readonly units: number;
  readonly hasTill: boolean;
  readonly webhooks: 'late' | 'prompt';
};

/**
 * `SEEDS=30` makes more runs with the last units, `FROM=500` others. The last one's seed is drawn; its name says it, and
 * `FROM=… SEEDS=1` repeats it.
 */
const FROM = Number(process.env['FROM'] ?? 3);
const SEEDS = Number(process.env['SEEDS'] ?? 4);
const DRAWN = process.env['FROM'] === undefined ? [randomInt(1_000, 1_000_000)] : [];
const RUNS: readonly (readonly [string, Run])[] = [
  ['with much and a till, seed 1', { seed: 1, units: 200, hasTill: true, webhooks: 'late' }],
  ['with much and a till, seed 2', { seed: 2, units: 200, hasTill: true, webhooks: 'late' }],
  ...[...Array.from({ length: SEEDS }, (_, index) => FROM + index), ...DRAWN].map((seed) =>
    seed % 2 === 1
      ? ([`with the last units, seed ${seed}`, { seed, units: 5, hasTill: false, webhooks: 'late' }] as const)
      : ([
          `with the last units and a till, seed ${seed}`,
          { seed, units: 5, hasTill: true, webhooks: 'prompt' },
        ] as const),
  ),
];

const closing: OpenChannel[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((each) => each.close()));
});

type Figures = {
  readonly location: string;
  readonly onHand: number;
  readonly available: number;
  readonly committed: number;
};

/** Units of one SKU at one of the shop's locations. */
type At = { readonly sku: Sku; readonly place: LocationId };

/** A shop of two locations whose router begins every other order with the second one, and what people do there. */
class Shop {
  readonly channel: OpenChannel;
  /** What the product has added to what the shop shows, SKU by SKU and place by place: the rest is the shop's own doing. */
  readonly #pushed = new Map<string, number>();
  readonly #orders: string[] = [];
  #seed: number;

  constructor(channel: OpenChannel, seed: number) {
    const { client } = channel;
    this.#seed = seed;
    this.channel = {
      ...channel,
      client: {
        ...client,
        push: async (push) => {
          const answer = await client.push(push);
          if (answer.kind === 'applied') {
            const { sku, channelLocation } = push.listing;
            const of = JSON.stringify([sku, channelLocation]);
            this.#pushed.set(of, (this.#pushed.get(of) ?? 0) + push.intent.delta);
          }
          return answer;
        },
      },
    };
  }

  static async open(seed: number, units: number, clock: RunningClock): Promise<Shop> {
    const articles = SKUS.map((sku) => ({ sku, shows: units }));
    const shop = new Shop(await openShop({ id: 'shopify', articles, nowMs: clock.nowMs }, [STORE]), seed);
    closing.push(shop.channel);
    assert.ok(await shop.asks('PUT', 'routing', { rule: 'alternate' }));
    for (const sku of SKUS) {
      assert.ok(await shop.asks('PUT', `stock/${sku}/locations/${STORE.id}`, { available: units }));
    }
    return shop;
  }

  /** A whole number from 0 to below the limit: Numerical Recipes' linear congruential generator. */
  draw(below: number): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#seed / 2 ** 32) * below);
  }

  /** What the shop answers; undefined where it cannot be, as the order or the stock is. */
  async asks(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.channel.sandbox.url}/_sandbox/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert.ok(answer.ok || answer.status === 409, `${method} ${path}: ${answer.status} ${text}`);
    return answer.ok ? JSON.parse(text === '' ? '{}' : text) : undefined;
  }

  /** A customer buys, or staff do something with one of the last orders. */
  async happen(): Promise<void> {
    const lines = [{ sku: SKUS[this.draw(SKUS.length)], quantity: 1 + this.draw(2) }];
    const id = this.#orders.at(-1 - this.draw(Math.min(4, this.#orders.length)));
    if (id === undefined || this.draw(3) === 0) {
      // An order of two lines has them in one fulfillment order, which changes for the sake of either.
      const further = this.draw(3) === 0 ? [{ sku: SKUS[this.draw(SKUS.length)], quantity: 1 }] : [];
      const asked = { lines: [...lines, ...further] };
      const bought = (await this.asks('POST', 'orders', asked)) as { id: string } | undefined;
      this.#orders.push(...(bought === undefined ? [] : [bought.id]));
      return;
    }
    const location = String(this.draw(2) === 0 ? SHOPIFY.locationId : STORE.id);
    const acts: readonly (readonly [string, object])[] = [
      ['fulfil', {}],
      ['fulfil-lines', { lines, location }],
      ['move', { lines, location }],
      ['return-lines', { lines, location }],
      ['fulfil-lines', { lines }],
      ['edit', { lines }],
      ['refund', { lines, restock: true }],
      ['return-lines', { lines, location }],
      ['cancel-shipment', {}],
      ['cancel', { restock: true }],
      ['refund', { lines, restock: false }],
      ['cancel', { restock: false }],
      ['cancel-fulfilment-orders', {}],
      ['archive', {}],
      ['reschedule', { at: '2027-01-01T00:00:00Z' }],
      ['open-return', { lines }],
      ['cancel-returns', {}],
    ];
    const [act, body] = acts[this.draw(acts.length)] ?? ['fulfil', {}];
    await this.asks('POST', `orders/${id}/${act}`, body);
    if (act === 'fulfil') {
      const next = [['cancel-shipment', {}] as const, ['open-return', { lines }] as const][this.draw(3)];
      await (next && this.asks('POST', `orders/${id}/${next[0]}`, next[1]));
    }
  }

  /** What it shows everywhere, and what would be there if nobody had pushed: what its own orders have left. */
  async figures(): Promise<readonly (At & Figures & { readonly shown: number })[]> {
    const each = await Promise.all(
      SKUS.map(async (sku) => {
        const figures = (await this.asks('GET', `stock/${sku}/locations`)) as readonly Figures[];
        return figures.map(({ location, onHand, available, committed }) => {
          const pushed = this.#pushed.get(JSON.stringify([sku, location])) ?? 0;
          const left = { onHand: onHand - pushed, available: available - pushed, committed };
          return { sku, place: PLACES[location] ?? MAIN, location, shown: available, ...left };
        });
      }),
    );
    return each.flat();
  }
}

async function connected(shop: Shop, units: number, clock: RunningClock): Promise<Deployment> {
  const deployment = new Deployment([shop.channel], clock);
  // What the shop said while it was set up: it was not connected then.
  await deployment.untaken(shop.channel);
  await deployment.list(SKUS);
  const at = clock.now().toISOString();
  const onHand = { [MAIN]: parseQuantity(units), [STORE.is]: parseQuantity(units) };
  const source = { channel: shop.channel.client.channel, key: 'baseline' };
  await deployment.post(
    ...SKUS.map((sku) => ({ kind: 'baseline' as const, sku, onHand, source, occurredAt: at, receivedAt: at })),
  );
  await deployment.office.sweep();
  await deployment.runUntilIdle();
  return deployment;
}

/** The till at the first location, which sells what is on hand there and no more. */
class Till {
  readonly #sold = new Map(SKUS.map((sku) => [sku, 0]));

  soldAt({ sku, place }: At): number {
    return place === MAIN ? (this.#sold.get(sku) ?? 0) : 0;
  }

  async sell(shop: Shop, deployment: Deployment, id: string, at: string): Promise<void> {
    const sku = SKUS[shop.draw(SKUS.length)];
    const there = (await shop.figures()).find((each) => each.sku === sku && each.place === MAIN);
    if (sku !== undefined && there !== undefined && there.onHand > this.soldAt(there)) {
      this.#sold.set(sku, this.soldAt(there) + 1);
      await deployment.post(movement('sold', -1, { id, sku, at }));
    }
  }
}

/**
 * Where more is for sale than is there. No place ever shows more than the shop's own orders have left there; and a SKU, over
 * all places, no more than the till has left of it besides. A place below 0 counts as such: what the shop sells is the sum
 * (`inventoryQuantity` and `sellableOnlineQuantity` of ProductVariant, Admin API 2026-10: “the total sellable quantity”).
 */
async function tooMuchForSale(shop: Shop, till: Till | undefined): Promise<readonly object[]> {
  const figures = await shop.figures();
  const ofSku = SKUS.map((sku) => {
    const places = figures.filter((each) => each.sku === sku);
    const sum = (of: (each: (typeof figures)[number]) => number) => places.reduce((total, each) => total + of(each), 0);
    const left = sum((each) => each.available - (till?.soldAt(each) ?? 0));
    return {
      sku,
      shown: sum(({ shown }) => shown),
      available: Math.min(
        sum((each) => each.available),
        Math.max(0, left),
      ),
    };
  });
  return [...figures, ...ofSku].filter(({ shown, available }) => shown > available);
}

/** Lets things happen, as the run has it; then all that is left. */
async function live(
  shop: Shop,
  deployment: Deployment,
  clock: RunningClock,
  { webhooks, till }: Pick<Run, 'webhooks'> & { readonly till: Till | undefined },
): Promise<void> {
  const isLate = webhooks === 'late';
  let underway: Delivery[] = [];
  for (let step = 1; step <= 40; step += 1) {
    clock.pass(100 + shop.draw(2_000));
    await shop.happen();
    underway.push(...(await deployment.untaken(shop.channel)));
    const due = underway.filter(() => !isLate || shop.draw(3) > 0).sort(() => shop.draw(3) - 1);
    underway = underway.filter((each) => !due.includes(each));
    for (const delivery of due.filter(() => !isLate || shop.draw(8) > 0)) {
      await deployment.take(shop.channel, delivery);
    }
    if (till !== undefined && shop.draw(4) === 0) {
      await till.sell(shop, deployment, `${step}`, clock.now().toISOString());
    }
    await deployment.office.workOff();
    expect({ step, tooMuch: await tooMuchForSale(shop, till) }).toEqual({ step, tooMuch: [] });
  }
  clock.pass(60_000);
  for (const delivery of underway) {
    await deployment.take(shop.channel, delivery);
  }
  clock.pass(LEFT_TO_MESSAGES_MS);
  await deployment.office.sweep();
  await deployment.runUntilIdle();
}

describe('a shop whose router sends every other order to the second of its locations', () => {
  it.each(RUNS)(
    '%s: never has more for sale than there is, and ends exact at each location',
    async (_, { seed, units, hasTill, webhooks }) => {
      const clock = new RunningClock();
      const shop = await Shop.open(seed, units, clock);
      const deployment = await connected(shop, units, clock);
      const till = hasTill ? new Till() : undefined;
      await live(shop, deployment, clock, { webhooks, till });

      const figures = await shop.figures();
      for (const { sku, place, onHand, committed, shown } of figures) {
        const stock = (await deployment.office.table.reader().skuState(sku))?.stock;
        const left = (at: (typeof figures)[number]) => at.available - (till?.soldAt(at) ?? 0);
        const lacking = figures.filter((each) => each.sku === sku && each.place !== place).map((each) => -left(each));
        const here = figures.find((each) => each.sku === sku && each.place === place);
        assert.ok(here);
        const sold = till?.soldAt(here) ?? 0;
        expect([sku, place, stock?.[place]]).toMatchObject([sku, place, { onHand: onHand - sold, committed }]);
        // What one location lacks the other does not offer, and a figure below 0 is not filled up.
        const offered = Math.max(0, left(here) - Math.max(0, ...lacking));
        expect([sku, place, left(here) <= 0 ? Math.max(0, shown) : shown]).toEqual([sku, place, offered]);
      }
      expect(deployment.office.journal.counts.get('Drift')).toBeUndefined();
      expect(await deployment.parked()).toEqual([]);
    },
  );
});
