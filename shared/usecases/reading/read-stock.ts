/** Reads the stock, listings and history of a SKU for the API. */
import { currentExposure, type ExposureRules } from '../../domain/exposure/exposure.ts';
import { sellableOffered } from '../../domain/exposure/offered-stock.ts';
import type { ChannelId, LocationId, Sku } from '../../domain/identifiers.ts';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import { reasonOf } from '../../domain/ledger/outcome.ts';
import { catalogueProblem, sellsWithoutStock } from '../../domain/listing/catalogue-note.ts';
import type { Listing, Rise } from '../../domain/listing/listing.ts';
import { isLinked, locationAt } from '../../domain/listing/place.ts';
import { unitsOf } from '../../domain/listing/units.ts';
import { available, type LocationStock, type Stock, totalStock } from '../../domain/stock/stock.ts';
import type { Parked } from '../../ports/posting/posting.ts';
import type { PastReader } from '../../ports/reading/past-reader.ts';
import type { EndedPush, StockReader } from '../../ports/reading/stock-reader.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { type ExposureView, exposureView, type ShareView, shareView } from '../exposure/exposure-view.ts';
import { lastEntriesBy } from './last-entries-by.ts';

type Figures = LocationStock & { readonly available: number };

export type StockFigures = Figures & {
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
  /** The channel showed so much more than we believed, was lowered, and waits for an operator: `stockline drift`. */
  readonly rise?: Rise;
};

/** The present stock, and what each listing shows; undefined for an unknown SKU. */
export async function readStock(
  reader: StockReader,
  settings: ViewSettings,
  sku: Sku,
  now: Date,
): Promise<StockView | undefined> {
  const skuState = await reader.skuState(sku);
  return skuState && stockView(skuState, settings, now);
}

/** What of the configuration decides how stock is shown. */
export type ViewSettings = { readonly rules: ExposureRules; readonly settleMs: number };

/** A SKU's state as the API shows it. */
export function stockView(skuState: SkuState, { rules, settleMs }: ViewSettings, now: Date): StockView {
  const exposure = currentExposure(skuState, rules);
  const listings = skuState.listings.map((listing) => ({
    channel: listing.channel,
    ...(locationAt(listing.channelLocation) !== '-' && { channelLocation: locationAt(listing.channelLocation) }),
    ...(isLinked(listing) && { listing: listing.externalId }),
    ...(listing.units !== undefined && { units: listing.units }),
    sellable: sellableOffered(skuState, listing, exposure) / unitsOf(listing),
    shown: listing.shown / unitsOf(listing),
    pending: (listing.intent?.delta ?? 0) / unitsOf(listing),
    lastPushedAt: listing.lastPushedAt ?? null,
    ...shareView(exposure, listing),
    ...problemOf(listing),
    ...(sellsWithoutStock(listing) && { sellsWithoutStock: true as const }),
    ...riseView(listing),
  }));
  return {
    ...stockFigures(skuState.sku, skuState.seq, skuState.stock),
    policy: exposure.rules.policy,
    ...exposureView(exposure, { ...skuState, settleMs }, now),
    listings,
  };
}

/** In the listing's own units, as its other figures. */
function riseView(listing: Listing): { readonly rise?: Rise } {
  const units = unitsOf(listing);
  const { rise } = listing;
  return rise === undefined ? {} : { rise: { ...rise, shows: rise.shows / units, believed: rise.believed / units } };
}

function problemOf(listing: Listing): { readonly problem?: string } {
  const problem = catalogueProblem(listing) ?? listing.problem;
  return problem === undefined ? {} : { problem };
}

/** The stock after the last entry that was posted at the time or before; undefined when nothing was posted by then. */
export async function readStockAt(
  reader: StockReader,
  sku: Sku,
  at: Date,
): Promise<(StockFigures & { readonly at: string }) | undefined> {
  const skuState = await reader.skuState(sku);
  const found = skuState && (await readEntryAt(reader, skuState, at));
  return found === undefined ? undefined : { ...stockFigures(sku, found.seq, found.stockAfter), at: at.toISOString() };
}

/** The last entry that was posted at the time or before; undefined when nothing was posted by then. */
export async function readEntryAt(
  reader: Pick<StockReader, 'entry'>,
  { sku, seq }: Pick<SkuState, 'sku' | 'seq'>,
  at: Date,
): Promise<LedgerEntry | undefined> {
  const read: PastReader['entries'] = (keys) => Promise.all(keys.map((key) => reader.entry(key.sku, key.seq)));
  const [found] = await lastEntriesBy(read, [{ sku, seq }], at);
  return found;
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

export type PushView = {
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
  for (const push of pushes) {
    if (!first.has(push.listing)) {
      first.set(push.listing, pushView(push));
    }
  }
  return [...first.values()];
}

/** A push that ended as the API shows it. */
export function pushView({ listing, intent, endedAt, answer }: EndedPush): PushView {
  const { seq, delta, target, startedAt } = intent;
  return { listing, seq, change: delta, shows: target, startedAt, endedAt, answer };
}

/** The figures of a stock as the API shows them. */
export function stockFigures(sku: Sku, seq: number, stock: Stock): StockFigures {
  const locations: Record<string, Figures> = {};
  for (const [location, figures] of Object.entries(stock)) {
    locations[location] = withAvailable(figures);
  }
  return { sku, seq, ...withAvailable(totalStock(stock)), locations };
}

function withAvailable(stock: LocationStock): Figures {
  return { ...stock, available: available(stock) };
}
