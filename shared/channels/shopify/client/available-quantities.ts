/** Reads what Shopify shows of many listings in few queries. */
import * as v from 'valibot';
import type { Listing } from '../../../domain/listing/listing.ts';
import type { QuantityRead } from '../../../ports/channel/channel.ts';
import { SINGLE_READ_TRIES } from '../../while-throttled.ts';
import type { AdminApi } from './api.ts';
import { AVAILABLE_OF_ITEMS } from './documents.ts';
import { globalId } from './global-id.ts';

/** The most that any input array takes: https://shopify.dev/docs/api/usage/limits (2026-07). */
export const ITEMS_AT_ONCE = 250;

const level = v.object({ quantities: v.array(v.object({ quantity: v.number() })) });
/** Null for an item that is not there any more; without an id for a global id of something else. */
const items = v.object({
  nodes: v.array(v.nullable(v.object({ id: v.optional(v.string()), inventoryLevel: v.nullish(level) }))),
});

/** What Shopify shows of these listings, in their order: one query for each location that they are at. */
export async function readAvailable(api: AdminApi, listings: readonly Listing[]): Promise<readonly QuantityRead[]> {
  const found = new Map<string, number>();
  for (const [location, group] of Map.groupBy(listings, ({ channelLocation }) => channelLocation)) {
    for (let start = 0; start < group.length; start += ITEMS_AT_ONCE) {
      const ids = group
        .slice(start, start + ITEMS_AT_ONCE)
        .map(({ externalId }) => globalId('InventoryItem', externalId));
      const asked = { ids, locationId: globalId('Location', location) };
      const { nodes } = await api.read(AVAILABLE_OF_ITEMS, asked, items, SINGLE_READ_TRIES);
      for (const node of nodes) {
        const available = node?.inventoryLevel?.quantities[0]?.quantity;
        if (node?.id !== undefined && available !== undefined) {
          found.set(`${node.id}@${location}`, available);
        }
      }
    }
  }
  return listings.map(({ sku, externalId, channelLocation }): QuantityRead => {
    const units = found.get(`${globalId('InventoryItem', externalId)}@${channelLocation}`);
    return units === undefined
      ? {
          kind: 'unreadable',
          reason: `Shopify does not stock ${sku} at location ${channelLocation}: stock it there, or import anew.`,
        }
      : { kind: 'shows', units };
  });
}
