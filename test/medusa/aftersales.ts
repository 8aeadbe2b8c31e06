/** What staff of a Medusa store do with orders beside the everyday: drafts, edits of lines, exchanges, claims, refunds. */
import * as v from 'valibot';
import { call, must, withId } from './medusa-http.ts';
import type { StoreIds } from './store-ids.ts';

export type Item = { readonly id: string; readonly sku: string; readonly quantity: number };
type Units = { readonly sku: string; readonly quantity: number };
/** Where an order's channel sells from. */
export type SoldFrom = { readonly channel: string; readonly location: string; readonly shipping: string };

const nothing = v.object({});
const items = v.array(v.object({ id: v.string(), variant_sku: v.nullable(v.string()), quantity: v.number() }));
const payments = v.nullish(
  v.array(
    v.object({ payments: v.nullish(v.array(v.object({ id: v.string(), captured_at: v.nullish(v.string()) })), []) }),
  ),
  [],
);
const level = v.object({ location_id: v.string(), stocked_quantity: v.number() });

/** The staff of the store that answers at `url`. Each call throws MedusaRefusal where Medusa does not allow it. */
export function aftersalesOf(url: string, ids: StoreIds) {
  const headers = { authorization: `Basic ${Buffer.from(`${ids.secretKey}:`).toString('base64')}` };
  const post = (path: string, body: object) => call(`${url}/admin/${path}`, headers, body);
  const get = (path: string) => call(`${url}/admin/${path}`, headers);
  const variantsOf = (lines: readonly Units[]) =>
    lines.map(({ sku, quantity }) => ({ variant_id: ids.variants[sku], quantity, unit_price: 1 }));
  const done = async (what: string, path: string, body: object = {}) =>
    void must(what, await post(path, body), nothing);

  /** Receives what a return has; `damaged`: it is not for sale again. */
  const receive = async (id: string, inbound: readonly object[], kind: 'sound' | 'damaged') => {
    const path = `returns/${id}`;
    await done('A receipt', `${path}/receive`);
    await done('What came', `${path}/${kind === 'sound' ? 'receive-items' : 'dismiss-items'}`, { items: inbound });
    await done('The end of a receipt', `${path}/receive/confirm`);
  };

  return {
    async itemsOf(order: string): Promise<readonly Item[]> {
      const answer = await get(`orders/${order}?fields=id,*items`);
      const { order: read } = must('The order', answer, v.object({ order: v.object({ items }) }));
      return read.items.map(({ id, variant_sku: sku, quantity }) => ({ id, sku: sku ?? '', quantity }));
    },

    /** A draft; it counts once it is converted. */
    async draft(from: SoldFrom, lines: readonly Units[]): Promise<string> {
      const address = { first_name: 'A', last_name: 'B', address_1: 'Street 1', city: 'Bremen', country_code: 'de' };
      const body = {
        ...{ region_id: ids.region, sales_channel_id: from.channel, email: 'draft@example.com' },
        ...{ shipping_address: address, items: variantsOf(lines) },
        shipping_methods: [{ name: 'Free', shipping_option_id: from.shipping, amount: 0 }],
      };
      return must('A draft', await post('draft-orders', body), v.object({ draft_order: withId })).draft_order.id;
    },

    convert: (draft: string) => done('An order of a draft', `draft-orders/${draft}/convert-to-order`),

    async addLine(order: string, line: Units): Promise<void> {
      await done('An edit', 'order-edits', { order_id: order });
      await done('Its line', `order-edits/${order}/items`, { items: variantsOf([line]) });
      await done('Its request', `order-edits/${order}/request`);
      await done('Its end', `order-edits/${order}/confirm`);
    },

    /** 0 units remove the line. */
    async setQuantity(order: string, item: string, quantity: number): Promise<void> {
      await done('An edit', 'order-edits', { order_id: order });
      await done('Its quantity', `order-edits/${order}/items/item/${item}`, { quantity });
      await done('Its request', `order-edits/${order}/request`);
      await done('Its end', `order-edits/${order}/confirm`);
    },

    /** Resolves with the id of the fulfilment that was made; `known` are those that there were. */
    async fulfil(order: string, item: string, quantity: number, location: string, known: readonly string[]) {
      const body = { location_id: location, items: [{ id: item, quantity }] };
      await done('Fulfilling', `orders/${order}/fulfillments`, body);
      const answer = await get(`orders/${order}?fields=id,*fulfillments`);
      const { order: read } = must(
        'The order',
        answer,
        v.object({ order: v.object({ fulfillments: v.array(withId) }) }),
      );
      const made = read.fulfillments.find(({ id }) => !known.includes(id));
      if (made === undefined) {
        throw new Error(`Order ${order} has no fulfilment that was made.`);
      }
      return made.id;
    },

    cancelFulfilment: (order: string, fulfilment: string) =>
      done('Cancelling a fulfilment', `orders/${order}/fulfillments/${fulfilment}/cancel`),

    cancel: (order: string) => done('Cancelling', `orders/${order}/cancel`),

    async takeBack(order: string, item: string, quantity: number, location: string, kind: 'sound' | 'damaged') {
      const inbound = [{ id: item, quantity }];
      const answer = await post('returns', { order_id: order, location_id: location });
      const { id } = must('A return', answer, v.object({ return: withId })).return;
      await done('Its items', `returns/${id}/request-items`, { items: inbound });
      await done('Its request', `returns/${id}/request`);
      await receive(id, inbound, kind);
    },

    /** One line comes back, and another article goes out in its place; the return is received at once. */
    async exchange(order: string, item: string, quantity: number, out: Units, from: SoldFrom): Promise<void> {
      const inbound = [{ id: item, quantity }];
      const begun = must('An exchange', await post('exchanges', { order_id: order }), v.object({ exchange: withId }));
      const path = `exchanges/${begun.exchange.id}`;
      await done('What comes back', `${path}/inbound/items`, { items: inbound });
      const read = must(
        'The exchange',
        await get(`${path}?fields=id,return_id`),
        v.object({ exchange: v.object({ return_id: v.string() }) }),
      );
      await done('Where it comes back', `returns/${read.exchange.return_id}`, { location_id: from.location });
      await done('What goes out', `${path}/outbound/items`, { items: variantsOf([out]) });
      await done('How it goes out', `${path}/outbound/shipping-method`, { shipping_option_id: from.shipping });
      await done('Its request', `${path}/request`);
      await receive(read.exchange.return_id, inbound, 'sound');
    },

    /** A claim: `replace` sends another unit of it, `refund` sends nothing; what was claimed does not come back. */
    async claim(order: string, item: Item, type: 'replace' | 'refund', from: SoldFrom): Promise<void> {
      const claimed = { items: [{ id: item.id, quantity: 1, reason: 'production_failure' }] };
      const begun = must('A claim', await post('claims', { order_id: order, type }), v.object({ claim: withId }));
      const path = `claims/${begun.claim.id}`;
      await done('What is claimed', `${path}/claim-items`, claimed);
      if (type === 'replace') {
        await done('What goes out', `${path}/outbound/items`, { items: variantsOf([{ sku: item.sku, quantity: 1 }]) });
        await done('How it goes out', `${path}/outbound/shipping-method`, { shipping_option_id: from.shipping });
      }
      await done('Its request', `${path}/request`);
    },

    /** Money only: nothing moves. */
    async refund(order: string, amount: number): Promise<void> {
      const answer = await get(`orders/${order}?fields=id,payment_collections.payments.*`);
      const read = must('The payments', answer, v.object({ order: v.object({ payment_collections: payments }) }));
      const [payment] = read.order.payment_collections?.flatMap((each) => each.payments ?? []) ?? [];
      if (payment === undefined) {
        return;
      }
      if (!payment.captured_at) {
        await done('A payment', `payments/${payment.id}/capture`);
      }
      await done('A refund', `payments/${payment.id}/refund`, { amount });
    },

    /**
     * What Medusa has for sale of a SKU at each location: stocked, less the rows of what is reserved. Its counter
     * `reserved_quantity` is not asked: where Medusa moves a reservation to another location it leaves the counter of the first as
     * it was (2.21.2, inventory/dist/services/inventory-module.js), until the plugin sets it right.
     */
    async available(sku: string): Promise<ReadonlyMap<string, number>> {
      const item = ids.items[sku];
      const levels = must(
        'The stock',
        await get(`inventory-items/${item}/location-levels?fields=location_id,stocked_quantity`),
        v.object({ inventory_levels: v.array(level) }),
      ).inventory_levels;
      const { reservations } = must(
        'The reservations',
        await get(`reservations?inventory_item_id=${item}&limit=1000&fields=location_id,quantity`),
        v.object({ reservations: v.array(v.object({ location_id: v.string(), quantity: v.number() })) }),
      );
      const reservedAt = (location: string) =>
        reservations.filter((each) => each.location_id === location).reduce((sum, { quantity }) => sum + quantity, 0);
      return new Map(
        levels.map(({ location_id: location, stocked_quantity: stocked }) => [
          location,
          stocked - reservedAt(location),
        ]),
      );
    },
  };
}
