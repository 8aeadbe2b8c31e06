// Lists the stock of many SKUs as it was at a time.
import type { Displayed } from '../../domain/explaining/displayed.ts';
import type { Sku } from '../../domain/identifiers.ts';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import { changeStock } from '../../domain/stock/stock.ts';
import type { PastReader } from '../../ports/reading/past-reader.ts';
import type { NameSearch, SkuLists } from '../../ports/reading/sku-lists.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { withConcurrency } from '../../with-concurrency.ts';
import { listingsAt, type PastOfListings } from './displayed-at.ts';
import { lastEntriesBy } from './last-entries-by.ts';
import { type StockFigures, stockFigures } from './read-stock.ts';

/** `hash`: of the entry that `seq` names, which seals all entries before it too. */
export type StockAt = StockFigures & {
  readonly hash: string;
  /** What each of today's listings showed then; where it was asked for. */
  readonly listings?: readonly ListingAt[];
};

/** `shown`: in units of the SKU. Since when it is known that it showed them, and by what: a push, a sale of its own, or neither. */
export type ListingAt = {
  readonly listing: string;
  readonly shown: number;
  readonly because: Displayed['evidence']['kind'];
  readonly asOf: string;
};

export type StockAtList = {
  /** ISO 8601. */
  readonly at: string;
  readonly stock: readonly StockAt[];
  /** The SKU behind which the next page begins; absent where there is none. */
  readonly next?: string;
};

export type ListStockAtPorts = {
  readonly lists: Pick<SkuLists, 'page'>;
  readonly past: PastReader;
  /** The states of the SKUs as they are now, in their order. */
  readonly states: (skus: readonly Sku[]) => Promise<readonly (SkuState | undefined)[]>;
  readonly pastOfListings: PastOfListings;
};

type Asked = {
  readonly at: Date;
  readonly search?: NameSearch | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
  /** Each listing's figure, too: a few reads more for each SKU. */
  readonly isWithListings?: boolean;
};

/** SKUs whose listings are read at a time. */
const SKUS_AT_ONCE = 16;

/**
 * A page of all SKUs, each as it was after its last entry posted by that time: the same whenever it is asked again. SKUs of which
 * nothing was posted by then are left out, so a page may have fewer than asked for; `next` says whether there are more.
 */
export async function listStockAt(ports: ListStockAtPorts, asked: Asked): Promise<StockAtList> {
  const { at, search, after, limit } = asked;
  const page = await ports.lists.page('all', { after, search, limit });
  const skus = page.skus.map(({ sku }) => sku);
  const newest = await ports.past.newest(skus);
  const keys = skus.map((sku, index) => ({ sku, seq: newest[index] ?? 0 }));
  const entries = await lastEntriesBy((some) => ports.past.entries(some), keys, at);
  const last = skus.at(-1);
  const stock = entries.flatMap((entry) => (entry === undefined ? [] : [stockAt(entry)]));
  return {
    at: at.toISOString(),
    stock: asked.isWithListings ? await withListings(ports, stock, at) : stock,
    ...(page.isMore && last !== undefined && { next: last }),
  };
}

async function withListings(
  { states, pastOfListings }: ListStockAtPorts,
  stocks: readonly StockAt[],
  at: Date,
): Promise<readonly StockAt[]> {
  const found = await states(stocks.map(({ sku }) => sku));
  const both = stocks.map((stock, index) => ({ stock, state: found[index] }));
  return withConcurrency(SKUS_AT_ONCE, both, async ({ stock, state }) => {
    const displayed = state === undefined ? [] : await listingsAt(pastOfListings, state, stock.seq, at.toISOString());
    return { ...stock, listings: displayed.map(listingAt) };
  });
}

function listingAt({ listing, units, evidence: { kind, asOf } }: Displayed): ListingAt {
  return { listing, shown: units, because: kind, asOf };
}

function stockAt({ sku, seq, stockAfter, hash }: LedgerEntry): StockAt {
  return { ...stockFigures(sku, seq, stockAfter), hash };
}

/**
 * The stock of one SKU at a time as all entries of today know it: of what had happened by then, whenever it was reported. `seq` and
 * `hash` are those of its newest entry of all: they say what was known. Undefined where nothing had happened by then.
 */
export function stockAsKnownNow(entries: readonly LedgerEntry[], at: Date): StockAt | undefined {
  const happened = entries.filter(({ occurredAt }) => Date.parse(occurredAt) <= at.getTime());
  const newest = entries.at(-1);
  if (newest === undefined || happened.length === 0) {
    return undefined;
  }
  const stock = changeStock(
    {},
    happened.flatMap(({ changes }) => changes),
  );
  return { ...stockFigures(newest.sku, newest.seq, stock), hash: newest.hash };
}
