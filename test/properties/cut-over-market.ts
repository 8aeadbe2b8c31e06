/** Three channels in virtual time that sell while an import reads them. */

import type { ChannelId } from '../../shared/domain/identifiers.ts';
import type { MovementObservation, Observation, OrderLineObservation } from '../../shared/domain/stock/observation.ts';
import type { CatalogueListing, ChannelClient, OrderFeed } from '../../shared/ports/channel/channel.ts';
import type { ImportedChannel } from '../../shared/usecases/importing/read-channels.ts';
import { AMAZON, MAIN, MUG, SHOPIFY, SQUARE } from '../fakes/facts.ts';
import { type Crossing, type Life, Order, tillSale } from './cut-over-world.ts';

type Job = { readonly atMs: number; readonly run: () => Promise<void> | void };

/** How a message travels: late, twice, or not at all where a later one says more. */
export type Travel = { readonly delayMs: number; readonly copies: number };

const SHOWN = { [SHOPIFY]: 100, [AMAZON]: 60, [SQUARE]: 30 } as Record<ChannelId, number>;
const ON_ON_HAND = 100;

/**
 * Three channels that sell one SKU while it is imported, on a clock of their own: each request to a channel lets time pass,
 * and whatever was to happen by then happens, deliveries of messages among it.
 */
export class Market {
  readonly crossings: Crossing[] = [];
  #nowMs: number;
  #jobs: Job[] = [];
  #turn: Promise<void> = Promise.resolve();
  readonly #orders: Order[] = [];
  readonly #sales: { id: string; units: number; atMs: number }[] = [];
  readonly #latency: () => number;

  constructor(nowMs: number, latency: () => number) {
    this.#nowMs = nowMs;
    this.#latency = latency;
  }

  now(): Date {
    return new Date(this.#nowMs);
  }

  /** What becomes of an order, and how each of its messages travels to `deliver`. */
  plan(
    id: string,
    life: Life,
    startMs: number,
    travels: () => Travel,
    deliver: (reported: Observation) => Promise<void>,
  ) {
    let order: Order | undefined;
    const last = life.happenings.length - 1;
    for (const [index, happening] of life.happenings.entries()) {
      const atMs = startMs + happening.atMs;
      this.#at(atMs, () => {
        if (life.channel === 'square') {
          this.#sales.push({ id: `${id}-${index}`, units: life.units, atMs });
          this.crossings.push({ atMs, channel: 'square', onHand: -life.units });
        } else if (order === undefined) {
          order = new Order(id, life, atMs);
          this.#orders.push(order);
        } else {
          this.crossings.push({ atMs, channel: life.channel, onHand: order.happen(happening, atMs) });
        }
        const reported = order?.reported(atMs) ?? [tillSale(`${id}-${index}`, life.units, atMs, atMs)];
        const { delayMs, copies } = travels();
        const isNeeded = life.channel === 'square' || index === last;
        for (let copy = 0; copy < (isNeeded ? Math.max(1, copies) : copies); copy += 1) {
          for (const each of reported) {
            this.#at(atMs + delayMs * (copy + 1), () => deliver(each));
          }
        }
      });
    }
  }

  /** Lets time pass, for one caller after the other. */
  pass(milliseconds: number): Promise<void> {
    const turn = this.#turn.then(() => this.#passNow(milliseconds));
    this.#turn = turn;
    return turn;
  }

  async finish(): Promise<void> {
    while (this.#jobs.length > 0) {
      await this.pass(60_000);
    }
  }

  shows(channel: ChannelId): number {
    const sold = channel === SQUARE ? this.#sales.map(({ units }) => units) : [];
    const deducted = this.#orders.filter(({ life }) => life.channel === channel).map((order) => order.deducted);
    return (SHOWN[channel] ?? 0) - [...sold, ...deducted].reduce((sum, each) => sum + each, 0);
  }

  /** What Shopify has on hand: its own orders' units leave it, those of other channels do not. */
  shopifyOnHand(): number {
    return ON_ON_HAND + this.crossedSince(Number.NEGATIVE_INFINITY, ['shopify']);
  }

  crossedSince(ms: number, channels: readonly Life['channel'][]): number {
    return this.crossings
      .filter(({ atMs, channel }) => atMs > ms && channels.includes(channel))
      .reduce((sum, { onHand }) => sum + onHand, 0);
  }

  openUnits(): number {
    return this.#orders.reduce((sum, order) => sum + order.openUnits, 0);
  }

  channel(channel: ChannelId): ImportedChannel {
    const ask = async <Answer>(answer: () => Answer): Promise<Answer> => {
      await this.pass(this.#latency());
      const given = answer();
      await this.pass(this.#latency());
      return given;
    };
    const own = () => this.#orders.filter(({ life }) => life.channel === channel);
    const linesOf = (orders: readonly Order[]): readonly OrderLineObservation[] =>
      orders.flatMap((order) => order.reported(this.#nowMs));
    const listing = (): CatalogueListing => ({
      sku: MUG,
      channelLocation: channel === SHOPIFY ? '655441491' : '-',
      externalId: `${channel}-mug`,
      drawsOn: [MAIN],
      managed: true,
      shows: this.shows(channel),
      ...(channel === SHOPIFY && { stock: { onHand: this.shopifyOnHand(), unavailable: 0 } }),
    });
    const sales = (sinceMs: number): readonly MovementObservation[] =>
      channel === SQUARE
        ? this.#sales
            .filter(({ atMs }) => atMs >= sinceMs)
            .map(({ id, units, atMs }) => tillSale(id, units, atMs, this.#nowMs))
        : [];
    const client: ChannelClient = {
      channel,
      pushMode: channel === AMAZON ? 'absolute' : 'difference',
      comparesPushes: false,
      push: () => Promise.reject(new Error('Nothing is pushed here.')),
      readQuantity: () => Promise.reject(new Error('Nothing is checked here.')),
      readQuantities: () => Promise.reject(new Error('Nothing is checked here.')),
      async *catalogue() {
        yield await ask(() => [listing()]);
      },
    };
    const orderFeed: OrderFeed = {
      channel,
      async *openLines() {
        yield await ask(() => linesOf(own().filter(({ openUnits }) => openUnits > 0)));
      },
      async *changedSince(since) {
        const sinceMs = since.getTime();
        yield await ask(() => [...linesOf(own().filter(({ changedMs }) => changedMs >= sinceMs)), ...sales(sinceMs)]);
      },
      readAgain: () => ask(listing),
    };
    return { client, orderFeed };
  }

  #at(atMs: number, run: Job['run']): void {
    this.#jobs = [...this.#jobs, { atMs, run }].sort((a, b) => a.atMs - b.atMs);
  }

  async #passNow(milliseconds: number): Promise<void> {
    const endMs = this.#nowMs + milliseconds;
    for (let job = this.#jobs[0]; job !== undefined && job.atMs <= endMs; job = this.#jobs[0]) {
      this.#jobs = this.#jobs.slice(1);
      this.#nowMs = Math.max(this.#nowMs, job.atMs);
      await job.run();
    }
    this.#nowMs = endMs;
  }
}
