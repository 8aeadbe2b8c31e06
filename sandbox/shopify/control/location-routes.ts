/**
 * Control of the shop's locations and of how orders are routed to them. What each does has its source in
 * location-actions.ts and orders/routing.ts.
 */
import * as v from 'valibot';
import type { PlatformRoute } from '../../kernel/platform.ts';
import type { ShopLocation } from '../inventory/stock.ts';
import { ROUTING_RULES } from '../orders/routing.ts';
import type { Shop } from '../shop.ts';
import { atLocation, locationId, nothing, route, type Sender } from './control-route.ts';
import { addLocation, closeLocation, reopenLocation } from './location-actions.ts';

const rule = v.strictObject({ rule: v.picklist(ROUTING_RULES) });
const newLocation = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1)),
  fulfillsOnlineOrders: v.optional(v.boolean(), true),
});
const closing = v.strictObject({ to: v.optional(locationId) });

export function locationRoutes(shop: Shop, send: Sender): PlatformRoute[] {
  const ofLocation = ({ location }: { location: ShopLocation }) => stateOf(location);
  return [
    route('PUT', '/routing', rule, (_, body) => {
      shop.routing = { rule: body.rule, ordersRouted: 0 };
      return { status: 200, body };
    }),
    route('GET', '/locations', nothing, () => ({ status: 200, body: shop.stock.locations.map(stateOf) })),
    route('POST', '/locations', newLocation, (_, body) =>
      send({ outcome: 'done', value: addLocation(shop, body) }, 201, ofLocation),
    ),
    route('POST', '/locations/{id}/close', closing, ({ params }, { to }) =>
      atLocation(shop, params['id'], (location) =>
        to === undefined
          ? send(closeLocation(shop, location, undefined), 200, ofLocation)
          : atLocation(shop, to, (destination) => send(closeLocation(shop, location, destination), 200, ofLocation)),
      ),
    ),
    route('POST', '/locations/{id}/open', nothing, ({ params }) =>
      atLocation(shop, params['id'], (location) => send(reopenLocation(location), 200, ofLocation)),
    ),
  ];
}

function stateOf({ id, name, deactivatedAt, fulfillsOnlineOrders }: ShopLocation) {
  return { id, name, isActive: deactivatedAt === null, fulfillsOnlineOrders };
}
