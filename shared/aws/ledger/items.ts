import type { Demand } from '../../domain/exposure/demand.ts';
import type { Exposure } from '../../domain/exposure/exposure.ts';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import type { Seen, SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import type { Listing } from '../../domain/listing/listing.ts';
import type { Stock } from '../../domain/stock/stock.ts';
import type { Parked } from '../../ports/posting.ts';
import type { PushRecord } from '../../ports/pushing.ts';
import type { Key } from './table-keys.ts';

/**
 * The items as they lie in the table. Only this folder writes them, so what is read back is trusted to have the
 * shape it was written with; `stockline verify` proves it for entries.
 */
export type SkuHeadItem = Key & {
  readonly seq: number;
  readonly headHash: string;
  readonly lastPostedAt: string;
  readonly stock: Stock;
  readonly countedAt: SkuLedger['countedAt'];
  readonly cutOverAt?: NonNullable<SkuLedger['cutOverAt']>;
  readonly exposure?: Exposure;
  readonly demand?: Demand;
};

/** What a SKU head tells of how its SKU is offered. */
export function offeredOf({ exposure, demand }: SkuHeadItem): {
  readonly exposure?: Exposure;
  readonly demand?: Demand;
} {
  return { ...(exposure !== undefined && { exposure }), ...(demand !== undefined && { demand }) };
}

export type EntryItem = Key & LedgerEntry & { readonly ref?: string; readonly refSort?: string };
export type SeenItem = Key & Omit<Seen, 'key'>;
export type ListingItem = Key &
  Listing & {
    readonly ref: string;
    readonly refSort: string;
    readonly registeredAt: string;
    readonly readUpTo: string;
  };
export type PushItem = Key & PushRecord & { readonly listing: string; readonly expiresAt: number };
export type ParkedItem = Key & Parked & { readonly ref?: string; readonly refSort?: string };

/** The domain's part of an item: everything but the table's own attributes. */
export function entryOf(item: EntryItem): LedgerEntry {
  const { pk: _pk, sk: _sk, ref: _ref, refSort: _refSort, ...entry } = item;
  return entry;
}

export function listingOf(item: ListingItem): Listing {
  const { pk: _pk, sk: _sk, ref: _ref, refSort: _refSort, registeredAt: _at, readUpTo: _upTo, ...listing } = item;
  return listing;
}

export function seenOf(item: SeenItem): Seen {
  const { pk: _pk, sk, ...seen } = item;
  return { key: sk.slice('SEEN#'.length), ...seen };
}

export function parkedOf(item: ParkedItem): Parked {
  const { observation, outcome, parkedAt } = item;
  return { observation, outcome, parkedAt };
}
