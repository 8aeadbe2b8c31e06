// Registering listings, and the marks up to which a channel's own changes were read.
import type { ChannelId, LocationId, Quantity, Sku } from '../../domain/identifiers.ts';
import type { Listing } from '../../domain/listing/listing.ts';
import type { PushMode } from '../../domain/listing/listing-push.ts';
import type { CatalogueListing } from '../channel/channel.ts';

export type ListingRegistry = {
  /**
   * Adds the listing, or renews what the catalogue says of it; `shown` and its pushes stay. Where the place has another
   * item of the channel, `another`: that one shows what the catalogue says, as of `now`, and no push of it is on its way.
   */
  register(
    listing: CatalogueListing,
    channel: ChannelId,
    pushMode: PushMode,
    now: Date,
  ): Promise<'new' | 'known' | 'another'>;
  /** The SKU behind a channel's id. */
  skuOf(channel: ChannelId, externalId: string): Promise<Sku | undefined>;
  /**
   * The same, with the SKU's listings under that id and its marks as they were a moment ago: a push or a posting of this
   * second may be missing.
   */
  behind(channel: ChannelId, externalId: string): Promise<ListedItem | undefined>;
  /** When the item was registered on the channel, and up to when the channel's own changes of it were read (ISO 8601). */
  readMarks(sku: Sku, channel: ChannelId, externalId: string): Promise<ReadMarks>;
  /** Moves the mark of read changes of these listings; never backwards. */
  markReadUpTo(listings: readonly Listing[], time: Date): Promise<void>;
};

/** ISO 8601. */
export type ReadMarks = { readonly registeredAt: string; readonly readUpTo: string };

/** An item of a channel as it is listed here. */
export type ListedItem = { readonly sku: Sku; readonly listings: readonly Listing[]; readonly marks: ReadMarks };

/** Units on hand by location. */
export type OnHand = Readonly<Record<LocationId, Quantity>>;
