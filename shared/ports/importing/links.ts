// Where links are kept, and how they change.
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import type { Link } from '../../domain/listing/link.ts';
import type { Listing } from '../../domain/listing/listing.ts';
import type { PushMode } from '../../domain/listing/listing-push.ts';
import type { CatalogueListing } from '../channel/channel.ts';

/** One listing that sells another SKU, or other units, from now on. */
export type LinkChange = {
  /** Its links, one under each name that its channel had for it; `before` absent where it had none. */
  readonly links: readonly { readonly before?: Link; readonly after: Link }[];
  /** The listing where it was registered, at each of its locations, as it was read. It is left there. */
  readonly leaves: readonly Listing[];
  /** The listing where it is from now on, with the figure that its channel shows, in units of the SKU. */
  readonly comes: readonly CatalogueListing[];
  readonly channel: ChannelId;
  readonly pushMode: PushMode;
};

/** TransactWriteItems takes so many items (DynamoDB API reference, 2012-08-10): more links than fit are not written at once. */
export const LINK_WRITES_MAX = 100;

/** Items that a write of these changes takes: each SKU, each link, and each listing that leaves or comes. */
export function linkWrites(changes: readonly LinkChange[]): number {
  const skus = new Set(changes.flatMap(({ leaves, comes }) => [...leaves, ...comes].map(({ sku }) => sku)));
  const keyOf = ({ sku, channelLocation }: Pick<Listing, 'sku' | 'channelLocation'>) => `${sku}|${channelLocation}`;
  const ofChange = ({ links, leaves, comes }: LinkChange) =>
    links.length + new Set([...leaves, ...comes].map(keyOf)).size;
  return skus.size + changes.reduce((sum, change) => sum + ofChange(change), 0);
}

export type LinkStore = {
  /** The links of a channel; one that was written a moment ago may be missing. */
  ofChannel(channel: ChannelId): Promise<readonly Link[]>;
  /**
   * Writes all of them or none, with the listings and the SKUs that they concern. `conflict`: a push is on its way on one of
   * the listings, or something moved since it was read. Rejects with PermanentError where they are too many for one write.
   */
  write(changes: readonly LinkChange[], now: Date): Promise<'written' | 'conflict'>;
  /** The channel has another SKU for a linked listing: its orders come under that from now on. */
  addName(channel: ChannelId, externalId: string, name: Sku): Promise<void>;
};
