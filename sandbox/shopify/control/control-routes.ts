import * as v from 'valibot';
import {
  type ActionOutcome,
  jsonBody,
  type PlatformRoute,
  type SandboxAnswer,
  type SandboxRequest,
} from '../../kernel/platform.ts';
import type { Access } from '../admin-api/access.ts';
import type { ShopLocation } from '../inventory/stock.ts';
import type { Happening } from '../orders/happening.ts';
import { refund } from '../orders/order-actions.ts';
import { placeOrder } from '../orders/placing.ts';
import { cancelShipment, fulfil } from '../orders/shipping.ts';
import type { Shop } from '../shop.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import { addItem, type Changed, changeItem, deleteItem, disconnectItem } from './catalogue-actions.ts';

const sku = v.pipe(v.string(), v.minLength(1));
const units = (least: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least));
const lines = v.pipe(v.array(v.strictObject({ sku, quantity: units(1) })), v.minLength(1));
/** The shop's id of a location; its first one unless told. */
const location = v.optional(v.union([v.string(), v.pipe(v.number(), v.transform(String))]));

const soldLines = v.strictObject({ lines });
const placedLines = v.strictObject({ lines, location });
const newItem = v.strictObject({ sku, quantity: units(0) });
const itemChange = v.strictObject({ sku: v.optional(sku), tracked: v.optional(v.boolean()) });
const nothing = v.strictObject({});

/**
 * What only this sandbox can be asked for: sales at the shop's own till, shipments and returns in parts and at places,
 * changes of its catalogue, and the app being uninstalled.
 */
export function shopControlRoutes(shop: Shop, webhooks: Webhooks, access: Access): PlatformRoute[] {
  const told = <Value extends { happenings: Happening[] }>(
    result: ActionOutcome<Value>,
    status: number,
    body: (value: Value) => unknown,
  ): SandboxAnswer => {
    if (result.outcome !== 'done')
      return refusal(result.outcome === 'unknown' ? 404 : 409, result.outcome, result.reason);
    webhooks.announce(result.value.happenings);
    return { status, body: body(result.value) };
  };
  const ofOrder = ({ order }: { order: { id: string } }) => ({ id: order.id });
  const ofItem = ({ item }: Changed) => ({ sku: item.sku, inventoryItemId: item.inventoryItemId });
  const order = ({ params }: SandboxRequest) => params['id'] ?? '';
  const named = ({ params }: SandboxRequest) => params['sku'] ?? '';
  const at = (id: string | undefined, act: (place: ShopLocation) => SandboxAnswer): SandboxAnswer => {
    const place = id === undefined ? shop.location : shop.stock.location(id);
    return place ? act(place) : refusal(404, 'unknown', `The shop has no location ${id}.`);
  };
  return [
    route('POST', '/pos-orders', soldLines, (_, body) =>
      told(placeOrder(shop, body.lines, { till: shop.location }), 201, ofOrder),
    ),
    route('POST', '/orders/{id}/fulfil-lines', placedLines, (request, body) =>
      at(body.location, (place) => told(fulfil(shop, order(request), body.lines, place), 200, ofOrder)),
    ),
    route('POST', '/orders/{id}/return-lines', placedLines, (request, body) =>
      at(body.location, (place) => told(refund(shop, order(request), body.lines, true, place), 200, ofOrder)),
    ),
    route('POST', '/orders/{id}/cancel-shipment', nothing, (request) =>
      told(cancelShipment(shop, order(request)), 200, ofOrder),
    ),
    route('POST', '/items', newItem, (_, body) => told(addItem(shop, body.sku, body.quantity), 201, ofItem)),
    route('PATCH', '/items/{sku}', itemChange, (request, body) =>
      told(changeItem(shop, named(request), body), 200, ofItem),
    ),
    route('DELETE', '/items/{sku}', nothing, (request) => told(deleteItem(shop, named(request)), 200, ofItem)),
    route('DELETE', '/items/{sku}/locations/{location}', nothing, (request) =>
      at(request.params['location'], (place) => told(disconnectItem(shop, named(request), place), 200, ofItem)),
    ),
    route('POST', '/uninstall', nothing, () => {
      access.revoke();
      webhooks.announce([{ topic: 'app/uninstalled' }]);
      webhooks.end();
      return { status: 200, body: { shop: shop.domain } };
    }),
  ];
}

function route<const Schema extends v.GenericSchema>(
  method: string,
  path: string,
  schema: Schema,
  act: (request: SandboxRequest, body: v.InferOutput<Schema>) => SandboxAnswer,
): PlatformRoute {
  return {
    method,
    path: `/_sandbox${path}`,
    faults: false,
    handle(request) {
      const json = jsonBody(request);
      if (!json.ok) return refusal(400, 'invalid', json.reason);
      const parsed = v.safeParse(schema, json.value);
      if (parsed.success) return act(request, parsed.output);
      const [issue] = parsed.issues;
      return refusal(400, 'invalid', `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`);
    },
  };
}

function refusal(status: number, code: string, message: string): SandboxAnswer {
  return { status, body: { error: { code, message } } };
}
