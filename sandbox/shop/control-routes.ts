/** What can be done to a shop that all sandboxes do not share: its catalogue and its line. */
import * as v from 'valibot';
import { answerFor, controlRoute, refusal, withBody } from '../kernel/control-answers.ts';
import type { PlatformActions, PlatformRoute } from '../kernel/platform.ts';
import { unknownSku } from './figures.ts';
import type { Shop } from './shop.ts';
import type { OrderActions } from './web-orders.ts';

const itemBody = v.strictObject({ sku: v.string(), quantity: v.pipe(v.number(), v.safeInteger()) });
const soldLine = v.strictObject({ sku: v.string(), quantity: v.pipe(v.number(), v.safeInteger(), v.minValue(1)) });
/** `hold`: the hold at Stockline that the order is made from; a till has none. */
const orderBody = v.strictObject({
  lines: v.pipe(v.array(soldLine), v.minLength(1)),
  hold: v.optional(v.pipe(v.string(), v.minLength(1))),
});
const lineBody = v.strictObject({ isOnline: v.boolean() });

export function shopControlRoutes(
  shop: Shop,
  actions: Pick<OrderActions | PlatformActions, 'placeOrder'>,
): PlatformRoute[] {
  return [
    controlRoute('POST', '/orders', (request) =>
      withBody(request, orderBody, async ({ lines, hold }) =>
        answerFor(await actions.placeOrder(lines, hold), 201, (id) => ({ id })),
      ),
    ),
    controlRoute('POST', '/items', (request) =>
      withBody(request, itemBody, ({ sku, quantity }) => {
        if (shop.stock.bySku(sku) !== undefined) return refusal(409, 'impossible', `${sku} is listed already.`);
        return { status: 201, body: shop.stock.add(sku, sku, quantity) };
      }),
    ),
    controlRoute('DELETE', '/items/{sku}', ({ params: { sku = '' } }) =>
      answerFor(shop.stock.remove(sku) ? { outcome: 'done', value: { sku } } : unknownSku(sku), 200, (body) => body),
    ),
    controlRoute('PUT', '/line', (request) =>
      withBody(request, lineBody, (body) => {
        shop.setOnline(body.isOnline);
        return { status: 200, body };
      }),
    ),
  ];
}
