/** The ledger of one SKU as the posting rules see it: its stock, its listings, and the facts that it remembers. */

import type { Demand } from '../exposure/demand.ts';
import type { Exposure } from '../exposure/exposure.ts';
import type { ChannelId, LocationId, Sku } from '../identifiers.ts';
import type { DeductionEffect } from '../listing/deduction.ts';
import type { Link } from '../listing/link.ts';
import type { Listing } from '../listing/listing.ts';
import type { Hold } from '../stock/hold.ts';
import type { StockWorkRecord } from '../stock/off-sale.ts';
import type { OrderLineState } from '../stock/order-line.ts';
import type { Stock, StockChange } from '../stock/stock.ts';
import { CHAIN_START } from './ledger-entry.ts';

/** What the ledger remembers of a fact under its key: enough to distinguish a repetition, an older state and another fact. */
export type Seen = {
  readonly key: string;
  readonly contentHash: string;
  /** The entry that this fact last became. */
  readonly seq: number;
  /** When a movement happened, as its source stated it. Absent on what version 0.1 wrote. */
  readonly statedAt?: string;
  /** Units of the SKU in one unit of the listing, as it was first posted; absent: 1. */
  readonly units?: number;
  readonly line?: RecordedLine;
  readonly hold?: Hold;
  readonly heldFor?: HeldFor;
  /** What a movement said last, where its source may say another thing of it later. */
  readonly moved?: RecordedMovement;
  /** What a channel had off sale at one of its locations, as far as its stock work is posted. */
  readonly work?: StockWorkRecord;
  /** What a count changed about the ledger's knowledge. Absent on what version 3 or older wrote. */
  readonly count?: RecordedCount;
  /** An older version stored it with the SKU's head, and there it stays. Of concern to the store alone. */
  readonly isWithHead?: true;
};

/** A count, with what was known before it; ISO 8601. */
export type RecordedCount = {
  readonly location: LocationId;
  readonly units: number;
  readonly countedAt: string;
  /** When the location was counted before. Absent: never. */
  readonly before?: string;
};

/** A movement as it was last read from a source that may change it under its id. */
export type RecordedMovement = {
  readonly changes: readonly StockChange[];
  readonly deducted: number;
  /** In milliseconds since 1970. */
  readonly readAt: number;
};

/** What is remembered of an order's number beside its lines: the holds captured for it, and whether such an order was posted. */
export type HeldFor = {
  readonly holds: readonly string[];
  readonly isPosted: boolean;
  /** The channels that reported an order of that number. Absent on what version 6 or older wrote. */
  readonly postedBy?: readonly ChannelId[];
};

/** The last state of an order line that the ledger accepted. */
export type RecordedLine = {
  readonly version: number;
  /** When `state` was read; where its place is assumed, when the state was read that the assumption builds on. */
  readonly readAt?: number;
  readonly madeAt?: string;
  /** Hashes of the states of this version and this time that a state received later replaced. */
  readonly replaced?: readonly string[];
  readonly state: OrderLineState;
  readonly location: LocationId;
  /** The whole state of a line of which `state` may be a part, as its channel last reported it. */
  readonly whole?: OrderLineState;
  /** How many units of `state` left the order unshipped and were not put back, as the line was last read. Absent: none is known. */
  readonly lostHere?: number;
  /** How many units of `state` messages have added since it was read, of which no message says where they are. Absent: none. */
  readonly assumedHere?: number;
  /** The channel has not said yet where the units are. */
  readonly isPlaceAssumed?: true;
  /** The known phases of the line, by version, oldest first: when its units left and entered a location. */
  readonly phases: readonly LinePhase[];
};

/** By one version of an order line, so many units had entered one location (negative: had left it). */
export type LinePhase = {
  readonly version: number;
  readonly occurredAt: string;
  readonly location: LocationId;
  readonly onHand: number;
};

/** Order lines by channel whose channel has not said yet where it takes their units; a channel without any is absent. */
export type UnplacedLines = Readonly<Record<ChannelId, number>>;

/** The places of linked listings, by channel. */
export type LinkedPlaces = Readonly<Record<ChannelId, readonly string[]>>;

/** The ledger of one SKU, as far as posting needs it. `seq` 0 means that the SKU is not in the ledger yet. */
export type SkuLedger = {
  readonly sku: Sku;
  readonly seq: number;
  readonly headHash: string;
  readonly lastPostedAt: string;
  readonly stock: Stock;
  /** When each location was last counted, as far as posted; ISO 8601. */
  readonly countedAt: Readonly<Record<LocationId, string>>;
  /** The time of the channel's figure from which each location's on hand was taken at the cut-over; ISO 8601. */
  readonly cutOverAt?: Readonly<Record<LocationId, string>>;
  /** How many order lines of each channel have units whose place is assumed. */
  readonly unplaced?: UnplacedLines;
  /** How many holds have units that a sale or an order may take over; absent: none. */
  readonly holdsInEffect?: number;
  /** What is remembered under the keys that were loaded, by key. */
  readonly seen: ReadonlyMap<string, Seen>;
  readonly listings: readonly Listing[];
  /** Further places at which linked listings of the SKU are, by channel; absent where none is linked. */
  readonly linkedPlaces?: LinkedPlaces;
  /** Links of listings that bear the SKU as a name at their channels; absent: none. */
  readonly links?: readonly Link[];
  /** How the SKU is offered. Absent while the deployment's rules are all that is known of it. */
  readonly exposure?: Exposure;
  /** How fast it sells and where; absent before the first sale. */
  readonly demand?: Demand;
  /** No entry and no fact of it is stored with its head, as older versions did. Of concern to the store alone. */
  readonly isApart?: true;
};

/** The ledger of a SKU for which nothing was ever posted. */
export function emptyLedger(sku: Sku): SkuLedger {
  return {
    sku,
    seq: 0,
    headHash: CHAIN_START,
    lastPostedAt: '',
    stock: {},
    countedAt: {},
    seen: new Map(),
    listings: [],
  };
}

/** Whether the SKU is a bundle: it has no stock of its own, its components have. */
export function isBundle({ exposure }: Pick<SkuLedger, 'exposure'>): boolean {
  return exposure?.madeOf !== undefined;
}

/** How one listing's `shown` moves with what its channel subtracted or added itself. */
export type ShownMove = DeductionEffect & {
  readonly listing: Listing;
  /** For when a check of the listing was scheduled because of it; ISO 8601. */
  readonly checkAt?: string;
};
