import { catalogueItem } from '../../../../sandbox/kernel/catalogue.ts';
import {
  addItem,
  changeItem,
  deleteItem,
  disconnectItem,
} from '../../../../sandbox/shopify/control/catalogue-actions.ts';
import type { Happening } from '../../../../sandbox/shopify/orders/happening.ts';
import { cancel, edit, placeOrder, refund } from '../../../../sandbox/shopify/orders/order-actions.ts';
import { cancelShipment, fulfil } from '../../../../sandbox/shopify/orders/shipping.ts';
import { openShop } from '../../../../sandbox/shopify/shop.ts';
import { payloadOf } from '../../../../sandbox/shopify/webhooks/payloads.ts';
import type { Json } from '../mutation.ts';

/** A payload as Shopify sends it. `json` has ids that JSON.parse would have spoilt as text. */
export type Payload = { readonly topic: string; readonly text: string; readonly json: Json };

/** One payload or more of every topic, as the sandbox's shop tells a busy day. */
export function payloadsByTopic(): readonly Payload[] {
  const payloads: Payload[] = [];
  const shop = openShop({
    domain: 'demo.myshopify.com',
    location: { id: 655_441_491, name: 'Main' },
    furtherLocations: [],
    catalogue: ['MUG', 'CUP'].map((sku) => catalogueItem(sku, sku, 1_000)),
    sellsBelowZero: new Set(),
    now: () => new Date('2026-11-24T12:00:00Z'),
  });
  const tell = (result: {
    readonly outcome: string;
    readonly value?: { readonly happenings: readonly Happening[] };
  }) => {
    if (result.value === undefined) {
      throw new Error(`The sandbox's shop did not do it: ${result.outcome}.`);
    }
    for (const happening of result.value.happenings) {
      const text = payloadOf(happening, shop);
      const json = JSON.parse(text.replaceAll(/([:[,])(\d{16,})(?=[,}\]])/g, '$1"$2"')) as Json;
      payloads.push({ topic: happening.topic, text, json });
    }
  };
  const order = (atTill: boolean) => {
    const placed = placeOrder(
      shop,
      [
        { sku: 'MUG', quantity: 3 },
        { sku: 'CUP', quantity: 2 },
      ],
      atTill,
    );
    tell(placed);
    return placed.outcome === 'done' ? placed.value.order.id : '';
  };
  const first = order(false);
  tell(edit(shop, first, [{ sku: 'MUG', quantity: 2 }]));
  tell(fulfil(shop, first, undefined));
  tell(refund(shop, first, [{ sku: 'CUP', quantity: 1 }], true));
  order(true);
  const second = order(false);
  tell(fulfil(shop, second, [{ sku: 'MUG', quantity: 1 }]));
  tell(cancelShipment(shop, second));
  tell(cancel(shop, second, false));
  tell(addItem(shop, 'CAP', 5));
  tell(changeItem(shop, 'CAP', { sku: 'HAT', tracked: false }));
  tell(disconnectItem(shop, 'HAT', shop.location));
  tell(deleteItem(shop, 'HAT'));
  tell({ outcome: 'done', value: { happenings: [{ topic: 'app/uninstalled' }] } });
  return payloads;
}
