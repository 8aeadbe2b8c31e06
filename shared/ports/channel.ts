import type { ChannelId, LocationId, Sku } from '../domain/identifiers.ts';
import type { Listing, PushMode } from '../domain/listing/listing.ts';
import type { PushIntent } from '../domain/listing/push-intent.ts';
import type { MovementObservation, Observation, OrderLineObservation } from '../domain/stock/observation.ts';
import type { CatalogueNotice, UninstallNotice } from './catalogue-notices.ts';

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
  readonly sku: Sku;
  readonly channelLocation: string;
  readonly externalId: string;
  readonly drawsOn: readonly LocationId[];
  readonly managed: boolean;
  readonly shows: number;
  readonly title?: string;
  /** What is on the shelf there, and cannot be sold of it, where the channel keeps both; absent where `shows` is all. */
  readonly stock?: { readonly onHand: number; readonly unavailable: number };
};

/** What a channel offers and an import cannot take, with why: somebody has to set it right there. */
export type LeftOut = {
  readonly externalId: string;
  /** As the channel has it; empty where it has none. */
  readonly sku: string;
  readonly title: string;
  readonly reason: string;
};

/** A channel's outward side, one implementation per platform. */
export type ChannelClient = {
  readonly channel: ChannelId;
  readonly pushMode: PushMode;
  push(push: ChannelPush): Promise<PushAnswer>;
  /** What the channel shows for the listing now. */
  readQuantity(listing: Listing): Promise<number>;
  /** All listings of the channel, page by page; told of each that a stock ledger cannot keep. */
  catalogue(leftOut?: (what: LeftOut) => void): AsyncIterable<readonly CatalogueListing[]>;
};

/**
 * What a webhook or notification, once proven authentic, says. `clockBehindMs`: by how much the clock of the sender is
 * behind ours (negative: ahead), where the message proves that it is off.
 */
export type Intake =
  /** `ignored` names what carries no stock (gift wrapping, a custom item), for the log. */
  | {
      readonly kind: 'observations';
      readonly observations: readonly Observation[];
      readonly ignored: readonly string[];
    }
  /** Lines of one document of the sender, whose id and line make each one's key, whatever SKU it speaks of. */
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
  /** The channel only says that a quantity changed: its changes must be read. */
  | { readonly kind: 'notices'; readonly notices: readonly Notice[] }
  /** The channel tells of its catalogue: what it says is compared with our listings. */
  | { readonly kind: 'catalogue'; readonly notices: readonly CatalogueNotice[] }
  /** Our app was taken off the channel: it must be paused. */
  | { readonly kind: 'uninstalled'; readonly notice: UninstallNotice }
  /** The channel told of an order without telling how it stands: it must be read. */
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

/** An order that a channel must be asked for: what it told leaves open how the order stands. */
export type OrderToRead = {
  readonly channel: ChannelId;
  readonly order: string;
  /** `conflicting`: it told two things under one version. `partTold`: it told of a part. `deleted`: it says it is gone. */
  readonly because: 'conflicting' | 'partTold' | 'deleted';
  /** The version of what the channel told, in milliseconds since 1970; absent where it told none. */
  readonly version?: number;
  /** When that happened on the channel, and when it reached our door; ISO 8601. */
  readonly occurredAt: string;
  readonly receivedAt: string;
};

/** What a channel says of an order when it is asked. Rejections mean: no answer, ask again. */
export type OrderAnswer =
  /** Each line as its whole present state, under the keys and in the versions of the channel's own messages. */
  | { readonly kind: 'order'; readonly lines: readonly OrderLineObservation[]; readonly ignored: readonly string[] }
  /** The channel has no such order, or does not show it to us: no proof that it was deleted. */
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'throttled'; readonly retryAfterMs: number };

/** Reads the orders of one channel, where a platform lets them be read. */
export type OrderReader = {
  /** `receivedAt` of the lines is the given one: when the order was heard of, not when it was read. */
  readOrder(order: string, receivedAt: string): Promise<OrderAnswer>;
};

/** Reads what happened to some of a channel's quantities since a time: each change with its own id, oldest first. */
export type ChangeReader = (
  skus: ReadonlyMap<string, Sku>,
  since: Date,
  receivedAt: string,
  setAside?: SetAside,
) => Promise<readonly Observation[]>;

/**
 * Hears of each row of a page that cannot be read: the others are read all the same. `id` is the channel's, where the row
 * has one; `reason` names the field, and never what is in it.
 */
export type SetAside = (row: { readonly id: string; readonly reason: string }) => void;

/** What happens to a channel's stock by itself, read when its SKUs are taken into the ledger. */
export type OrderFeed = {
  readonly channel: ChannelId;
  /**
   * The lines of every order that has units to ship, page by page, as the channel's own messages would tell them.
   * Nothing, where the channel counts units as gone when they are sold.
   */
  openLines(setAside?: SetAside): AsyncIterable<readonly OrderLineObservation[]>;
  /** What changed since, wholly told, of these SKUs by the channel's ids: of orders also lines of other SKUs. */
  changedSince(
    since: Date,
    skus: ReadonlyMap<string, Sku>,
    setAside?: SetAside,
  ): AsyncIterable<readonly (OrderLineObservation | MovementObservation)[]>;
  /** The listing with its quantities as they are now. */
  readAgain(listing: CatalogueListing): Promise<CatalogueListing>;
};
