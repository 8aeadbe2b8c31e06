/** Orders that change while an import reads their channels, and what each channel reports of them. */

import type { ShopifyOrder } from '../../shared/channels/shopify/intake/order.ts';
import { orderLines } from '../../shared/channels/shopify/intake/order-lines.ts';
import type { MovementObservation, OrderLineObservation } from '../../shared/domain/stock/observation.ts';
import { AMAZON, MAIN, MUG, SHOPIFY, SQUARE } from '../fakes/facts.ts';

/** One thing that happens to a customer's order, or at the till, at a time (milliseconds after the import began). */
export type Happening = {
  readonly atMs: number;
  readonly what: 'placed' | 'shipped' | 'shippedOne' | 'returned' | 'cancelled';
};

/** An order of so many units on one channel, and what becomes of it. */
export type Life = {
  readonly channel: 'shopify' | 'amazon' | 'square';
  readonly units: number;
  readonly happenings: readonly Happening[];
};

/** What moved on hand, and when. */
export type Crossing = { readonly atMs: number; readonly channel: Life['channel']; readonly onHand: number };

const PLACE = '655441491';
const shopify = {
  id: SHOPIFY,
  platform: 'shopify' as const,
  shop: 'demo.myshopify.com',
  locations: { [PLACE]: [MAIN] },
  buffer: 0,
};

/** An order as it stands, and everything its channel would say of it. */
export class Order {
  readonly id: string;
  readonly life: Life;
  readonly placedMs: number;
  #changedMs: number;
  #shipped: { atMs: number; units: number }[] = [];
  #returned: { atMs: number; units: number }[] = [];
  #cancelledMs: number | undefined;

  constructor(id: string, life: Life, placedMs: number) {
    this.id = id;
    this.life = life;
    this.placedMs = placedMs;
    this.#changedMs = placedMs;
  }

  get changedMs(): number {
    return this.#changedMs;
  }

  get shippedUnits(): number {
    return this.#shipped.reduce((sum, { units }) => sum + units, 0);
  }

  get returnedUnits(): number {
    return this.#returned.reduce((sum, { units }) => sum + units, 0);
  }

  /** Units that are still to ship. */
  get openUnits(): number {
    return this.#cancelledMs === undefined ? this.life.units - this.shippedUnits : 0;
  }

  /** Units by which the channel counted itself down and has not put back. */
  get deducted(): number {
    return this.#cancelledMs === undefined ? this.life.units - this.returnedUnits : this.shippedUnits;
  }

  /** Lets something happen, if it can; returns what it moved on hand. */
  happen({ what }: Happening, atMs: number): number {
    const { channel } = this.life;
    const before = this.returnedUnits - this.shippedUnits;
    if ((what === 'shipped' || what === 'shippedOne') && this.openUnits > 0) {
      this.#shipped.push({ atMs, units: what === 'shipped' ? this.openUnits : 1 });
    } else if (what === 'returned' && channel === 'shopify' && this.shippedUnits > this.returnedUnits) {
      this.#returned.push({ atMs, units: 1 });
    } else if (what === 'cancelled' && this.shippedUnits === 0 && this.openUnits > 0) {
      this.#cancelledMs = atMs;
    } else {
      return 0;
    }
    this.#changedMs = atMs;
    return this.returnedUnits - this.shippedUnits - before;
  }

  reported(nowMs: number): readonly OrderLineObservation[] {
    const receivedAt = iso(nowMs);
    return this.life.channel === 'shopify'
      ? orderLines(shopify, this.#asShopify(), receivedAt).lines
      : [this.#asAmazon(receivedAt)];
  }

  #asAmazon(receivedAt: string): OrderLineObservation {
    const { id, life, shippedUnits } = this;
    const isCancelled = this.#cancelledMs !== undefined;
    return {
      kind: 'orderLine',
      sku: MUG,
      source: { channel: AMAZON, order: id, line: '1', key: `order:amazon:${id}:item:1` },
      location: MAIN,
      channelLocation: '-',
      state: { ordered: isCancelled ? 0 : life.units, shipped: shippedUnits, returned: 0, deducted: this.deducted },
      version: this.#changedMs,
      occurredAt: iso(this.#changedMs),
      receivedAt,
    };
  }

  /** Shopify reports whole seconds. */
  #asShopify(): ShopifyOrder {
    const { units } = this.life;
    const refunds = [
      ...this.#returned.map(({ atMs, units: back }) => refund(atMs, back, 'return')),
      ...(this.#cancelledMs === undefined ? [] : [refund(this.#cancelledMs, units, 'cancel')]),
    ];
    return {
      id: this.id,
      created_at: seconds(this.placedMs),
      updated_at: seconds(this.#changedMs),
      cancelled_at: this.#cancelledMs === undefined ? null : seconds(this.#cancelledMs),
      line_items: [
        {
          id: '1',
          sku: MUG,
          quantity: units,
          current_quantity: this.#cancelledMs === undefined ? units - this.returnedUnits : 0,
          fulfillable_quantity: this.openUnits,
        },
      ],
      fulfillments: this.#shipped.map(({ atMs, units: away }) => ({
        created_at: seconds(atMs),
        status: 'success',
        location_id: PLACE,
        line_items: [{ id: '1', quantity: away }],
      })),
      refunds,
    };
  }
}

function refund(atMs: number, quantity: number, restock_type: string): ShopifyOrder['refunds'][number] {
  return {
    created_at: seconds(atMs),
    refund_line_items: [{ line_item_id: '1', quantity, restock_type, location_id: PLACE }],
  };
}

/** Units over the counter, or back. */
export function tillSale(id: string, units: number, atMs: number, nowMs: number): MovementObservation {
  return {
    kind: 'movement',
    sku: MUG,
    cause: 'sold',
    changes: [{ location: MAIN, onHand: -units }],
    deducted: units,
    channelLocation: '-',
    source: { channel: SQUARE, key: `square-change:${id}` },
    occurredAt: iso(atMs),
    receivedAt: iso(nowMs),
  };
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function seconds(ms: number): string {
  return iso(Math.floor(ms / 1000) * 1000);
}
