/** Payloads of every topic of Shopify, as the sandbox builds them. */
import { catalogueItem } from '../../../../sandbox/kernel/catalogue.ts';
import {
  addItem,
  changeItem,
  connectItem,
  deleteItem,
  disconnectItem,
} from '../../../../sandbox/shopify/control/catalogue-actions.ts';
import { openTransfer, receiveTransfer, shipTransfer } from '../../../../sandbox/shopify/control/transfer-actions.ts';
import type { Happening } from '../../../../sandbox/shopify/orders/happening.ts';
import { cancelFulfillmentOrders, moveOrder, reschedule } from '../../../../sandbox/shopify/orders/moving.ts';
import { cancel, edit, refund } from '../../../../sandbox/shopify/orders/order-actions.ts';
import { placeOrder } from '../../../../sandbox/shopify/orders/placing.ts';
import { cancelShipment, fulfil } from '../../../../sandbox/shopify/orders/shipping.ts';
import { openShop } from '../../../../sandbox/shopify/shop.ts';
import { payloadOf } from '../../../../sandbox/shopify/webhooks/payloads.ts';
import type { Json } from '../mutation.ts';

/** A payload as Shopify sends it. `json` has ids that JSON.parse would have spoilt as text. */
export type Payload = { readonly topic: string; readonly text: string; readonly json: Json };

/** One payload or more of every topic, as the sandbox's shop reports a busy day. */
export function payloadsByTopic(): readonly Payload[] {
  const payloads: Payload[] = [];
  const shop = openShop({
    domain: 'demo.myshopify.com',
    location: { id: 655_441_491, name: 'Main' },
    furtherLocations: [{ id: 655_441_492, name: 'Annex' }],
    catalogue: ['MUG', 'CUP'].map((sku) => catalogueItem(sku, sku, 1_000)),
    sellsBelowZero: new Set(),
    now: () => new Date('2026-11-24T12:00:00Z'),
  });
  const annex = shop.stock.locations[1] ?? shop.location;
  for (const item of shop.stock.items) shop.stock.change(item, annex, { available: 10 });
  const report = (result: {
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
      atTill ? { till: shop.location } : {},
    );
    report(placed);
    return placed.outcome === 'done' ? placed.value.order.id : '';
  };
  const first = order(false);
  report(edit(shop, first, [{ sku: 'MUG', quantity: 2 }]));
  report(fulfil(shop, first, undefined));
  report(refund(shop, first, [{ sku: 'CUP', quantity: 1 }], true));
  order(true);
  const second = order(false);
  report(fulfil(shop, second, [{ sku: 'MUG', quantity: 1 }]));
  report(cancelShipment(shop, second));
  report(cancel(shop, second, false));
  report(addItem(shop, { sku: 'CAP', quantity: 5 }));
  report(changeItem(shop, 'CAP', { sku: 'HAT', tracked: false }));
  // An item is stocked at one location at least.
  report(connectItem(shop, 'HAT', annex));
  report(disconnectItem(shop, 'HAT', shop.location));
  report(deleteItem(shop, 'HAT'));
  const third = order(false);
  report(moveOrder(shop, third, annex));
  report(reschedule(shop, third, new Date('2026-12-01T12:00:00Z')));
  report(cancelFulfillmentOrders(shop, third));
  for (const topic of ['locations/create', 'locations/deactivate', 'locations/activate'] as const)
    report({ outcome: 'done', value: { happenings: [{ topic, location: annex }] } });
  const opened = openTransfer(shop, [{ sku: 'MUG', quantity: 2 }], shop.location, annex);
  report(opened);
  if (opened.outcome === 'done') {
    report(shipTransfer(shop, opened.value.transfer));
    report(receiveTransfer(shop, opened.value.transfer));
  }
  const operation = { id: '720918', status: 'COMPLETED', createdAt: shop.now(), completedAt: shop.now() };
  report({ outcome: 'done', value: { happenings: [{ topic: 'bulk_operations/finish', operation }] } });
  report({ outcome: 'done', value: { happenings: [{ topic: 'app/uninstalled' }] } });
  return payloads;
}
