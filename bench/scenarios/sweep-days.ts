/** A day of sweeps in virtual time: the product's own sweep of a channel on which so many orders change, and no message reports any. */
import { SINGLE_READ_TRIES, whileThrottled } from '../../shared/channels/while-throttled.ts';
import { parseChannelId, parseSku, type Sku } from '../../shared/domain/identifiers.ts';
import { emptyLedger } from '../../shared/domain/ledger/sku-ledger.ts';
import type { OrderLineObservation } from '../../shared/domain/stock/observation.ts';
import type { ChannelSweep, SweepMark, SweepMarks } from '../../shared/ports/intake/sweep.ts';
import type { Journal } from '../../shared/ports/journal.ts';
import { sweepChannel } from '../../shared/usecases/intake/sweep-channel.ts';
import { orderLine } from './queued-observations.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const BEGINS_MS = Date.UTC(2026, 10, 2);
const SKU = parseSku('SWEPT');

/** What a channel's search gives, and how fast. */
export type SearchModel = {
  readonly channel: string;
  readonly pageSize: number;
  /** From one page to the next, with all that the sweep does with its orders; milliseconds. */
  readonly pageMs: number;
  readonly isInOrderOfChange: boolean;
  /** A later sweep may go on with the token of a page. */
  readonly keepsPages?: true;
  /** Searches that may be made at once, and how fast they come back; absent where the pace between pages keeps to the limit. */
  readonly searches?: { readonly burst: number; readonly perSecond: number };
};

export type SweepDay = {
  readonly channel: string;
  readonly ordersADay: number;
  /** Changed orders of the day that were read by its end. */
  readonly read: number;
  /** How old the newest change is that every sweep had read: half of them, and after the last one; minutes. */
  readonly behind: { readonly p50: number; readonly last: number };
  readonly pages: number;
  /** Pages per page that these orders fill: above 1, some were read again, or were not full. */
  readonly pagesAPage: number;
};

/**
 * The search of each channel. `pageMs`: what a page of it took in a sweep of the running stack. Amazon's plan: `searchOrders` of
 * orders_2026-01-01.json @34dc93fe (2026-08-05); checks take none of it here. Shopify's pages take longer than its call budget asks for.
 */
export function searchModels(pageMs: { readonly shopify: number; readonly amazon: number }): readonly SearchModel[] {
  return [
    { channel: 'shopify', pageSize: 50, pageMs: pageMs.shopify, isInOrderOfChange: true },
    {
      ...{ channel: 'amazon', pageSize: 100, pageMs: pageMs.amazon, isInOrderOfChange: false, keepsPages: true },
      searches: { burst: 20, perSecond: 0.0056 },
    },
  ];
}

export const ORDERS_A_DAY = [10_000, 100_000, 300_000, 500_000, 1_000_000] as const;

/** Sweeps for 24 hours, every `everyMinutes`. Orders change evenly over the day. */
export async function simulateSweepDay(
  model: SearchModel,
  ordersADay: number,
  everyMinutes: number,
): Promise<SweepDay> {
  const day = new DayOfSweeps(model, ordersADay);
  for (let minute = 0; minute < 24 * 60; minute += everyMinutes) {
    await day.sweepAt(BEGINS_MS + minute * MINUTE_MS);
  }
  return day.result();
}

class DayOfSweeps {
  readonly #model: SearchModel;
  readonly #ordersADay: number;
  readonly #behind: number[] = [];
  #nowMs = BEGINS_MS;
  #mark: SweepMark = { sweptTo: new Date(BEGINS_MS).toISOString(), windowMs: 60 * MINUTE_MS };
  #pages = 0;
  #searchesLeft: number;
  #restoredAtMs = BEGINS_MS;

  constructor(model: SearchModel, ordersADay: number) {
    this.#model = model;
    this.#ordersADay = ordersADay;
    this.#searchesLeft = model.searches?.burst ?? 0;
  }

