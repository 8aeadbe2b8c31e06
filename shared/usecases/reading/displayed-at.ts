// Reads what explains the figures that the listings of a SKU showed at a time.
import { type Displayed, displayedAt } from '../../domain/explaining/displayed.ts';
import type { Sku } from '../../domain/identifiers.ts';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import { type Listing, listingId } from '../../domain/listing/listing.ts';
import { wasTaken } from '../../domain/pushing/answer-words.ts';
import type { EndedPush, StockReader } from '../../ports/reading/stock-reader.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { withConcurrency } from '../../with-concurrency.ts';

/** What a SKU's past is read from. */
export type PastOfListings = Pick<StockReader, 'entries' | 'pushes'>;

/** Entries that one read gives, and reads at a time. */
const ENTRIES_PER_READ = 1_000;
const READS_AT_ONCE = 4;
export const PUSHES_PER_READ = 500;
/** Sales of a listing that was not pushed since are added up over so many entries at most. */
const ENTRIES_MOST = 10_000;

/**
 * What each listing of today showed at the moment, in units of the SKU; `last`: the number of the last entry posted by then. A read or two
 * of pushes, and one of entries where there were any since.
 */
export async function listingsAt(
  reader: PastOfListings,
  state: SkuState,
  last: number,
  moment: string,
): Promise<readonly Displayed[]> {
  if (state.listings.length === 0) {
    return [];
  }
  const pushes = await pushesBy(reader, state, last, moment);
  const seqs = state.listings.map((listing) => takenBy(listing, pushes, moment)?.intent.seq ?? last);
  const from = Math.min(...seqs);
  const entries = await readEntries(reader, state.sku, from + 1, last);
  const later = await entriesSince(reader, state, { pushes, last, moment });
  return state.listings.map((listing) => displayedBy(listing, { entries, later, pushes }, moment));
}

/** The last push by that time that its channel took. */
function takenBy(listing: Listing, pushes: readonly EndedPush[], moment: string): EndedPush | undefined {
  const name = listingId(listing);
  return pushes.findLast((push) => push.listing === name && push.endedAt <= moment && wasTaken(push.answer));
}

type Since = { readonly pushes: readonly EndedPush[]; readonly last: number; readonly moment: string };

/** The entries after the last one, where a listing was not pushed to by then: it showed what it shows now, and what it sold since. */
export async function entriesSince(
  reader: PastOfListings,
  { sku, seq, listings }: SkuState,
  { pushes, last, moment }: Since,
): Promise<readonly LedgerEntry[]> {
  const isKnown = listings.every((listing) => takenBy(listing, pushes, moment) !== undefined);
  return isKnown ? [] : readEntries(reader, sku, last + 1, Math.min(seq, last + ENTRIES_MOST));
}

type Past = {
  /** Those posted by then, and those after them (`entriesSince`). */
  readonly entries: readonly LedgerEntry[];
  readonly later: readonly LedgerEntry[];
  /** By their ends. */
  readonly pushes: readonly EndedPush[];
};

export function displayedBy(listing: Listing, { entries, later, pushes }: Past, moment: string): Displayed {
  const isPushed = takenBy(listing, pushes, moment) !== undefined;
  return displayedAt(listing, { entries: isPushed ? entries : [...entries, ...later], pushes }, moment);
}

/** The numbers have no gaps, so that every page is known before the first is read. */
export async function readEntries(
  reader: PastOfListings,
  sku: Sku,
  from: number,
  to: number,
): Promise<readonly LedgerEntry[]> {
  const pages = Array.from({ length: Math.ceil((to - from + 1) / ENTRIES_PER_READ) }, (_, page) => {
    const after = from - 1 + page * ENTRIES_PER_READ;
    return { after, limit: Math.min(ENTRIES_PER_READ, to - after) };
  });
  const read = await withConcurrency(READS_AT_ONCE, pages, ({ after, limit }) => reader.entries(sku, after, limit));
  return read.flat();
}

/** A push of a listing is looked for among those of so many entries at first, and among eight times as many each time. */
export const PUSHES_BEFORE = 50;
const WIDER = 8;

/**
 * Pushes that may explain what was displayed at the moment, by their ends: those of the last entries, and as many before
 * as it takes until each listing that was ever pushed has one that ended by then.
 */
export async function pushesBy(
  reader: PastOfListings,
  { sku, listings }: SkuState,
  last: number,
  moment: string,
): Promise<readonly EndedPush[]> {
  const pushed = listings.filter(({ lastPushedAt }) => lastPushedAt !== undefined).map(listingId);
  let found: readonly EndedPush[] = [];
  let to = Number.POSITIVE_INFINITY;
  for (let width = PUSHES_BEFORE; to > 1; width *= WIDER) {
    const from = Math.max(1, last - width);
    found = [...(await pushesBetween(reader, sku, from, to)), ...found];
    const explained = new Set(found.filter(({ endedAt }) => endedAt <= moment).map(({ listing }) => listing));
    to = pushed.every((listing) => explained.has(listing)) ? 1 : from;
  }
  return found.toSorted((one, other) => (one.endedAt < other.endedAt ? -1 : 1));
}

/** Those that carried the stock of entries from `from` on and before `to`; of what follows the moment one page is enough. */
async function pushesBetween(
  reader: PastOfListings,
  sku: Sku,
  from: number,
  to: number,
): Promise<readonly EndedPush[]> {
  const found = new Map<string, EndedPush>();
  for (let next = from; next < to; ) {
    const page = await reader.pushes(sku, next, PUSHES_PER_READ);
    for (const push of page.filter(({ intent }) => intent.seq < to)) {
      found.set(`${push.listing} ${push.intent.generation} ${push.intent.attempt}`, push);
    }
    const reached = page.at(-1)?.intent.seq ?? to;
    const isEnd = page.length < PUSHES_PER_READ || reached === next || to === Number.POSITIVE_INFINITY;
    next = isEnd ? to : reached;
  }
  return [...found.values()];
}
