import * as v from 'valibot';
import {
  type ActionOutcome,
  jsonBody,
  type OrderLine,
  type PlatformActions,
  type PlatformRoute,
  type SandboxAnswer,
  type SandboxRequest,
} from '../platform.ts';
import { cancel, type Done, edit, fulfil, placeOrder, refund } from './order-actions.ts';
import type { Shop } from './shop.ts';
import { quantityOf } from './stock.ts';
import type { Webhooks } from './webhooks.ts';

/** What people do in this shop: each action takes effect at once and its webhooks follow. */
export function shopActions(shop: Shop, webhooks: Webhooks): PlatformActions {
  const told = <T>(result: ActionOutcome<Done>, value: (done: Done) => T): ActionOutcome<T> => {
    if (result.outcome !== 'done') return result;
    webhooks.announce(result.value.happenings);
    return { outcome: 'done', value: value(result.value) };
  };
  const nothing = () => undefined;
  return {
    readStock(sku) {
      const item = shop.stock.itemOfSku(sku);
      if (!item) return unknownSku(sku);
      return { outcome: 'done', value: quantityOf(shop.stock.level(item, shop.location), 'available') };
    },
    setStock(sku, available) {
      const item = shop.stock.itemOfSku(sku);
      if (!item) return unknownSku(sku);
      const delta = available - quantityOf(shop.stock.level(item, shop.location), 'available');
      const level = shop.stock.change(item, shop.location, { available: delta });
      if (delta !== 0) webhooks.announce([{ topic: 'inventory_levels/update', level }]);
      return { outcome: 'done', value: undefined };
    },
    placeOrder: (lines) => told(placeOrder(shop, lines, false), ({ order }) => order.id),
    cancel: (orderId, restock) => told(cancel(shop, orderId, restock), nothing),
    fulfil: (orderId) => told(fulfil(shop, orderId, undefined), nothing),
    refund: (orderId, lines, restock) => told(refund(shop, orderId, lines, restock), nothing),
    edit: (orderId, lines) => told(edit(shop, orderId, lines), nothing),
  };
}

const linesBody = v.strictObject({
  lines: v.pipe(
    v.array(
      v.strictObject({
        sku: v.pipe(v.string(), v.minLength(1)),
        quantity: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
      }),
    ),
    v.minLength(1),
  ),
});

/** What only this sandbox can be asked for: a sale at the shop's own till, and shipping a part of an order. */
export function shopControlRoutes(shop: Shop, webhooks: Webhooks): PlatformRoute[] {
  const answer = (result: ActionOutcome<Done>, status: number): SandboxAnswer => {
    if (result.outcome !== 'done')
      return refusal(result.outcome === 'unknown' ? 404 : 409, result.outcome, result.reason);
    webhooks.announce(result.value.happenings);
    return { status, body: { id: result.value.order.id } };
  };
  return [
    controlRoute('/_sandbox/pos-orders', (_, lines) => answer(placeOrder(shop, lines, true), 201)),
    controlRoute('/_sandbox/orders/{id}/fulfil-lines', ({ params }, lines) =>
      answer(fulfil(shop, params['id'] ?? '', lines), 200),
    ),
  ];
}

function controlRoute(
  path: string,
  act: (request: SandboxRequest, lines: OrderLine[]) => SandboxAnswer,
): PlatformRoute {
  return {
    method: 'POST',
    path,
    faults: false,
    handle(request) {
      const json = jsonBody(request);
      if (!json.ok) return refusal(400, 'invalid', json.reason);
      const parsed = v.safeParse(linesBody, json.value);
      if (parsed.success) return act(request, parsed.output.lines);
      const [issue] = parsed.issues;
      return refusal(400, 'invalid', `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`);
    },
  };
}

function unknownSku(sku: string): { outcome: 'unknown'; reason: string } {
  return { outcome: 'unknown', reason: `The shop has no SKU ${sku}.` };
}

function refusal(status: number, code: string, message: string): SandboxAnswer {
  return { status, body: { error: { code, message } } };
}
