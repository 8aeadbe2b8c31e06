import type { ChannelId } from '../domain/identifiers.ts';
import type { CatalogueNews, Noted } from '../domain/listing/catalogue-note.ts';
import type { Listing } from '../domain/listing/listing.ts';

/** A channel tells of something in its catalogue. */
export type CatalogueNotice = {
  readonly channel: ChannelId;
  /** The channel's id of what is counted, as listings have it. */
  readonly externalId: string;
  /** The one location of the channel that it is about; absent: wherever it is listed. */
  readonly channelLocation?: string;
  readonly news: CatalogueNews;
  /** ISO 8601, milliseconds, UTC. */
  readonly occurredAt: string;
  readonly receivedAt: string;
};

/** Notices wait here to be compared with our listings. */
export type CatalogueNoticeQueue = {
  /** Resolves once every notice is durably queued. */
  send(notices: readonly CatalogueNotice[]): Promise<void>;
};

/** A channel tells that our app was taken off it: it lets us in no more, and tells us nothing any more. */
export type UninstallNotice = Pick<CatalogueNotice, 'channel' | 'occurredAt' | 'receivedAt'>;

/** Such notices wait here for their channel to be paused. */
export type UninstallQueue = {
  /** Resolves once the notice is durably queued. */
  send(notice: UninstallNotice): Promise<void>;
};

/** What catalogues say of our listings. */
export type ListingNotes = {
  /** The listings behind a channel's id, at all its locations. */
  listingsOf(channel: ChannelId, externalId: string): Promise<readonly Listing[]>;
  /** Keeps what follows. False: something else was noted since the read; nothing was written. */
  note(listing: Listing, noted: Noted): Promise<boolean>;
};
