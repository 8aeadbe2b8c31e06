/** A shop of the merchant's own: what it shows, what it has sold, and whom it sends its messages to. */
import type { Outbox } from './outbox.ts';
import { type ShopMessage, ShopRecords } from './records.ts';
import { type ShopListing, ShopStock } from './stock.ts';

/** An order line as it stands. `deducted`: units that the shop has taken off what it shows for it, and not put back. */
export type ShopLine = {
  id: string;
  sku: string;
  ordered: number;
  shipped: number;
  returned: number;
  deducted: number;
};

/**
 * `hold`: the hold at Stockline that it was made from. A push has lowered what the shop shows for it, so that the order takes
 * nothing off, and puts nothing back: a push does.
 */
export type ShopOrder = { id: string; changedAt: number; lines: ShopLine[]; hold?: string };

export type ShopSettings = {
  name: string;
  takes: 'differences' | 'figures';
  location: string;
  /** `orders`: a web shop, which ships later. `sales`: a till, where the goods leave as they are sold. */
  reports: 'orders' | 'sales';
};

export class Shop {
  readonly settings: ShopSettings;
  readonly stock: ShopStock;
  readonly records = new ShopRecords();
  readonly outbox: Outbox;
  readonly #nowMs: () => number;
  /** What happened while the shop was offline: its server records it once it is back. */
  readonly #unrecorded: ShopMessage[] = [];

  constructor(settings: ShopSettings, outbox: Outbox, nowMs: () => number) {
    this.settings = settings;
    this.stock = new ShopStock(settings.location);
    this.outbox = outbox;
    this.#nowMs = nowMs;
  }

  now(): string {
    return new Date(this.#nowMs()).toISOString();
  }

  /** The version of an order's next state: the time, and later than the state before. */
  changedAfter(before: number): number {
    return Math.max(this.#nowMs(), before + 1);
  }

  /** Records what happened, and sends it. */
  say(message: ShopMessage): void {
    if (this.outbox.isOnline) this.records.keep(message, this.now());
    else this.#unrecorded.push(message);
    this.outbox.send(message);
  }

  /** Sends what a listing shows now, after somebody changed it or a push did: no sale, and nothing to record. */
  sayFigure({ listing, location, shows }: ShopListing): void {
    this.outbox.send({
      type: 'listing.changed',
      timestamp: this.now(),
      data: { listings: [{ listing, location, shows }] },
    });
  }

  /** Offline the shop sells on by what it shows, and is called in vain. */
  setOnline(isOnline: boolean): void {
    if (isOnline) for (const message of this.#unrecorded.splice(0)) this.records.keep(message, this.now());
    this.outbox.setOnline(isOnline);
  }
}
