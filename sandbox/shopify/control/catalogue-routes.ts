/** Control of the shop's catalogue. What each does has its source in catalogue-actions.ts. */
import * as v from 'valibot';
import type { PlatformRoute, SandboxRequest } from '../../kernel/platform.ts';
import type { Shop } from '../shop.ts';
import {
  addItem,
  type Changed,
  changeItem,
  connectItem,
  deleteItem,
  disconnectItem,
  duplicateItem,
} from './catalogue-actions.ts';
import { atLocation, nothing, route, type Sender, sku, units } from './control-route.ts';

const newItem = v.strictObject({
  sku,
  quantity: v.optional(units(0), 0),
  tracked: v.optional(v.boolean(), true),
  policy: v.optional(v.picklist(['deny', 'continue']), 'deny'),
  barcode: v.optional(v.string()),
  components: v.optional(v.array(v.strictObject({ sku, quantity: units(1) })), []),
});
const itemChange = v.strictObject({
  sku: v.optional(sku),
  tracked: v.optional(v.boolean()),
  policy: v.optional(v.picklist(['deny', 'continue'])),
});
const copy = v.strictObject({ quantity: v.optional(units(0), 0) });

export function catalogueRoutes(shop: Shop, send: Sender): PlatformRoute[] {
  const named = ({ params }: SandboxRequest) => params['sku'] ?? '';
  const ofItem = ({ item: { sku: ofSku, variantId, inventoryItemId } }: Changed) => ({
    sku: ofSku,
    variantId,
    inventoryItemId,
  });
  return [
    route('POST', '/items', newItem, (_, body) => send(addItem(shop, body), 201, ofItem)),
    route('POST', '/items/{sku}/duplicate', copy, (request, { quantity }) =>
      send(duplicateItem(shop, named(request), quantity), 201, ofItem),
    ),
    route('PATCH', '/items/{sku}', itemChange, (request, body) =>
      send(changeItem(shop, named(request), body), 200, ofItem),
    ),
    route('DELETE', '/items/{sku}', nothing, (request) => send(deleteItem(shop, named(request)), 200, ofItem)),
    route('POST', '/items/{sku}/locations/{location}', nothing, (request) =>
      atLocation(shop, request.params['location'], (place) =>
        send(connectItem(shop, named(request), place), 200, ofItem),
      ),
    ),
    route('DELETE', '/items/{sku}/locations/{location}', nothing, (request) =>
      atLocation(shop, request.params['location'], (place) =>
        send(disconnectItem(shop, named(request), place), 200, ofItem),
      ),
    ),
  ];
}
