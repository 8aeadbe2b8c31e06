/** A shipment that is cancelled at Shopify: its fulfillment order stays closed, says that units remain, and another has them. */
import { afterEach, expect, it } from '@jest/globals';
import { catalogueItem } from '../../../sandbox/kernel/catalogue.ts';
import { SHOPIFY } from '../../../sandbox/kernel/identities.ts';
import type { RunningSandbox } from '../../../sandbox/kernel/server.ts';
import { startShopifySandbox } from '../../../sandbox/shopify/server.ts';
import type { ShopifyChannel } from '../../../shared/channel-config.ts';
import { createShopifyOrderReader } from '../../../shared/channels/shopify/orders/order-reader.ts';
import { parseChannelId, parseLocationId } from '../../../shared/domain/identifiers.ts';
import { control } from '../../shared/channels/sandbox-control.ts';
import { RECEIVED } from '../../shared/channels/shopify/door.ts';

const BACK = 655_441_492;
const SKU = 'BAG';
let sandbox: RunningSandbox;

afterEach(() => sandbox.close());

/** A shop whose router sends the order to its second location, and how many units of the line are to ship at each. */
async function openShop() {
  sandbox = await startShopifySandbox({
    port: 0,
    shop: SHOPIFY.shop,
    clientId: SHOPIFY.clientId,
    clientSecret: 'secret',
    location: { id: SHOPIFY.locationId, name: 'Main' },
    furtherLocations: [{ id: BACK, name: 'Back' }],
    catalogue: [catalogueItem(SKU, 'Bag', 10)],
  });
  const admin = control(sandbox);
  await admin.send('PUT', `stock/${SKU}/locations/${BACK}`, { available: 10 });
  await admin.send('PUT', 'routing', { rule: 'most' });
  await admin.send('PUT', `stock/${SKU}/locations/${SHOPIFY.locationId}`, { available: 5 });
  const channel: ShopifyChannel = {
    id: parseChannelId('shopify'),
    platform: 'shopify',
    shop: SHOPIFY.shop,
    locations: { [SHOPIFY.locationId]: [parseLocationId('main')], [BACK]: [parseLocationId('back')] },
    apiEndpoint: sandbox.url,
    buffer: 0,
  };
  const reader = createShopifyOrderReader(channel, { clientId: SHOPIFY.clientId, clientSecrets: ['secret'] });
  const order = await admin.sell([{ sku: SKU, quantity: 2 }]);
  return {
    on: (verb: string, body: object = {}) => admin.send('POST', `orders/${order}/${verb}`, body),
    async places() {
      const answer = await reader.readOrder(order, RECEIVED);
      const lines = answer.kind === 'order' ? answer.lines : [];
      return Object.fromEntries(
        lines.map(({ location, state: { ordered, shipped, deducted } }) => [location, [ordered, shipped, deducted]]),
      );
    },
  };
}

it('its units are to ship once, where they were, and where they are moved to later', async () => {
  const { on, places } = await openShop();
  expect(await places()).toEqual({ main: [0, 0, 0], back: [2, 0, 2] });
  await on('fulfil');
  expect(await places()).toEqual({ main: [0, 0, 0], back: [2, 2, 2] });
  await on('cancel-shipment');
  expect(await places()).toEqual({ main: [0, 0, 0], back: [2, 0, 2] });
  await on('move', { location: SHOPIFY.locationId });
  expect(await places()).toEqual({ main: [2, 0, 2], back: [0, 0, 0] });
  await on('fulfil');
  expect(await places()).toEqual({ main: [2, 2, 2], back: [0, 0, 0] });
});

it('its units are nowhere once the order is cancelled', async () => {
  const { on, places } = await openShop();
  await on('fulfil');
  await on('cancel-shipment');
  await on('cancel', { restock: true });
  expect(await places()).toEqual({ main: [0, 0, 0], back: [0, 0, 0] });
});