  async sweepAt(ms: number): Promise<void> {
    this.#nowMs = Math.max(this.#nowMs, ms);
    await sweepChannel({
      sweep: this.#sweep(),
      marks: this.#marks(),
      registry: { skuOf: async () => SKU, readMarks: () => Promise.reject(new Error('No movement is swept here.')) },
      ledger: { load: async (sku: Sku) => emptyLedger(sku), recorded: async () => new Map() },
      stock: { order: async () => ({ entries: [], parked: [] }) },
      observations: { send: async () => undefined },
      journal: SILENT,
      clock: () => new Date(this.#nowMs),
    });
    this.#behind.push((ms - Date.parse(this.#mark.sweptTo)) / MINUTE_MS);
  }

  result(): SweepDay {
    const { channel, pageSize } = this.#model;
    // The token of a page is the number of its first order.
    const read = Number(this.#mark.open?.page ?? this.#orderAt(Date.parse(this.#mark.sweptTo)));
    const sorted = this.#behind.toSorted((a, b) => a - b);
    return {
      channel,
      ordersADay: this.#ordersADay,
      read,
      behind: { p50: sorted[Math.floor(sorted.length / 2)] ?? 0, last: this.#behind.at(-1) ?? 0 },
      pages: this.#pages,
      pagesAPage: this.#pages / Math.max(1, Math.ceil(read / pageSize)),
    };
  }

  /** How many orders have changed before then. */
  #orderAt(ms: number): number {
    return Math.ceil(((ms - BEGINS_MS) / DAY_MS) * this.#ordersADay);
  }

  #sweep(): ChannelSweep {
    const { channel, pageSize, pageMs, isInOrderOfChange, keepsPages, searches } = this.#model;
    const search = () =>
      whileThrottled(
        async () => this.#search(),
        SINGLE_READ_TRIES,
        async (ms) => this.#pass(ms),
      );
    const nextPage = async (first: number, end: number): Promise<readonly OrderLineObservation[]> => {
      await (searches === undefined ? undefined : search());
      this.#pages += 1;
      this.#pass(pageMs);
      // The last of the page stands for all: the sweep asks each for its time.
      const last = Math.min(first + pageSize, end) - 1;
      return last < first ? [] : [this.#changed(last)];
    };
    const orderAt = (at: Date) => Math.max(0, this.#orderAt(at.getTime()));
    return {
      channel: parseChannelId(channel),
      search: { lagMs: 0, pauseMs: 0 },
      ...(isInOrderOfChange && { isInOrderOfChange }),
      async *changedWithin(since, until, _listed, _setAside, pages) {
        const end = orderAt(until);
        for (let first = Number(pages?.from ?? orderAt(since)); ; first += pageSize) {
          const page = await nextPage(first, end);
          const isLast = first + pageSize >= end;
          if (keepsPages && !isLast) {
            pages?.following(String(first + pageSize));
          }
          yield page;
          if (isLast) {
            return;
          }
        }
      },
    };
  }

  #changed(nth: number): OrderLineObservation {
    const changedMs = BEGINS_MS + Math.floor((nth / this.#ordersADay) * DAY_MS);
    return { ...orderLine(SKU, nth, new Date(changedMs).toISOString()), version: changedMs };
  }

  #pass(ms: number): void {
    this.#nowMs += ms;
  }

  #search(): { readonly kind: 'done' } | { readonly kind: 'throttled'; readonly retryAfterMs: number } {
    const { burst = 0, perSecond = 1 } = this.#model.searches ?? {};
    const restored = ((this.#nowMs - this.#restoredAtMs) / 1_000) * perSecond;
    this.#searchesLeft = Math.min(burst, this.#searchesLeft + restored);
    this.#restoredAtMs = this.#nowMs;
    if (this.#searchesLeft < 1) {
      return { kind: 'throttled', retryAfterMs: 1_000 / perSecond };
    }
    this.#searchesLeft -= 1;
    return { kind: 'done' };
  }

  #marks(): SweepMarks {
    return {
      begin: async () => this.#mark,
      move: async (_, _read, to) => {
        this.#mark = to;
        return true;
      },
    };
  }
}

const SILENT: Journal = {
  info: () => undefined,
  warn: () => undefined,
  count: () => undefined,
  lag: () => undefined,
  reportDelay: () => undefined,
};
