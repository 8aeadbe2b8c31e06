/** Reads what Shopify shows of many listings in few queries. */
import * as v from 'valibot';
import type { ShopifyChannel } from '../../../channel-config.ts';
import type { Listing } from '../../../domain/listing/listing.ts';
import type { QuantityRead } from '../../../ports/channel/channel.ts';
import { readRows, textOf } from '../../rows.ts';
import { SINGLE_READ_TRIES } from '../../while-throttled.ts';
import { STATE_NAMES, statesOf, type Units } from '../variants/states.ts';
import type { AdminApi } from './api.ts';
import { QUANTITIES_OF_ITEMS } from './documents.ts';
import { globalId } from './global-id.ts';

/** The most that any input array takes: https://shopify.dev/docs/api/usage/limits (2026-07). */
export const ITEMS_AT_ONCE = 250;

const level = v.object({ quantities: v.array(v.object({ name: v.string(), quantity: v.number() })) });
/** Null for an item that is not there any more; without an id for a global id of something else. */
const item = v.nullable(v.object({ id: v.optional(v.string()), inventoryLevel: v.nullish(level) }));
const items = v.object({ nodes: v.array(v.unknown()) });

/**
 * What Shopify shows of these listings, in their order: one query for each location that they are at. Where stock work is
 * followed, an item that a location does not stock any more (closed, or taken from it) has nothing of anything there. An
 * item whose quantities are odd is unreadable, and costs no other.
 * Source: inventoryDeactivate "removes an inventory item's quantities from a location",
 * https://shopify.dev/docs/api/admin-graphql/latest/mutations/inventoryDeactivate (2026-10).
 */
export async function readQuantitiesOf(
  api: AdminApi,
  { stockWork = false }: Pick<ShopifyChannel, 'stockWork'>,
  listings: readonly Listing[],
): Promise<readonly QuantityRead[]> {
  const found = new Map<string, Units>();
  const faults = new Map<string, string>();
  const names = stockWork ? STATE_NAMES : ['available'];
  for (const [location, group] of Map.groupBy(listings, ({ channelLocation }) => channelLocation)) {
    for (let start = 0; start < group.length; start += ITEMS_AT_ONCE) {
      const ids = group
        .slice(start, start + ITEMS_AT_ONCE)
        .map(({ externalId }) => globalId('InventoryItem', externalId));
      const asked = { ids, locationId: globalId('Location', location), names };
      const { nodes } = await api.read(QUANTITIES_OF_ITEMS, asked, items, SINGLE_READ_TRIES);
      const { rows, odd } = readRows(nodes, item);
      for (const { row, reason } of odd) {
        faults.set(`${textOf(row, 'id')}@${location}`, reason);
      }
      for (const node of rows) {
        const quantities = node?.inventoryLevel?.quantities ?? (stockWork ? NOTHING_STOCKED : undefined);
        if (node?.id !== undefined && quantities !== undefined) {
          found.set(`${node.id}@${location}`, new Map(quantities.map(({ name, quantity }) => [name, quantity])));
        }
      }
    }
  }
  return listings.map(({ sku, externalId, channelLocation }): QuantityRead => {
    const place = `${globalId('InventoryItem', externalId)}@${channelLocation}`;
    const fault = faults.get(place);
    if (fault !== undefined) {
      const reason = `What Shopify has of ${sku} at location ${channelLocation} cannot be read: ${fault}`;
      return { kind: 'unreadable', reason };
    }
    const units = found.get(place);
    const available = units?.get('available');
    if (units === undefined || available === undefined) {
      const reason = `Shopify does not stock ${sku} at location ${channelLocation}: stock it there, or import anew.`;
      return { kind: 'unreadable', reason };
    }
    const states = stockWork ? statesOf(units) : undefined;
    return { kind: 'shows', units: available, ...(states !== undefined && { states }) };
  });
}

const NOTHING_STOCKED = STATE_NAMES.map((name) => ({ name, quantity: 0 }));
