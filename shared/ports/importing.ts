import type { ChannelId, LocationId, Quantity, Sku } from '../domain/identifiers.ts';
import type { PushMode } from '../domain/listing/listing.ts';
import type { CatalogueListing } from './channel.ts';

/** Where listings are registered. */
export type ListingRegistry = {
  /** Adds the listing or renews its ids; what is known of its `shown` and its pushes stays. */
  register(listing: CatalogueListing, channel: ChannelId, pushMode: PushMode, now: Date): Promise<'new' | 'known'>;
  /** The SKU behind a channel's id. */
  skuOf(channel: ChannelId, externalId: string): Promise<Sku | undefined>;
  /** Since when the SKU is listed here, and up to when the channel's own changes of it were read (ISO 8601). */
  readMarks(sku: Sku, channel: ChannelId): Promise<{ readonly registeredAt: string; readonly readUpTo: string }>;
  /** Never moves backwards. */
  markReadUpTo(sku: Sku, channel: ChannelId, time: Date): Promise<void>;
};

export type OnHand = Readonly<Record<LocationId, Quantity>>;
