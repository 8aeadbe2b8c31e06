import { strict as assert } from 'node:assert';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { SHOPIFY } from '../../sandbox/kernel/identities.ts';
import { type LocationId, parseLocationId, parseQuantity, parseSku } from '../../shared/domain/identifiers.ts';
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

/** A shop of two locations whose router begins every other order with the second one. */
class Shop {
  readonly channel: OpenChannel;
  constructor(channel: OpenChannel) {
    this.channel = channel;
  }

  static async open(account: 1 | 2, units: number, clock: RunningClock): Promise<Shop> {
    const articles = SKUS.map((sku) => ({ sku, shows: units }));
    const shop = new Shop(await openShop({ id: 'shopify', articles, nowMs: clock.nowMs, account }, [STORE]));
    closing.push(shop.channel);
    assert.ok(await shop.asks('PUT', 'routing', { rule: 'alternate' }));
    for (const sku of SKUS) {
      assert.ok(await shop.asks('PUT', `stock/${sku}/locations/${STORE.id}`, { available: units }));
    }
    return shop;
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

  async figures(sku: string): Promise<readonly Figures[]> {
    return (await this.asks('GET', `stock/${sku}/locations`)) as readonly Figures[];
  }
}

const ELSEWHERE = ['fulfil-lines', 'move', 'return-lines'];

/** The same shop twice: what happens at one happens at the other, and only the first one is connected. */
class Twins {
  readonly shop: Shop;
  readonly alone: Shop;
  readonly #hasMuch: boolean;
  readonly #orders: [string, string][] = [];
  #seed: number;

  constructor(shop: Shop, alone: Shop, { seed, hasMuch }: { readonly seed: number; readonly hasMuch: boolean }) {
    this.shop = shop;
    this.alone = alone;
    this.#hasMuch = hasMuch;
    this.#seed = seed;
  }

  /** A whole number from 0 to below the limit: Numerical Recipes' linear congruential generator. */
  draw(below: number): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#seed / 2 ** 32) * below);
  }

  /** A customer buys, or staff do something with one of the last orders. */
  async happen(): Promise<void> {
    const lines = [{ sku: SKUS[this.draw(SKUS.length)], quantity: 1 + this.draw(2) }];
    const ids = this.#orders.at(-1 - this.draw(Math.min(4, this.#orders.length)));
    if (ids === undefined || this.draw(3) === 0) {
      await this.#buy(lines);
      return;
    }
    const location = String(this.draw(2) === 0 ? SHOPIFY.locationId : STORE.id);
    const acts: readonly (readonly [string, object])[] = [
      ['fulfil', {}],
      // Of the last units staff ship and move only what is there: a location below 0 is another matter.
      ...(this.#hasMuch ? ELSEWHERE.map((act): [string, object] => [act, { lines, location }]) : []),
      ['fulfil-lines', { lines }],
      ['edit', { lines }],
      ['refund', { lines, restock: true }],
      ['return-lines', { lines, location }],
      ['cancel-shipment', {}],
      ['cancel', { restock: true }],
    ];
    const [act, body] = acts[this.draw(acts.length)] ?? ['fulfil', {}];
    const [here, there] = ids;
    const isDone = (await this.shop.asks('POST', `orders/${here}/${act}`, body)) !== undefined;
    assert.equal((await this.alone.asks('POST', `orders/${there}/${act}`, body)) !== undefined, isDone, act);
  }

  async #buy(lines: readonly object[]): Promise<void> {
    const bought = (await this.shop.asks('POST', 'orders', { lines })) as { id: string } | undefined;
    const alone = (await this.alone.asks('POST', 'orders', { lines })) as { id: string } | undefined;
    assert.equal(alone === undefined, bought === undefined);
    if (bought !== undefined && alone !== undefined) {
      this.#orders.push([bought.id, alone.id]);
    }
  }

  /** What the connected shop has for sale beyond what the other one has, place by place: never more than nothing. */
  async excess(): Promise<number> {
    const each = await Promise.all(
      SKUS.map(async (sku) => {
        const [here, there] = await Promise.all([this.shop.figures(sku), this.alone.figures(sku)]);
        return here.map(({ available }, index) => available - (there[index]?.available ?? 0));
      }),
    );
    return Math.max(...each.flat());
  }
}

