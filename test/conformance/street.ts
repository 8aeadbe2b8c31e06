/** Opens four sandboxes that sell the same units, and counts what each shows and what all of them have sold. */
import { parseSku, type Sku } from '../../shared/domain/identifiers.ts';
import type { OrderLineObservation } from '../../shared/domain/stock/observation.ts';
import { lineEffect } from '../../shared/domain/stock/order-line.ts';
import { control } from '../shared/channels/sandbox-control.ts';
import { amazonBench } from './benches/amazon-bench.ts';
import type { OpenChannel } from './benches/bench.ts';
import { directBench } from './benches/direct-bench.ts';
import { shopifyBench } from './benches/shopify-bench.ts';
import { squareBench } from './benches/square-bench.ts';
import { RunningClock } from './clock.ts';

export const SKUS = ['MUG', 'CUP', 'PEN'].map(parseSku);
/** What every channel shows of each when it opens. */
export const SHOWN = 40;

type Placed = { readonly channel: OpenChannel; readonly id: string; readonly sku: Sku; readonly quantity: number };

/** Four running sandboxes with their people, whose hands one seed guides. */
export class Street {
  readonly clock = new RunningClock();
  readonly #orders: Placed[] = [];
  /** Units that entered or left by way of the others; Shopify is asked for its own. */
  readonly #crossings: { readonly atMs: number; readonly sku: Sku; readonly onHand: number }[] = [];
  #channels: readonly OpenChannel[] = [];
  #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  async open(): Promise<readonly OpenChannel[]> {
    const articles = SKUS.map((sku) => ({ sku, shows: SHOWN }));
    this.#channels = await Promise.all(
      [shopifyBench, amazonBench, squareBench, directBench].map((bench) =>
        bench.open({ id: bench.platform, articles, nowMs: this.clock.nowMs }),
      ),
    );
    return this.#channels;
  }

  /** A whole number from 0 to below the limit: Numerical Recipes' linear congruential generator. */
  draw(below: number): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#seed / 2 ** 32) * below);
  }

  /** So many things happen, each some tenths of a second after the other. */
  async happen(times: number): Promise<void> {
    for (let nth = 0; nth < times; nth += 1) {
      this.clock.pass(100 + this.draw(800));
      const order = this.#orders[this.draw(this.#orders.length)];
      await (order === undefined || this.draw(5) < 2 ? this.#sell() : this.#go(order));
    }
  }

  /** Units that some order still has to ship. */
  async openUnits(sku: Sku): Promise<number> {
    const lines = await Promise.all(this.#channels.map(({ orderFeed }) => linesOf(orderFeed.openLines())));
    return sum(
      lines.flat().filter((line) => line.sku === sku),
      ({ state }) => lineEffect(state).committed,
    );
  }

  /** Units by which Shopify's orders have changed what it has on hand since it opened. */
  async crossedAtShopify(sku: Sku): Promise<number> {
    const [shopify] = this.#channels;
    const lines = shopify === undefined ? [] : await linesOf(shopify.orderFeed.changedSince(new Date(0), new Map()));
    return sum(
      lines.filter((line) => line.sku === sku),
      ({ state }) => lineEffect(state).onHand,
    );
  }

  /** Units by which the other channels' orders have changed what is on hand since then (milliseconds since 1970). */
  crossedElsewhereSince(sku: Sku, ms: number): number {
    return sum(
      this.#crossings.filter((each) => each.sku === sku && each.atMs > ms),
      ({ onHand }) => onHand,
    );
  }

  async #sell(): Promise<void> {
    const channel = this.#channels[this.draw(this.#channels.length)];
    const sku = SKUS[this.draw(SKUS.length)];
    if (channel !== undefined && sku !== undefined) {
      const quantity = 1 + this.draw(3);
      const id = await control(channel.sandbox).sell([{ sku, quantity }]);
      this.#orders.push({ channel, id, sku, quantity });
      this.#crossed(channel, sku, ['square'], -quantity);
    }
  }

  /** What Shopify's orders go through is reported by Shopify; those of the others go through what can be reported from here. */
  async #go({ channel, id, sku, quantity }: Placed): Promise<void> {
    const { platform } = channel.config;
    const one = { sku, quantity: 1 };
    const deeds = [
      ['fulfil', {}],
      ['cancel', { restock: true }],
      ['fulfil', { lines: [one] }],
      ['refund', { lines: [one], restock: true }],
      ['edit', { lines: [one] }],
    ] as const;
    const [what, how] = deeds[this.draw(platform === 'shopify' ? deeds.length : 2)] ?? deeds[0];
    try {
      await control(channel.sandbox).act(id, what, how);
    } catch {
      // An order that is shipped is not cancelled, and so on: then nothing happened.
      return;
    }
    if (what === 'fulfil') {
      this.#crossed(channel, sku, ['amazon', 'direct'], -quantity);
    } else {
      this.#crossed(channel, sku, ['square'], quantity);
    }
  }

  #crossed({ config }: OpenChannel, sku: Sku, platforms: readonly string[], onHand: number): void {
    if (platforms.includes(config.platform)) {
      this.#crossings.push({ atMs: this.clock.nowMs(), sku, onHand });
    }
  }
}

async function linesOf(
  pages: AsyncIterable<readonly { readonly kind: string }[]>,
): Promise<readonly OrderLineObservation[]> {
  const lines: OrderLineObservation[] = [];
  for await (const page of pages) {
    lines.push(...page.filter((each): each is OrderLineObservation => each.kind === 'orderLine'));
  }
  return lines;
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
