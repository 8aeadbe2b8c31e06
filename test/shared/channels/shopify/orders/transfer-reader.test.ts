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

/** Answers a page of one shipment, or of one line. */
const api: AdminApi = {
  ask: () => Promise.reject(new Error('A transfer is only read.')),
  read: async (document, { id, after }, schema) =>
    v.parse(
      schema,
      document.includes('inventoryTransfer(')
        ? {
            inventoryTransfer: {
              id,
              origin: null,
              destination: { location: { id: 'gid://shopify/Location/1' } },
              shipments: pageOf(shipments, after),
            },
          }
        : { inventoryShipment: { lineItems: pageOf(linesOf(id), after) } },
    ),
};

describe('a transfer that is read', () => {
  it('moves the lines of all pages of all shipments, each once', async () => {
    const answer = await readTransfer(api, channel, ID, read);
    const lines = answer.kind === 'transfer' ? answer.movements.map(({ source }) => source.line) : [];
    expect(lines).toEqual(['13', '14', '23', '24']);
  });
});
