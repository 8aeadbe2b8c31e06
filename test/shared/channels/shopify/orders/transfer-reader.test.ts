import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import type { ShopifyChannel } from '../../../../../shared/channel-config.ts';
import type { AdminApi } from '../../../../../shared/channels/shopify/client/api.ts';
import { readTransfer } from '../../../../../shared/channels/shopify/orders/transfer-reader.ts';
import { later, MAIN, NOON, SHOPIFY } from '../../../../fakes/facts.ts';

const channel: ShopifyChannel = {
  id: SHOPIFY,
  platform: 'shopify',
  shop: 'demo.myshopify.com',
  locations: { '1': [MAIN] },
  buffer: 0,
};
const ID = 'gid://shopify/InventoryTransfer/5';
const read = { readAt: new Date(later(60)), receivedAt: NOON, acceptedBefore: {} };

/** A page of one node; the cursor of each is its number. */
function pageOf(nodes: readonly object[], after: unknown) {
  const at = after === null ? 0 : Number(after);
  const hasNextPage = at + 1 < nodes.length;
  return { nodes: nodes.slice(at, at + 1), pageInfo: { hasNextPage, endCursor: String(at + 1) } };
}

const shipments = ['1', '2'].map((id) => ({ id, status: 'RECEIVED', dateShipped: null, dateReceived: null }));
const linesOf = (shipment: unknown) =>
  ['3', '4'].map((id) => ({
    id: `gid://shopify/InventoryShipmentLineItem/${shipment}${id}`,
    quantity: 2,
    acceptedQuantity: 2,
    inventoryItem: { id: 'gid://shopify/InventoryItem/30', sku: 'MUG', tracked: true },
  }));

/** Answers a page of one shipment, or of one line of it. */
const api: AdminApi = {
  ask: () => Promise.reject(new Error('A transfer is only read.')),
  untilHalfFullMs: () => undefined,
  read: async (document, { id, after }, schema) =>
    v.parse(
      schema,
      document.includes('inventoryTransfer(')
        ? transferWith(pageOf(shipments, after), id)
        : { inventoryShipment: { lineItems: pageOf(linesOf(id), after) } },
    ),
};

function transferWith(page: object, id: unknown) {
  const destination = { location: { id: 'gid://shopify/Location/1' } };
  return { inventoryTransfer: { id, origin: null, destination, shipments: page } };
}

/** One shipment with these lines, beside these others. */
function answering(lines: readonly object[], others: readonly object[] = []): AdminApi['read'] {
  const whole = (nodes: readonly object[]) => ({ nodes, pageInfo: { hasNextPage: false, endCursor: '' } });
  return async (document, { id }, schema) =>
    v.parse(
      schema,
      document.includes('inventoryTransfer(')
        ? transferWith(whole([...shipments.slice(0, 1), ...others]), id)
        : { inventoryShipment: { lineItems: whole(lines) } },
    );
}

describe('a transfer that is read', () => {
  it('moves the lines of all pages of all shipments, each once', async () => {
    const answer = await readTransfer(api, channel, ID, read);
    const lines = answer.kind === 'transfer' ? answer.movements.map(({ source }) => source.line) : [];
    expect(lines).toEqual(['13', '14', '23', '24']);
  });

  it.each([
    ['a quantity that no stock can have', { quantity: 2_000_000_000 }, 'quantity: Expected at most 1000000000.'],
    ['no quantity', { acceptedQuantity: undefined }, 'acceptedQuantity: The field is missing.'],
  ])('names a line with %s by its number, and moves the others', async (_, odd, reason) => {
    const [first, ...others] = linesOf('1');
    const broken = { ...api, read: answering([{ ...first, ...odd }, ...others]) };
    expect(await readTransfer(broken, channel, ID, read)).toMatchObject({
      movements: [{ source: { line: '14' } }],
      setAside: [{ id: 'line 13 of transfer 5', reason }],
    });
  });

  it('names what has no id as such: a line, and a shipment', async () => {
    const { id: _, ...nameless } = linesOf('1')[0] ?? { id: '' };
    const broken = { ...api, read: answering([nameless], [{ status: 'RECEIVED' }]) };
    expect(await readTransfer(broken, channel, ID, read)).toMatchObject({
      setAside: [{ id: 'one shipment of transfer 5' }, { id: 'one line of transfer 5' }],
    });
  });
});
