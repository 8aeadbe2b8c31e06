/** What people do on every sales channel, done in this shop. */
import type { ActionOutcome, PlatformActions } from '../../kernel/platform.ts';
import type { Done } from '../orders/open-order.ts';
import { cancel, edit, refund } from '../orders/order-actions.ts';
import { placeOrder } from '../orders/placing.ts';
import { shownOnline } from '../orders/routing.ts';
import { fulfil } from '../orders/shipping.ts';
import type { Shop } from '../shop.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';

/** What people do in this shop: each action takes effect at once and its webhooks follow. */
export function shopActions(shop: Shop, webhooks: Webhooks): PlatformActions {
  const announced = <T>(result: ActionOutcome<Done>, value: (done: Done) => T): ActionOutcome<T> => {
    if (result.outcome !== 'done') return result;
    webhooks.announce(result.value.happenings);
    return { outcome: 'done', value: value(result.value) };
  };
  const nothing = () => undefined;
  return {
    readStock(sku) {
      const item = shop.stock.itemOfSku(sku);
      if (!item) return unknownSku(sku);
      return { outcome: 'done', value: shownOnline(shop, item) };
    },
    setStock(sku, available) {
      const item = shop.stock.itemOfSku(sku);
      if (!item) return unknownSku(sku);
      const delta = available - shownOnline(shop, item);
      const level = shop.stock.change(item, shop.location, { available: delta });
      if (delta !== 0) webhooks.announce([{ topic: 'inventory_levels/update', level }]);
      return { outcome: 'done', value: undefined };
    },
    placeOrder: (lines) => announced(placeOrder(shop, lines), ({ order }) => order.id),
    cancel: (orderId, restock) => announced(cancel(shop, orderId, restock), nothing),
    fulfil: (orderId) => announced(fulfil(shop, orderId, undefined), nothing),
    refund: (orderId, lines, restock) => announced(refund(shop, orderId, lines, restock), nothing),
    edit: (orderId, lines) => announced(edit(shop, orderId, lines), nothing),
  };
}

function unknownSku(sku: string): { outcome: 'unknown'; reason: string } {
  return { outcome: 'unknown', reason: `The shop has no SKU ${sku}.` };
}