async function connected(shop: Shop, units: number, clock: RunningClock): Promise<Deployment> {
  const deployment = new Deployment([shop.channel], clock);
  // What the shop said while it was set up: it was not connected then.
  await deployment.untaken(shop.channel);
  const { client } = shop.channel;
  for await (const page of client.catalogue()) {
    for (const listing of page) {
      await deployment.office.table.registry().register(listing, client.channel, client.pushMode, clock.now());
    }
  }
  const at = clock.now().toISOString();
  const onHand = { [MAIN]: parseQuantity(units), [STORE.is]: parseQuantity(units) };
  const source = { channel: client.channel, key: 'baseline' };
  await deployment.tell(
    ...SKUS.map((sku) => ({ kind: 'baseline' as const, sku, onHand, source, occurredAt: at, receivedAt: at })),
  );
  await deployment.settle();
  return deployment;
}

describe('a shop whose router sends every other order to the second of its locations', () => {
  it.each([
    ['with much', 1, 200, true],
    ['with much', 2, 200, true],
    ['with the last units', 3, 5, false],
    ['with the last units', 4, 5, false],
  ])(
    '%s: never has more for sale than there is, and ends exact at each location (seed %i)',
    async (_, seed, units, hasTill) => {
      const clock = new RunningClock();
      const [shop, alone] = await Promise.all([Shop.open(1, units, clock), Shop.open(2, units, clock)]);
      const twins = new Twins(shop, alone, { seed, hasMuch: units > 100 });
      const deployment = await connected(shop, units, clock);
      const sold = new Map(SKUS.map((sku) => [sku, 0]));
      let underway: Delivery[] = [];
      for (let step = 1; step <= 40; step += 1) {
        clock.pass(100 + twins.draw(2_000));
        await twins.happen();
        underway.push(...(await deployment.untaken(shop.channel)));
        // Webhooks come late, in any order, and one in eight never does.
        const due = underway.filter(() => twins.draw(3) > 0).sort(() => twins.draw(3) - 1);
        underway = underway.filter((each) => !due.includes(each));
        for (const delivery of due.filter(() => twins.draw(8) > 0)) {
          await deployment.take(shop.channel, delivery);
        }
        const sku = SKUS[twins.draw(SKUS.length)];
        if (hasTill && sku !== undefined && twins.draw(4) === 0) {
          sold.set(sku, (sold.get(sku) ?? 0) + 1);
          await deployment.tell(movement('sold', -1, { id: `${step}`, sku, at: clock.now().toISOString() }));
        }
        await deployment.office.workOff();
        expect(await twins.excess()).toBeLessThanOrEqual(0);
      }
      clock.pass(60_000);
      for (const delivery of underway) {
        await deployment.take(shop.channel, delivery);
      }
      const swept = shop.channel.sweep.changedWithin(new Date(0), clock.now(), async () => undefined);
      for await (const page of swept) {
        await deployment.tell(...page.map((each) => ({ ...each, readAt: clock.nowMs() })));
      }
      await deployment.settle();

      for (const sku of SKUS) {
        const stock = (await deployment.office.table.reader().skuState(sku))?.stock;
        const [here, there] = await Promise.all([shop.figures(sku), alone.figures(sku)]);
        for (const [index, { location, onHand, available, committed }] of there.entries()) {
          const tillSold = location === String(SHOPIFY.locationId) ? (sold.get(sku) ?? 0) : 0;
          const place = PLACES[location] ?? MAIN;
          expect([sku, place, stock?.[place]]).toMatchObject([sku, place, { onHand: onHand - tillSold, committed }]);
          expect([sku, place, here[index]?.available]).toEqual([sku, place, available - tillSold]);
        }
      }
      expect(deployment.office.journal.counts.get('Drift')).toBeUndefined();
      expect(await deployment.parked()).toEqual([]);
    },
  );
});
