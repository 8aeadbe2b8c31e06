/** What customers and staff do in a Medusa store, over its HTTP API. */
import * as v from 'valibot';
import { call, must, withId } from './medusa-http.ts';
import type { StoreIds } from './store-ids.ts';

/** How a checkout ended: with an order, with a refusal that the customer reads, or with an error or no answer. */
export type Checkout =
  | { readonly kind: 'order'; readonly id: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

const completed = v.union([
  v.object({ type: v.literal('order'), order: withId }),
  v.object({ type: v.literal('cart'), error: v.object({ message: v.string() }) }),
]);

/** One customer of the store that answers at `url`. */
export function customerOf(url: string, ids: StoreIds) {
  const headers = { 'x-publishable-api-key': ids.publishableKey };
  const post = (path: string, body: object) => call(`${url}/store/${path}`, headers, body);
  return {
    /** Fills a cart up to the last button. */
    fillCart(sku: string, quantity: number): Promise<string> {
      return this.fillCartWith([{ sku, quantity }]);
    },

    /** The same with several lines. */
    async fillCartWith(lines: readonly { readonly sku: string; readonly quantity: number }[]): Promise<string> {
      const address = {
        ...{ first_name: 'A', last_name: 'B', address_1: 'Street 1', city: 'Bremen' },
        ...{ country_code: 'de', postal_code: '28195' },
      };
      const { cart } = must(
        `A cart with ${lines.map(({ sku }) => sku).join(' and ')}`,
        await post('carts', {
          ...{ region_id: ids.region, email: `${crypto.randomUUID()}@example.com`, shipping_address: address },
          items: lines.map(({ sku, quantity }) => ({ variant_id: ids.variants[sku], quantity })),
        }),
        v.object({ cart: withId }),
      );
      must('Shipping', await post(`carts/${cart.id}/shipping-methods`, { option_id: ids.shipping }), v.object({}));
      const { payment_collection: payment } = must(
        'A payment',
        await post('payment-collections', { cart_id: cart.id }),
        v.object({ payment_collection: withId }),
      );
      must(
        'A payment session',
        await post(`payment-collections/${payment.id}/payment-sessions`, { provider_id: 'pp_system_default' }),
        v.object({}),
      );
      return cart.id;
    },

    /** Presses the last button. */
    async complete(cart: string): Promise<Checkout> {
      try {
        const { status, body } = await post(`carts/${cart}/complete`, {});
        const read = v.safeParse(completed, body);
        if (!read.success) {
          const message = v.safeParse(v.object({ message: v.string() }), body);
          const reason = message.success ? message.output.message : JSON.stringify(body).slice(0, 300);
          return { kind: status < 500 ? 'refused' : 'failed', reason: `${status} ${reason}` };
        }
        return read.output.type === 'order'
          ? { kind: 'order', id: read.output.order.id }
          : { kind: 'refused', reason: read.output.error.message };
      } catch (error) {
        return { kind: 'failed', reason: error instanceof Error ? error.message : 'no answer' };
      }
    },
  };
}

const orderView = v.object({
  order: v.object({
    id: v.string(),
    items: v.array(v.object({ id: v.string(), variant_sku: v.nullable(v.string()), quantity: v.number() })),
    fulfillments: v.nullish(v.array(withId), []),
  }),
});

/** The staff of the store that answers at `url`. */
export function staffOf(url: string, ids: StoreIds) {
  const headers = { authorization: `Basic ${Buffer.from(`${ids.secretKey}:`).toString('base64')}` };
  const post = (path: string, body: object) => call(`${url}/admin/${path}`, headers, body);
  const readOrder = async (order: string) => {
    const path = `${url}/admin/orders/${order}?fields=id,*items,*fulfillments`;
    return must('The order', await call(path, headers), orderView).order;
  };
  return {
    async cancel(order: string): Promise<void> {
      must('Cancelling', await post(`orders/${order}/cancel`, {}), v.object({}));
    },

    /** Fulfils all of it. */
    async fulfil(order: string): Promise<void> {
      const { items } = await readOrder(order);
      const body = { location_id: ids.location, items: items.map(({ id, quantity }) => ({ id, quantity })) };
      must('Fulfilling', await post(`orders/${order}/fulfillments`, body), v.object({}));
    },

    async cancelFulfilments(order: string): Promise<void> {
      for (const { id } of (await readOrder(order)).fulfillments) {
        must('Cancelling a fulfilment', await post(`orders/${order}/fulfillments/${id}/cancel`, {}), v.object({}));
      }
    },

    /** Takes units of its first line back, on sale again or, with `damaged`, not. */
    async takeBack(order: string, quantity: number, kind: 'sound' | 'damaged' = 'sound'): Promise<void> {
      const [item] = (await readOrder(order)).items;
      const items = [{ id: item?.id ?? '', quantity }];
      const { return: returned } = must(
        'A return',
        await post('returns', { order_id: order, location_id: ids.location }),
        v.object({ return: withId }),
      );
      const path = `returns/${returned.id}`;
      must('Its items', await post(`${path}/request-items`, { items }), v.object({}));
      must('Its request', await post(`${path}/request`, {}), v.object({}));
      must('Its receipt', await post(`${path}/receive`, {}), v.object({}));
      const what = kind === 'sound' ? 'receive-items' : 'dismiss-items';
      must('What came', await post(`${path}/${what}`, { items }), v.object({}));
      must('The end of its receipt', await post(`${path}/receive/confirm`, {}), v.object({}));
    },

    /** Sets the quantity of its first line. */
    async edit(order: string, quantity: number): Promise<void> {
      const [item] = (await readOrder(order)).items;
      must('An edit', await post('order-edits', { order_id: order }), v.object({}));
      must('Its quantity', await post(`order-edits/${order}/items/item/${item?.id}`, { quantity }), v.object({}));
      must('Its request', await post(`order-edits/${order}/request`, {}), v.object({}));
      must('Its end', await post(`order-edits/${order}/confirm`, {}), v.object({}));
    },

    /** Sets what is stocked, as by hand in the admin. */
    async setStocked(sku: string, quantity: number): Promise<void> {
      const path = `inventory-items/${ids.items[sku]}/location-levels/${ids.location}`;
      must('Setting stock', await post(path, { stocked_quantity: quantity }), v.object({}));
    },

    /** Deletes the product of a SKU, as in the admin. */
    async deleteProduct(sku: string): Promise<void> {
      const path = `${url}/admin/products/${ids.products[sku]}`;
      must(
        'Deleting a product',
        await call(path, headers, undefined, 'DELETE'),
        v.object({ deleted: v.literal(true) }),
      );
    },

    /**
     * What Medusa’s own admin says is available at a location: stocked, less its counter of what is reserved. Medusa writes that
     * counter wrong where two instances sell, and where a part is fulfilled from elsewhere; the plugin sets it right within a minute.
     */
    async availableAt(sku: string, location: string): Promise<number> {
      const path = `${url}/admin/inventory-items/${ids.items[sku]}/location-levels?fields=location_id,stocked_quantity,reserved_quantity`;
      const level = v.object({ location_id: v.string(), stocked_quantity: v.number(), reserved_quantity: v.number() });
      const { inventory_levels: levels } = must(
        'The stock',
        await call(path, headers),
        v.object({ inventory_levels: v.array(level) }),
      );
      return levels
        .filter((each) => each.location_id === location)
        .reduce((sum, each) => sum + each.stocked_quantity - each.reserved_quantity, 0);
    },
  };
}
