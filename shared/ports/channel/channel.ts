/** What Stockline needs from a channel: pushes, readings, messages and orders. */
import type { ChannelId, LocationId, Sku } from '../../domain/identifiers.ts';
import type { Listing } from '../../domain/listing/listing.ts';
import type { PushMode } from '../../domain/listing/listing-push.ts';
import type { PushIntent } from '../../domain/listing/push-intent.ts';
import type { Component } from '../../domain/stock/bundle.ts';
import type {
  CountObservation,
  MovementObservation,
  Observation,
  OrderLineObservation,
} from '../../domain/stock/observation.ts';
import type { OffSale, UnitStates } from '../../domain/stock/off-sale.ts';
import type { CatalogueNotice, UninstallNotice } from '../intake/catalogue-notices.ts';

/** One call of a channel's inventory API. */
export type ChannelPush = {
  readonly listing: Listing;
  readonly intent: PushIntent;
  /** Made of channel, listing, SKU, seq, generation and attempt; a platform that takes less hashes it. */
  readonly idempotencyKey: string;
};

/** What came back from a channel. Rejections of the promise mean: no answer, nobody knows whether it was applied. */
export type PushAnswer =
  /** Applied; `nowShows` is the resulting figure where the channel proves it. */
  | { readonly kind: 'applied'; readonly nowShows?: number }
  /** The comparison failed: this call was not applied. */
  | { readonly kind: 'stale' }
  /** The key belongs to a call that failed: nothing was applied under it, and nothing will be. */
  | { readonly kind: 'spent' }
  /** Not now: nothing was applied. */
  | { readonly kind: 'throttled'; readonly retryAfterMs: number }
  /** This listing cannot: a person must act. Nothing was applied, and other listings are not concerned. */
  | { readonly kind: 'refused'; readonly reason: string }
  /**
   * The channel does not accept our credentials any more: no call of any listing will be applied until a person gives
   * us others. Nothing was applied. `reason` is a sentence for the merchant, without anything of the credentials.
   */
  | { readonly kind: 'credentialsGone'; readonly reason: string };

/** A listing as the channel's own catalogue has it. */
export type CatalogueListing = {
  /** Its SKU there; of a linked listing, the SKU that it sells. */
  readonly sku: Sku;
  /** Of a linked listing, its own SKU there; absent otherwise, as it comes from its channel. */
  readonly name?: Sku;
  /** Of a linked listing, units of the SKU in one of it, 2 or more; absent: 1. */
  readonly units?: number;
  readonly channelLocation: string;
  readonly externalId: string;
  /** The id under which the channel's orders name it, where that is another (Shopify: the variant). */
  readonly soldAs?: string;
  readonly drawsOn: readonly LocationId[];
  readonly managed: boolean;
  readonly shows: number;
  readonly title?: string;
  /** Its trade item number (barcode) as written there, and Amazon's number of the article: they identify what it is. */
  readonly gtin?: string;
  readonly asin?: string;
  /**
   * The units on hand, and how many of them cannot be sold; absent where the channel keeps only the figure in `shows`.
   * `committed`: units of its open orders, where the channel says so.
   */
  readonly stock?: {
    readonly onHand: number;
    readonly unavailable: number;
    readonly committed?: number;
    /** What the unavailable units are, where stock work in the channel's admin is followed. */
    readonly offSale?: OffSale;
  };
  /** Customers can buy it when it shows nothing. */
  readonly sellsWithoutStock?: true;
  /** A bundle of the channel itself, whose quantity follows from these: it is not ours to push, and no stock of its own. */
  readonly madeOf?: readonly Component[];
};

/** A listing that an import cannot take, with the reason: the merchant must correct it on the channel. */
export type LeftOut = {
  readonly externalId: string;
  /** As the channel has it; empty where it has none. */
  readonly sku: string;
  readonly title: string;
  readonly reason: string;
};

