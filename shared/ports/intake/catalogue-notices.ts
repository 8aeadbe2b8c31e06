// Catalogue notices: what channels say about their listings, other than quantities.
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import type { CatalogueNews, Noted } from '../../domain/listing/catalogue-note.ts';
import type { Listing } from '../../domain/listing/listing.ts';

/** A channel reports a change of its catalogue. */
export type CatalogueNotice = {
  readonly channel: ChannelId;
  /** The channel's id of what is counted: the `externalId` of listings. */
  readonly externalId: string;
  /** The channel's location that the notice is about. Absent: all locations where the item is listed. */
  readonly channelLocation?: string;
  readonly news: CatalogueNews;
  /** ISO 8601, milliseconds, UTC. */
  readonly occurredAt: string;
  readonly receivedAt: string;
};

/** The queue of notices to compare with our listings. */
export type CatalogueNoticeQueue = {
  /** Resolves once every notice is durably queued. */
  send(notices: readonly CatalogueNotice[]): Promise<void>;
};

/** Our app was uninstalled: the channel refuses our calls and sends no more messages. */
export type UninstallNotice = Pick<CatalogueNotice, 'channel' | 'occurredAt' | 'receivedAt'>;

/** The queue of uninstall notices, whose channels must be paused. */
export type UninstallQueue = {
  /** Resolves once the notice is durably queued. */
  send(notice: UninstallNotice): Promise<void>;
};

/** Notes on listings about what their channel's catalogue says. */
export type ListingNotes = {
  /** The listings behind a channel's id, at all its locations. */
  listingsOf(channel: ChannelId, externalId: string): Promise<readonly Listing[]>;
  /** The listings of the SKU on the channel, at all its locations. */
  listingsOfSku(channel: ChannelId, sku: Sku): Promise<readonly Listing[]>;
  /** Writes the note. False: another note was written since the read; nothing was written. */
  note(listing: Listing, noted: Noted): Promise<boolean>;
};
