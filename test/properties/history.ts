/** Makes histories of orders, movements and counts, with the stock that plain arithmetic expects of them. */

import fc from 'fast-check';
import {
  type ChannelId,
  type LocationId,
  parseLocationId,
  parseQuantity,
  parseSku,
  type Sku,
} from '../../shared/domain/identifiers.ts';
import type { MovementCause, Observation, OrderLineObservation } from '../../shared/domain/stock/observation.ts';
import { orderLineKey } from '../../shared/domain/stock/order-line.ts';
import type { StockChange } from '../../shared/domain/stock/stock.ts';
import { AMAZON, later, MAIN, POS, SHOPIFY, SQUARE } from '../fakes/facts.ts';

export const SKUS: readonly [Sku, Sku] = [parseSku('MUG'), parseSku('CUP')];
export const STORE = parseLocationId('store');
const LOCATIONS: readonly [LocationId, LocationId] = [MAIN, STORE];
export const ON_HAND_AT_FIRST = 30;

export type Figures = { onHand: number; committed: number; unavailable: number };

/** One observation of a history. `isLast`: the last state of an order line, or a fact that has only one state. */
export type Reported = { readonly observation: Observation; isLast: boolean };

/** What happened, and the stock in which it must end by plain arithmetic: nothing here comes from the product. */
export type History = {
  readonly reported: readonly Reported[];
  readonly figures: (sku: Sku, location: LocationId) => Figures;
  /** Units that the channel's own listing of the SKU went down by. */
  readonly deducted: (sku: Sku, channel: ChannelId) => number;
};

type Dice = readonly [what: number, which: number, units: number, other: number];
/** Small numbers from which a history is made: they shrink to few and simple events. */
export const dice: fc.Arbitrary<readonly Dice[]> = fc.array(
  fc.tuple(fc.nat({ max: 11 }), fc.nat({ max: 5 }), fc.integer({ min: 1, max: 4 }), fc.nat({ max: 3 })),
  { minLength: 1, maxLength: 24 },
);

type Line = {
  readonly sku: Sku;
  readonly channel: ChannelId;
  readonly order: string;
  location: LocationId;
  ordered: number;
  shipped: number;
  returned: number;
  deducted: number;
  last?: Reported;
  /** What left the location for it is in a stocktake, and nothing more happens to it. */
  isOver: boolean;
};

/**
 * `ordersGoOn`: things happen to an order also after a count of what left the location for it. Then every state must be
 * reported in the end: the last one alone does not say which units left before the count.
 */
export function historyOf(throws: readonly Dice[], ordersGoOn = false): History {
  const writer = new HistoryWriter(ordersGoOn);
  throws.forEach((each, index) => {
    writer.happen(each, 60 * (index + 1));
  });
  return writer.ended(60 * (throws.length + 1));
}

class HistoryWriter {
  readonly #ordersGoOn: boolean;
  readonly #reported: Reported[] = [];
  readonly #lines: Line[] = [];
  readonly #figures = new Map<string, Figures>();
  readonly #deducted = new Map<string, number>();
  #at = '';

  constructor(ordersGoOn: boolean) {
    this.#ordersGoOn = ordersGoOn;
  }