/** What the channel shows of one listing; or, as a sentence, that it has no such listing, or no such figure of it. */
export type QuantityRead =
  | {
      readonly kind: 'shows';
      readonly units: number;
      /** What else the channel has there, where stock work in its admin is followed. */
      readonly states?: UnitStates;
    }
  | { readonly kind: 'notListed' | 'unreadable'; readonly reason: string };

/** A channel's outward side, one implementation per platform. */
export type ChannelClient = {
  readonly channel: ChannelId;
  readonly pushMode: PushMode;
  /** Whether a call is applied only while the channel shows what the call is compared with. */
  readonly comparesPushes: boolean;
  /** What is sold is reported by the channel's ids, and comes under the SKU that sells it; absent: under its SKU there. */
  readonly reportsById?: true;
  push(push: ChannelPush): Promise<PushAnswer>;
  /** What the channel shows for the listing now. */
  readQuantity(listing: Listing): Promise<number>;
  /** What it shows of each of these listings now, in their order; many in one call of its API. */
  readQuantities(listings: readonly Listing[]): Promise<readonly QuantityRead[]>;
  /**
   * Makes a call that the channel accepts from everybody whose credentials it accepts. Rejects with CredentialsGoneError
   * when it does not. Absent where the channel never reports that our app was uninstalled.
   */
  proveAccess?(): Promise<void>;
  /**
   * All listings of the channel, page by page. Calls `leftOut` for each that a stock ledger cannot keep. With `setAside`, a
   * row that cannot be read is named to it, and so is a page, where the platform lets us reach what is behind it. Without
   * it, and where the platform does not, a page that cannot be read rejects.
   */
  catalogue(leftOut?: (what: LeftOut) => void, setAside?: SetAside): AsyncIterable<readonly CatalogueListing[]>;
};

/**
 * What a webhook or notification, once proven authentic, says. `clockBehindMs`: by how much the clock of the sender is
 * behind ours (negative: ahead), where the message proves that it is off. `setAside`: rows of the message that cannot be
 * read, beside others that are.
 */
export type Intake =
  /**
   * `ignored` names what carries no stock (gift wrapping, a custom item), for the log. `toRead`: a row that cannot be read
   * leaves open how lines of the order stand, which are not among the observations: the order must be read.
   */
  | {
      readonly kind: 'observations';
      readonly observations: readonly Observation[];
      readonly ignored: readonly string[];
      readonly setAside?: readonly SetAsideRow[];
      readonly toRead?: OrderToRead;
    }
  /** Lines of one document of the sender. The document's id and the line's make the key of each, whatever its SKU. */
  | {
      readonly kind: 'document';
      readonly id: string;
      readonly observations: readonly Observation[];
      readonly clockBehindMs?: number;
    }
  /** All lines of one order: a line that is not among them is no longer in it. */
  | {
      readonly kind: 'wholeOrder';
      readonly lines: readonly OrderLineObservation[];
      readonly clockBehindMs?: number;
    }
  /** The channel reports only that a quantity changed: its changes must be read. */
  | { readonly kind: 'notices'; readonly notices: readonly Notice[]; readonly setAside?: readonly SetAsideRow[] }
  /** A change of the channel's catalogue: it is compared with our listings. */
  | {
      readonly kind: 'catalogue';
      readonly notices: readonly CatalogueNotice[];
      readonly setAside?: readonly SetAsideRow[];
    }
  /** Our app was taken off the channel: it must be paused. */
  | { readonly kind: 'uninstalled'; readonly notice: UninstallNotice }
  /** The channel reported an order without its full state: the order must be read. */
  | { readonly kind: 'orderNotice'; readonly order: OrderToRead }
  /** Authentic, but nothing for a stock ledger; counted, answered 2xx. */
  | { readonly kind: 'ignored'; readonly reason: string }
  /** `path` names the bad field as `data.lines[0].quantity`. */
  | { readonly kind: 'malformed'; readonly path: string; readonly reason: string };

/** A channel says that one of its quantities changed. Never a movement by itself. */
export type Notice = {
  readonly channel: ChannelId;
  readonly externalId: string;
  readonly channelLocation: string;
  /** What the channel says it shows, where it says so. */
  readonly quantity?: number;
  readonly occurredAt: string;
  readonly receivedAt: string;
};

