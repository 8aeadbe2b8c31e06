/** Tills, deliveries, stocktakes and the own web shop of the simulation, and what they report. */
import { type LocationId, parseQuantity, parseSku, type Sku } from '../../../shared/domain/identifiers.ts';
import type { MovementCause, Observation, OrderLineObservation } from '../../../shared/domain/stock/observation.ts';
import { orderLineKey } from '../../../shared/domain/stock/order-line.ts';
import type { StockChange } from '../../../shared/domain/stock/stock.ts';
import type { Intake } from '../../../shared/ports/channel/channel.ts';
import { MAIN, POS } from '../../fakes/facts.ts';
import type { Stage } from './customers.ts';

/** Nobody ever imports it: what is said of it is parked. */
export const NEVER_IMPORTED = parseSku('NEVER-IMPORTED');

/** The sender of POS, 3PL and ERP messages keeps each until it is answered. */
const TRIES_MAX = 500;

type WebLine = { sku: Sku; readonly id: string; ordered: number; shipped: number };
type WebOrder = { readonly id: string; location: LocationId; lines: WebLine[]; version: number };

/**
 * Tills, receiving, stocktakes and the own web shop, reported through the POS webhook. Stocktakes are at one location only,
 * where no order ships: when an order is reported late as one state, it does not say what of it was before the count.
 */
export class ShopFloor {
  readonly #stage: Stage;
  readonly #countedAt: LocationId;
  #reported = 0;

  constructor(stage: Stage, countedAt: LocationId) {
    this.#stage = stage;
    this.#countedAt = countedAt;
  }

  /** One thing happens on the floor. */
  happen(): void {
    const { random, skus } = this.#stage;
    const sku = random.pick(skus);
    const location = random.chance(0.5) ? MAIN : this.#countedAt;
    const happenings: readonly [() => void, ...(() => void)[]] = [
      () => this.#move(sku, 'received', [{ location, onHand: random.integer(1, 6) }]),
      () => this.#move(sku, 'sold', [{ location, onHand: -random.integer(1, 3) }]),
      () => this.#move(sku, 'adjusted', [{ location, onHand: random.integer(-3, 3) }]),
      () => this.#move(sku, 'damaged', [{ location, unavailable: random.integer(-1, 1) }]),
      () => this.#move(sku, 'corrected', [{ location: MAIN, onHand: random.integer(-2, 2), committed: 0 }]),
      () => this.#transfer(sku, random.integer(1, 4)),
      () => this.#count(sku),
      () => this.#placeWebOrder(),
      () => this.#placeWebOrder(),
    ];
    if (random.chance(0.03)) {
      this.#move(NEVER_IMPORTED, 'received', [{ location, onHand: 1 }]);
    } else {
      random.pick(happenings)();
    }
  }

