/** Finds the entries by which more was promised than there was, and for each the sale that the selling channel did not know. */
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { unitsSold } from '../ledger/sale.ts';
import { sellsWithoutStock } from '../listing/catalogue-note.ts';
import type { Listing } from '../listing/listing.ts';
import { wasTaken } from '../pushing/answer-words.ts';
import { available, totalStock } from '../stock/stock.ts';
import { type Displayed, displayedAt, type KnownPush } from './displayed.ts';

/** An entry that left less than nothing. */
export type Lack = {
  readonly entry: LedgerEntry;
  /** Units by which it went below 0, or further below. */
  readonly units: number;
  /** The last sale of another channel before it. */
  readonly other: LedgerEntry | undefined;
};

/** The lacks among these entries, which begin with the one before the first that is asked about, oldest first. */
export function lacksAmong(entries: readonly LedgerEntry[]): readonly Lack[] {
  const lacks: Lack[] = [];
  const lastSales = new Map<string, LedgerEntry>();
  for (const [index, entry] of entries.entries()) {
    const before = entries[index - 1];
    const [left, was] = [availableAfter(entry), before === undefined ? 0 : availableAfter(before)];
    const units = Math.min(0, was) - left;
    if (before !== undefined && units > 0) {
      lacks.push({ entry, units, other: unitsSold(entry) > 0 ? lastOfOthers(lastSales, entry) : undefined });
    }
    if (unitsSold(entry) > 0) {
      lastSales.set(entry.source.channel, entry);
    }
  }
  return lacks;
}

function lastOfOthers(lastSales: ReadonlyMap<string, LedgerEntry>, { source }: LedgerEntry): LedgerEntry | undefined {
  return [...lastSales.values()]
    .filter((sale) => sale.source.channel !== source.channel)
    .toSorted((one, other) => one.seq - other.seq)
    .at(-1);
}

/** What is available after the entry, over all locations; below 0: oversold. */
function availableAfter({ stockAfter }: Pick<LedgerEntry, 'stockAfter'>): number {
  return available(totalStock(stockAfter));
}

/** Why units were oversold: the two sales, the lag between them, and what would have prevented it. */
export type Oversale = {
  readonly seq: number;
  readonly units: number;
  readonly sale: LedgerEntry;
  readonly other?: LedgerEntry;
  /** From the other sale to this one, in milliseconds; below 0: this one happened first, and was reported later. */
  readonly betweenMs?: number;
  /** From the other sale until this channel had taken the figure without it. Absent: it had not, or nothing is kept of it. */
  readonly lagMs?: number;
  /** The part of that which the other channel took to report its sale. */
  readonly reportedAfterMs?: number;
  /** What the listings of this channel displayed when it sold. */
  readonly displayed: readonly Displayed[];
  readonly prevention: Prevention;
};

/** What would have prevented it, or why no policy would have. */
export type Prevention =
  | { readonly kind: 'escrow'; readonly buffer: number }
  | { readonly kind: 'escrowWasToCome' | 'notASale' | 'sellsWithoutStock' | 'outsideEscrow' | 'byItself' };

type Known = {
  readonly listings: readonly Listing[];
  readonly entries: readonly LedgerEntry[];
  /** Those from before the other sale on. */
  readonly pushes: readonly KnownPush[];
  /** Whether the SKU is offered under escrow now. */
  readonly isEscrow: boolean;
};

/** Explains one lack by what was known, pushed and displayed at its time. */
export function explainLack({ entry, units, other }: Lack, known: Known): Oversale {
  const at = entry.occurredAt;
  const own = known.listings.filter(({ channel }) => channel === entry.source.channel);
  const before = known.entries.filter(({ seq }) => seq < entry.seq);
  const displayed = own.map((listing) => displayedAt(listing, { entries: before, pushes: known.pushes }, at));
  const isOwn = new Set(displayed.map(({ listing }) => listing));
  const learned = known.pushes
    .filter(({ listing, answer }) => isOwn.has(listing) && wasTaken(answer))
    .filter(({ intent }) => intent.seq >= (other?.seq ?? Number.POSITIVE_INFINITY))
    .map(({ endedAt }) => endedAt)
    .sort()[0];
  return {
    ...{ seq: entry.seq, units, sale: entry, displayed },
    ...(other !== undefined && {
      other,
      betweenMs: between(other.occurredAt, at),
      reportedAfterMs: between(other.occurredAt, other.receivedAt),
      ...(learned !== undefined && { lagMs: between(other.occurredAt, learned) }),
    }),
    prevention: preventionOf(entry, { units, other, own, displayed, isEscrow: known.isEscrow }),
  };
}

function preventionOf(
  entry: LedgerEntry,
  {
    units,
    other,
    own,
    displayed,
    isEscrow,
  }: Pick<Lack, 'units' | 'other'> &
    Pick<Oversale, 'displayed'> & { readonly own: readonly Listing[]; readonly isEscrow: boolean },
): Prevention {
  if (unitsSold(entry) === 0) {
    return { kind: 'notASale' };
  }
  if (own.some(sellsWithoutStock)) {
    return { kind: 'sellsWithoutStock' };
  }
  if (displayed.some(({ inputs }) => inputs?.share !== undefined) || (isEscrow && own.length === 0)) {
    return { kind: 'outsideEscrow' };
  }
  if (other === undefined) {
    return { kind: 'byItself' };
  }
  return isEscrow ? { kind: 'escrowWasToCome' } : { kind: 'escrow', buffer: units };
}

function between(from: string, to: string): number {
  return Date.parse(to) - Date.parse(from);
}