/** An order that must be read from its channel, because what was reported leaves its state open. */
export type OrderToRead = {
  readonly channel: ChannelId;
  readonly order: string;
  /** `conflicting`: two reports of one version differ. `partReported`: a part was reported. `deleted`: reported as deleted. */
  readonly because: 'conflicting' | 'partReported' | 'deleted';
  /** The version of the report, in milliseconds since 1970; absent where the channel gave none. */
  readonly version?: number;
  /** Of a transfer: the units that each line had accepted before what is reported now, by the channel's id of the line. */
  readonly acceptedBefore?: AcceptedBefore;
  /** When that happened on the channel, and when its message was received; ISO 8601. */
  readonly occurredAt: string;
  readonly receivedAt: string;
};

export type AcceptedBefore = Readonly<Record<string, number>>;

/** What a channel says of an order when it is asked. Rejections mean: no answer, ask again. */
export type OrderAnswer =
  /**
   * Each line as its whole present state, under the keys and in the versions of the channel's own messages. `setAside`: rows
   * that cannot be read, which leave open how some lines stand: those are not among `lines`.
   */
  | {
      readonly kind: 'order';
      readonly lines: readonly OrderLineObservation[];
      readonly ignored: readonly string[];
      readonly setAside?: readonly SetAsideRow[];
    }
  /** It is no order, but units under way between locations, or from a supplier: what left and what arrived so far. */
  | {
      readonly kind: 'transfer';
      readonly movements: readonly MovementObservation[];
      readonly ignored: readonly string[];
      readonly setAside?: readonly SetAsideRow[];
    }
  /** The channel has no such order, or does not show it to us: no proof that it was deleted. */
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'throttled'; readonly retryAfterMs: number };

/** Reads the orders of one channel, where a platform lets them be read. */
export type OrderReader = {
  /** `receivedAt` of the lines is the given one: when the order was first reported, not when it was read. */
  readOrder(order: string, receivedAt: string, acceptedBefore?: AcceptedBefore): Promise<OrderAnswer>;
};

/** Reads what happened to some of a channel's quantities since a time: each change with its own id, oldest first. */
export type ChangeReader = (
  skus: ReadonlyMap<string, Sku>,
  since: Date,
  receivedAt: string,
  setAside?: SetAside,
) => Promise<readonly (MovementObservation | CountObservation)[]>;

/**
 * A row of a page or a message that cannot be read. `id` is the channel's, where the row has one. `reason` names the
 * field, and never its content.
 */
export type SetAsideRow = { readonly id: string; readonly reason: string };

/** Called for each odd row; the other rows are used all the same. */
export type SetAside = (row: SetAsideRow) => void;

/**
 * Called for each line of an order that is left out because it counts on another channel (`ignoreSources`), as it would
 * count here: the channel has its units committed all the same.
 */
export type LeftOutLine = (line: OrderLineObservation) => void;

/** The orders and movements of a channel, read when its SKUs are taken into the ledger. */
export type OrderFeed = {
  readonly channel: ChannelId;
  /** Its changes name listings by their ids, so that a change has no SKU of its own: it is of the one that its listing sells. */
  readonly namesItems?: true;
  /**
   * The lines of every order that has units to ship, page by page, in the form of the channel's own messages.
   * Empty where the channel counts units as gone when they are sold.
   */
  openLines(setAside?: SetAside, leftOut?: LeftOutLine): AsyncIterable<readonly OrderLineObservation[]>;
  /** All changes since then of these SKUs, given by the channel's ids. Orders also have their lines of other SKUs. */
  changedSince(
    since: Date,
    skus: ReadonlyMap<string, Sku>,
    setAside?: SetAside,
  ): AsyncIterable<readonly (OrderLineObservation | MovementObservation)[]>;
  /** The listing with its quantities as they are now. */
  readAgain(listing: CatalogueListing): Promise<CatalogueListing>;
};
