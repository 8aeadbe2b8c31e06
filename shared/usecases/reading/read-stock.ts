/** Reads the stock, listings and history of a SKU for the API. */
import { currentExposure, type ExposureRules, sellable } from '../../domain/exposure/exposure.ts';
import { offeredStock } from '../../domain/exposure/offered-stock.ts';
import type { ChannelId, LocationId, Sku } from '../../domain/identifiers.ts';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import { reasonOf } from '../../domain/ledger/outcome.ts';
import { catalogueProblem, sellsWithoutStock } from '../../domain/listing/catalogue-note.ts';
import type { Listing } from '../../domain/listing/listing.ts';
import { isLinked, locationAt } from '../../domain/listing/place.ts';
import { unitsOf } from '../../domain/listing/units.ts';
import { available, type LocationStock, type Stock, totalStock } from '../../domain/stock/stock.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import type { Parked } from '../../ports/posting/posting.ts';
import type { EndedPush, StockReader } from '../../ports/reading/stock-reader.ts';
import { type ExposureView, exposureView, type ShareView, shareView } from '../exposure/exposure-view.ts';

type Figures = LocationStock & { readonly available: number };

type StockFigures = Figures & {
  readonly sku: Sku;
  readonly seq: number;
  readonly locations: Readonly<Record<LocationId, Figures>>;
};

/** Stock of one SKU as the API shows it; all quantities are whole units. */
export type StockView = StockFigures &
  ExposureView & {
    readonly policy: string;
    readonly listings: readonly ListingView[];
  };

export type ListingView = ShareView & {
  readonly channel: ChannelId;
  readonly channelLocation?: string;
  /** Of a linked listing, the channel's id of it. */
  readonly listing?: string;
  /** Units of the SKU in one of the listing, where that is more than 1. Its other figures are its own, as its channel counts. */
  readonly units?: number;
  readonly sellable: number;
  readonly shown: number;
  /** Units on their way to the channel right now. */
  readonly pending: number;
  readonly lastPushedAt: string | null;
  /** What is wrong with the listing in the channel's catalogue; otherwise why the channel refused the last push. */
  readonly problem?: string;
  /** Customers can buy it when it shows nothing: neither escrow nor a bound holds for it. */
  readonly sellsWithoutStock?: true;
};

/** The present stock, and what each listing shows; undefined for an unknown SKU. */
export async function readStock(
  reader: StockReader,
  rules: ExposureRules,
  sku: Sku,
  now: Date,
): Promise<StockView | undefined> {
  const skuState = await reader.skuState(sku);
  if (skuState === undefined) {
    return undefined;
  }
  const exposure = currentExposure(skuState, rules);
  const offered = (listing: Listing) => offeredStock(skuState.stock, skuState.listings, listing.channel);
  const listings = skuState.listings.map((listing) => ({
    channel: listing.channel,
    ...(locationAt(listing.channelLocation) !== '-' && { channelLocation: locationAt(listing.channelLocation) }),
    ...(isLinked(listing) && { listing: listing.externalId }),
    ...(listing.units !== undefined && { units: listing.units }),
    sellable: sellable(offered(listing), listing, exposure) / unitsOf(listing),
    shown: listing.shown / unitsOf(listing),
    pending: (listing.intent?.delta ?? 0) / unitsOf(listing),
    lastPushedAt: listing.lastPushedAt ?? null,
    ...shareView(exposure, listing),
    ...problemOf(listing),
    ...(sellsWithoutStock(listing) && { sellsWithoutStock: true as const }),
  }));
  return {
    ...stockFigures(skuState.sku, skuState.seq, skuState.stock),
    policy: exposure.rules.policy,
    ...exposureView(exposure, skuState, now),
    listings,
  };
}

function problemOf(listing: Listing): { readonly problem?: string } {
  const problem = catalogueProblem(listing) ?? listing.problem;
  return problem === undefined ? {} : { problem };
}

/**
 * The stock after the last entry that was posted at the time or before; undefined when nothing was posted by then. A
 * binary search over the entry numbers: reads about log2(seq) entries.
 */
export async function readStockAt(
  reader: StockReader,
  sku: Sku,
  at: Date,
): Promise<(StockFigures & { readonly at: string }) | undefined> {
  const skuState = await reader.skuState(sku);
  let found: LedgerEntry | undefined;
  let low = 1;
  let high = skuState?.seq ?? 0;
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const entry = await reader.entry(sku, middle);
    if (entry === undefined) {
      throw new Error(
        `${sku}: entry ${middle} of ${skuState?.seq} is missing. Run \`${OPERATOR_COMMANDS.verify(sku)}\`.`,
      );
    }
    if (Date.parse(entry.postedAt) <= at.getTime()) {
      found = entry;
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  return found === undefined ? undefined : { ...stockFigures(sku, found.seq, found.stockAfter), at: at.toISOString() };
}

/** What became of one order: each observation that was posted or parked, and the pushes that followed from it. */
export type TraceView = {
  readonly channel: ChannelId;
  readonly order: string;
  readonly observations: readonly (
    | { readonly outcome: 'posted'; readonly entry: LedgerEntry; readonly pushes: readonly PushView[] }
    | (Omit<Parked, 'outcome'> & { readonly outcome: string; readonly reason: string })
  )[];
};

type PushView = {
  readonly listing: string;
  readonly seq: number;
  readonly change: number;
  readonly shows: number;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly answer: string;
};

/** Pushes read for each entry: the first push of each listing since the entry is among them. */
const PUSHES_PER_ENTRY = 50;

/** Traces an order; undefined when the ledger has received nothing of it. */
export async function traceOrder(
  reader: StockReader,
  channel: ChannelId,
  order: string,
): Promise<TraceView | undefined> {
  const { entries, parked } = await reader.order(channel, order);
  if (entries.length === 0 && parked.length === 0) {
    return undefined;
  }
  const posted = await Promise.all(
    entries.map(async (entry) => {
      const pushes = await reader.pushes(entry.sku, entry.seq, PUSHES_PER_ENTRY);
      return { outcome: 'posted' as const, entry, pushes: firstPerListing(pushes) };
    }),
  );
  const setAside = parked.map(({ outcome, ...rest }) => ({
    ...rest,
    outcome: outcome.kind,
    reason: reasonOf(outcome),
  }));
  return { channel, order, observations: [...posted, ...setAside] };
}

function firstPerListing(pushes: readonly EndedPush[]): readonly PushView[] {
  const first = new Map<string, PushView>();
  for (const { listing, intent, endedAt, answer } of pushes) {
    if (!first.has(listing)) {
      const { seq, delta, target, startedAt } = intent;
      first.set(listing, { listing, seq, change: delta, shows: target, startedAt, endedAt, answer });
    }
  }
  return [...first.values()];
}

function stockFigures(sku: Sku, seq: number, stock: Stock): StockFigures {
  const locations: Record<string, Figures> = {};
  for (const [location, figures] of Object.entries(stock)) {
    locations[location] = withAvailable(figures);
  }
  return { sku, seq, ...withAvailable(totalStock(stock)), locations };
}

function withAvailable(stock: LocationStock): Figures {
  return { ...stock, available: available(stock) };
}
