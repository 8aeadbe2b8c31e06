/** Units that a channel has at a place and does not sell, by the reason that its admin gives. */
import type { ChannelId } from '../identifiers.ts';

/** The reasons for which units are on hand at a channel's location and not for sale there. */
export const OFF_SALE_STATES = ['reserved', 'damaged', 'qualityControl', 'safetyStock'] as const;

export type OffSaleState = (typeof OFF_SALE_STATES)[number];

/** Units off sale at one of a channel's locations, by their reason. Whole numbers. */
export type OffSale = Readonly<Record<OffSaleState, number>>;

/** What a channel says of the units at one of its locations beside those that it offers. */
export type UnitStates = {
  readonly offSale: OffSale;
  /** Units of its own open orders. */
  readonly committed: number;
  /** Units on their way to the location: they are on hand nowhere. */
  readonly incoming: number;
};

/** The states of a channel's location up to which its stock work is posted. */
export type StockWorkRecord = {
  readonly offSale: OffSale;
  /** How much of what `shown` followed without an entry is accounted for: `foundMore` of the listing then. */
  readonly foundMore: number;
  /** When they were read, in milliseconds since 1970: the name of this record; 0 before the first reading. */
  readonly readAt: number;
};

/** Where the record of a listing's stock work lies among what its SKU's ledger remembers. */
export function stockWorkKey({ channel, channelLocation }: WorkedPlace): string {
  return `stock-work:${channel}:${channelLocation}`;
}

type WorkedPlace = { readonly channel: ChannelId; readonly channelLocation: string };

export const NOTHING_OFF_SALE: OffSale = { reserved: 0, damaged: 0, qualityControl: 0, safetyStock: 0 };

export function unitsOffSale(offSale: OffSale): number {
  return OFF_SALE_STATES.reduce((sum, state) => sum + offSale[state], 0);
}

export function isSameOffSale(one: OffSale, other: OffSale): boolean {
  return OFF_SALE_STATES.every((state) => one[state] === other[state]);
}

const IN_WORDS: Readonly<Record<OffSaleState, string>> = {
  reserved: 'reserved',
  damaged: 'damaged',
  qualityControl: 'in quality control',
  safetyStock: 'safety stock',
};

/** What differs, in words: `damaged 0 → 3, reserved 2 → 0`. Empty: nothing does. */
export function offSaleInWords(before: OffSale, now: OffSale): string {
  return OFF_SALE_STATES.filter((state) => before[state] !== now[state])
    .map((state) => `${IN_WORDS[state]} ${before[state]} → ${now[state]}`)
    .join(', ');
}