  happen([what, which, units, other]: Dice, seconds: number): void {
    this.#at = later(seconds);
    const sku = SKUS[which % 2] ?? SKUS[0];
    const location = LOCATIONS[other % 2] ?? MAIN;
    const open = this.#lines.filter((line) => !line.isOver);
    const line = open[which % Math.max(1, open.length)];
    if (what <= 1) {
      this.#place(sku, location, units, other < 2 ? SHOPIFY : AMAZON);
    } else if (what === 2) {
      this.#move(sku, 'sold', [{ location, onHand: -units }], SQUARE);
    } else if (what === 3) {
      this.#move(sku, 'received', [{ location, onHand: units }], POS);
    } else if (what === 4) {
      this.#move(sku, 'transferred', [
        { location: MAIN, onHand: other < 2 ? -units : units },
        { location: STORE, onHand: other < 2 ? units : -units },
      ]);
    } else if (what === 5) {
      this.#move(sku, 'adjusted', [{ location, onHand: units - 2, unavailable: other - 1 }]);
    } else if (what === 6) {
      this.#count(sku, location, 20 + units * 3);
    } else if (line !== undefined) {
      this.#change(line, what, units, other);
    }
  }

  /** Corrections come after the counts: an operator corrects what the ledger says. */
  ended(seconds: number): History {
    this.#at = later(seconds);
    for (const sku of SKUS) {
      this.#move(sku, 'corrected', [{ location: STORE, onHand: -1, committed: 1 }]);
    }
    return {
      reported: this.#reported,
      figures: (sku, location) => this.#figuresAt(sku, location),
      deducted: (sku, channel) => this.#deducted.get(`${sku} ${channel}`) ?? 0,
    };
  }

  #place(sku: Sku, location: LocationId, units: number, channel: ChannelId): void {
    const order = `${channel}-${this.#lines.length}`;
    const line = {
      sku,
      channel,
      order,
      location,
      ordered: units,
      shipped: 0,
      returned: 0,
      deducted: units,
      isOver: false,
    };
    this.#lines.push(line);
    this.#figuresAt(sku, location).committed += units;
    this.#deduct(sku, channel, units);
    this.#reportLine(line);
  }

  #change(line: Line, what: number, units: number, other: number): void {
    const figures = this.#figuresAt(line.sku, line.location);
    const unshipped = Math.max(0, line.ordered - line.shipped);
    const outside = line.shipped - line.returned;
    if (what === 7) {
      line.ordered += units;
      this.#deductLine(line, units);
      figures.committed += Math.max(0, line.ordered - line.shipped) - unshipped;
    } else if (what === 8 && unshipped > 0) {
      const cancelled = other === 0 ? unshipped : Math.min(units, unshipped);
      line.ordered -= cancelled;
      figures.committed -= cancelled;
      this.#deductLine(line, other % 2 === 0 ? -cancelled : 0);
    } else if (what === 9 && unshipped > 0) {
      const shipped = Math.min(units, unshipped);
      line.shipped += shipped;
      figures.committed -= shipped;
      figures.onHand -= shipped;
    } else if (what === 10 && outside > 0) {
      const returned = Math.min(units, outside);
      line.returned += returned;
      figures.onHand += returned;
      this.#deductLine(line, -Math.min(returned, line.deducted));
    } else if (what === 11 && line.shipped === 0) {
      figures.committed -= unshipped;
      line.location = line.location === MAIN ? STORE : MAIN;
      this.#figuresAt(line.sku, line.location).committed += unshipped;
    } else if (line.shipped > 0 && unshipped === 0 && line.ordered > 0) {
      // Refunded without a return: no longer counted as ordered, and nothing moves.
      line.ordered -= 1;
    }
    this.#reportLine(line);
  }

  /** The channel counts its own figure down by so many units more, or up. */
  #deductLine(line: Line, units: number): void {
    line.deducted += units;
    this.#deduct(line.sku, line.channel, units);
  }

  #reportLine(line: Line): void {
    const { sku, channel, order, location, ordered, shipped, returned, deducted } = line;
    const observation: OrderLineObservation = {
      kind: 'orderLine',
      sku,
      location,
      version: Date.parse(this.#at),
      state: { ordered, shipped, returned, deducted },
      source: { channel, order, line: '1', key: orderLineKey(channel, order, '1') },
      ...this.#times(),
    };
    if (line.last !== undefined) {
      line.last.isLast = false;
    }
    line.last = this.#report(observation);
  }

  #move(sku: Sku, cause: MovementCause, changes: readonly StockChange[], channel: ChannelId = POS): void {
    const key = `${cause}:${this.#reported.length}`;
    const taken = channel === SQUARE ? -(changes[0]?.onHand ?? 0) : 0;
    for (const { location, onHand = 0, committed = 0, unavailable = 0 } of changes) {
      const figures = this.#figuresAt(sku, location);
      figures.onHand += onHand;
      figures.committed += committed;
      figures.unavailable += unavailable;
    }
    this.#deduct(sku, channel, taken);
    this.#report({
      kind: 'movement',
      sku,
      cause,
      changes,
      deducted: taken,
      source: { channel, key },
      ...this.#times(),
    });
  }

  #count(sku: Sku, location: LocationId, counted: number): void {
    this.#figuresAt(sku, location).onHand = counted;
    for (const line of this.#lines.filter((each) => each.sku === sku && each.location === location)) {
      line.isOver ||= line.shipped > 0 && !this.#ordersGoOn;
    }
    const source = { channel: POS, key: `count:${this.#reported.length}` };
    this.#report({ kind: 'count', sku, location, counted: parseQuantity(counted), source, ...this.#times() });
  }

  #times() {
    return { occurredAt: this.#at, receivedAt: this.#at };
  }

  #report(observation: Observation): Reported {
    const reported = { observation, isLast: true };
    this.#reported.push(reported);
    return reported;
  }

  #deduct(sku: Sku, channel: ChannelId, units: number): void {
    const key = `${sku} ${channel}`;
    this.#deducted.set(key, (this.#deducted.get(key) ?? 0) + units);
  }

  #figuresAt(sku: Sku, location: LocationId): Figures {
    const key = `${sku} ${location}`;
    const figures = this.#figures.get(key) ?? { onHand: ON_HAND_AT_FIRST, committed: 0, unavailable: 0 };
    this.#figures.set(key, figures);
    return figures;
  }
}
