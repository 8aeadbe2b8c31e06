/**
 * What customers and staff do with orders, beyond the control routes that every sandbox has. What each does has its source in
 * the files of orders/.
 */
import * as v from 'valibot';
import type { PlatformRoute, SandboxRequest } from '../../kernel/platform.ts';
import { deleteDraft, payDraft, writeDraft } from '../orders/draft.ts';
import { cancelFulfillmentOrders, moveOrder, reschedule } from '../orders/moving.ts';
import { archive, cancelReturns, openReturn, refund } from '../orders/order-actions.ts';
import { placeOrder } from '../orders/placing.ts';
import { cancelShipment, fulfil } from '../orders/shipping.ts';
import type { Shop } from '../shop.ts';
import { atLocation, locationId, nothing, route, type Sender, sku, skuLines, time, units } from './control-route.ts';

const boughtLine = v.union([
  v.strictObject({ sku, quantity: units(1), variantId: v.optional(v.string()) }),
  v.strictObject({ custom: v.literal(true), title: v.string(), sku: v.optional(v.string()), quantity: units(1) }),
]);
const text = v.optional(v.string());

/**
 * `source: "api"` is an order that an app made, which bypasses the inventory unless `bypass` is false. `draft` is a draft
 * order, which reserves its units unless `reserve` is false.
 */
const newOrder = v.strictObject({
  lines: v.pipe(v.array(boughtLine), v.minLength(1)),
  source: v.optional(v.picklist(['web', 'api']), 'web'),
  bypass: v.optional(v.boolean()),
  draft: v.optional(v.boolean(), false),
  reserve: v.optional(v.boolean(), true),
  sourceName: text,
  appId: v.optional(v.pipe(v.string(), v.digits())),
  sourceIdentifier: text,
  tags: v.optional(v.array(v.string()), []),
  note: text,
  noteAttributes: v.optional(v.array(v.strictObject({ name: v.string(), value: v.string() })), []),
  name: text,
  /** An order of earlier: when the shop received it. */
  createdAt: v.optional(time),
});

const tillOrder = v.strictObject({ lines: skuLines, location: v.optional(locationId), soldAt: v.optional(time) });
const placedLines = v.strictObject({ lines: skuLines, location: v.optional(locationId) });
const returnedLines = v.strictObject({ lines: skuLines });
const move = v.strictObject({ location: locationId, lines: v.optional(skuLines) });
const later = v.strictObject({ at: time });

// The id of an app that the merchant made; orders of an app have its id as their source_name.
const SOME_APP = '7190285';

export function orderRoutes(shop: Shop, send: Sender): PlatformRoute[] {
  const ofOrder = ({ order }: { order: { id: string } }) => ({ id: order.id });
  const ofDraft = ({ draft }: { draft: { id: string } }) => ({ id: draft.id });
  const id = ({ params }: SandboxRequest) => params['id'] ?? '';
  return [
    route('POST', '/orders', newOrder, (_, body) => {
      if (body.draft) return send(writeDraft(shop, body.lines, { reserves: body.reserve }), 201, ofDraft);
      return send(placeOrder(shop, body.lines, placingOf(body)), 201, ofOrder);
    }),
    route('POST', '/orders/{id}/pay', nothing, (request) => send(payDraft(shop, id(request)), 200, ofOrder)),
    route('DELETE', '/orders/{id}', nothing, (request) => send(deleteDraft(shop, id(request)), 200, ofDraft)),
    route('POST', '/pos-orders', tillOrder, (_, { lines, location, soldAt }) =>
      atLocation(shop, location, (till) => send(placeOrder(shop, lines, { till, soldAt }), 201, ofOrder)),
    ),
    route('POST', '/orders/{id}/fulfil-lines', placedLines, (request, { lines, location }) =>
      location === undefined
        ? send(fulfil(shop, id(request), lines), 200, ofOrder)
        : atLocation(shop, location, (place) => send(fulfil(shop, id(request), lines, place), 200, ofOrder)),
    ),
    route('POST', '/orders/{id}/return-lines', placedLines, (request, { lines, location }) =>
      atLocation(shop, location, (place) => send(refund(shop, id(request), lines, true, place), 200, ofOrder)),
    ),
    route('POST', '/orders/{id}/open-return', returnedLines, (request, { lines }) =>
      send(openReturn(shop, id(request), lines), 200, ofOrder),
    ),
    route('POST', '/orders/{id}/cancel-returns', nothing, (request) =>
      send(cancelReturns(shop, id(request)), 200, ofOrder),
    ),
    route('POST', '/orders/{id}/cancel-shipment', nothing, (request) =>
      send(cancelShipment(shop, id(request)), 200, ofOrder),
    ),
    route('POST', '/orders/{id}/move', move, (request, { lines, location }) =>
      atLocation(shop, location, (to) => send(moveOrder(shop, id(request), to, lines), 200, ofOrder)),
    ),
    route('POST', '/orders/{id}/reschedule', later, (request, { at }) =>
      send(reschedule(shop, id(request), at), 200, ofOrder),
    ),
    route('POST', '/orders/{id}/cancel-fulfilment-orders', nothing, (request) =>
      send(cancelFulfillmentOrders(shop, id(request)), 200, ofOrder),
    ),
    route('POST', '/orders/{id}/archive', nothing, (request) => send(archive(shop, id(request)), 200, ofOrder)),
  ];
}

function placingOf(body: v.InferOutput<typeof newOrder>) {
  const isMadeByApp = body.source === 'api';
  const appId = body.appId ?? (isMadeByApp ? SOME_APP : null);
  return {
    bypass: body.bypass ?? isMadeByApp,
    keepsBundles: isMadeByApp,
    name: body.name,
    createdAt: body.createdAt,
    source: {
      sourceName: body.sourceName ?? (isMadeByApp ? (appId ?? SOME_APP) : 'web'),
      appId,
      sourceIdentifier: body.sourceIdentifier ?? null,
      tags: body.tags,
      note: body.note ?? null,
      noteAttributes: body.noteAttributes,
    },
  };
}
