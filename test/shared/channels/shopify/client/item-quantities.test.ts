import { afterEach, expect, it } from '@jest/globals';
import { createShopifyClient } from '../../../../../shared/channels/shopify/client/channel-client.ts';
import { listingOf } from '../../listing.ts';
import { type StubShop, startStubShop } from '../stub-shop.ts';

let shop: StubShop | undefined;

afterEach(async () => {
  await shop?.close();
  shop = undefined;
});

const item = (id: number, quantity: unknown) => ({
  id: `gid://shopify/InventoryItem/${id}`,
  inventoryLevel: { quantities: [{ name: 'available', quantity }] },
});

it('an item whose quantities cannot be read is unreadable with its reason, and costs no other of its page', async () => {
  shop = await startStubShop(() => ({ body: { data: { nodes: [item(1, 4), item(2, 'four'), null, 7, item(5, 6)] } } }));
  const { channel } = shop;
  const client = createShopifyClient(channel, { clientId: 'client', clientSecrets: ['secret'] });
  const listings = [1, 2, 3, 4, 5].map((id) =>
    listingOf({ channel: 'shopify', sku: `SKU-${id}`, channelLocation: '655441491', externalId: `${id}` }),
  );
  expect(await client.readQuantities(listings)).toEqual([
    { kind: 'shows', units: 4 },
    {
      kind: 'unreadable',
      reason: expect.stringContaining('SKU-2 at location 655441491 cannot be read: inventoryLevel'),
    },
    { kind: 'unreadable', reason: expect.stringContaining('does not stock SKU-3') },
    { kind: 'unreadable', reason: expect.stringContaining('SKU-4') },
    { kind: 'shows', units: 6 },
  ]);
});