  #transfer(sku: Sku, units: number): void {
    const [from, to] = this.#stage.random.chance(0.5) ? [MAIN, this.#countedAt] : [this.#countedAt, MAIN];
    this.#move(sku, 'transferred', [
      { location: from, onHand: -units },
      { location: to, onHand: units },
    ]);
  }

  #move(sku: Sku, cause: MovementCause, changes: readonly StockChange[]): void {
    for (const { location, ...change } of changes) {
      this.#stage.trueStock.add(sku, location, change);
    }
    this.#report([{ ...this.#fact(sku, cause), kind: 'movement', cause, changes }]);
  }

  /** Somebody counts and finds what the books say, or one more or less: from now on that is what is there. */
  #count(sku: Sku): void {
    const { random, trueStock } = this.#stage;
    const figures = trueStock.at(sku, this.#countedAt);
    figures.onHand = Math.max(0, figures.onHand + random.integer(-1, 1));
    const counted = parseQuantity(figures.onHand);
    this.#stage.world.count('counts');
    this.#report([{ ...this.#fact(sku, 'count'), kind: 'count', location: this.#countedAt, counted }]);
  }

  #fact(sku: Sku, family: string) {
    this.#reported += 1;
    const occurredAt = new Date(this.#stage.moment()).toISOString();
    return { sku, source: { channel: POS, key: `${family}:${this.#reported}` }, occurredAt, receivedAt: '' };
  }

  #report(observations: readonly Observation[]): void {
    this.#send((receivedAt) => ({
      kind: 'observations',
      ignored: [],
      observations: observations.map((each) => ({ ...each, receivedAt })),
    }));
  }

  #send(intake: (receivedAt: string) => Intake): void {
    const { world, random } = this.#stage;
    const times = world.faults.happens('webhookTwice') ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      const delayMs = world.faults.happens('late') ? random.integer(1_000, 400_000) : random.integer(20, 1_000);
      world.scheduler.after(delayMs, () => void world.webhook(POS, TRIES_MAX, intake));
    }
  }

  #placeWebOrder(): void {
    const { random, skus, world } = this.#stage;
    this.#reported += 1;
    const order: WebOrder = { id: `web-${this.#reported}`, location: MAIN, lines: [], version: 0 };
    const line = (id: string) => ({ sku: random.pick(skus), id, ordered: random.integer(1, 3), shipped: 0 });
    order.lines = random.chance(0.5) ? [line('a')] : [line('a'), line('b')];
    world.count('web orders');
    this.#commit(order, 1);
    this.#reportOrder(order);
    this.#later(order, random.integer(0, 3));
  }

  #later(order: WebOrder, steps: number): void {
    const { world, random, closesAt } = this.#stage;
    const inMs = random.integer(100, 90_000);
    if (steps > 0 && world.scheduler.now() + inMs < closesAt) {
      world.scheduler.after(inMs, () => {
        this.#change(order);
        this.#reportOrder(order);
        this.#later(order, steps - 1);
      });
    }
  }

  /** A line moves to another SKU, leaves or enters, ships; or the whole order moves to another location. */
  #change(order: WebOrder): void {
    const { random, skus, trueStock } = this.#stage;
    const isUnshipped = order.lines.every((line) => line.shipped === 0);
    this.#commit(order, -1);
    const [first] = order.lines;
    const step = random.integer(0, 4);
    if (step === 0 && first !== undefined && first.shipped === 0) {
      first.sku = random.pick(skus);
    } else if (step === 1 && order.lines.length > 1 && order.lines.at(-1)?.shipped === 0) {
      order.lines = order.lines.slice(0, -1);
    } else if (step === 2 && isUnshipped) {
      order.location = order.location === MAIN ? this.#countedAt : MAIN;
    } else if (step === 3 && order.location === MAIN && first !== undefined) {
      const shipping = first.ordered - first.shipped;
      trueStock.add(first.sku, MAIN, { onHand: -shipping });
      first.shipped = first.ordered;
    } else if (first !== undefined) {
      first.ordered = Math.max(first.shipped, first.ordered + random.integer(-1, 1));
    }
    this.#commit(order, 1);
  }

  #commit({ lines, location }: WebOrder, sign: 1 | -1): void {
    for (const { sku, ordered, shipped } of lines) {
      this.#stage.trueStock.add(sku, location, { committed: sign * (ordered - shipped) });
    }
  }

  #reportOrder(order: WebOrder): void {
    order.version = this.#stage.moment();
    const { id, location, version } = order;
    const lines = order.lines.map((line) => ({ ...line }));
    const occurredAt = new Date(version).toISOString();
    this.#send((receivedAt) => ({
      kind: 'wholeOrder',
      lines: lines.map(
        ({ sku, id: line, ordered, shipped }): OrderLineObservation => ({
          kind: 'orderLine',
          sku,
          location,
          version,
          state: { ordered, shipped, returned: 0, deducted: 0 },
          source: { channel: POS, order: id, line, key: orderLineKey(POS, id, line) },
          occurredAt,
          receivedAt,
        }),
      ),
    }));
  }
}
