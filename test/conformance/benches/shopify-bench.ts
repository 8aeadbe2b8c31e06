/** Opens a Shopify shop for the conformance suite, and declares what Shopify does not have. */

import { createHmac } from 'node:crypto';
import { SHOPIFY } from '../../../sandbox/kernel/identities.ts';
import { startShopifySandbox } from '../../../sandbox/shopify/server.ts';
import type { ShopifyChannel } from '../../../shared/channel-config.ts';
import { pushAccountOf } from '../../../shared/channels/push-account.ts';
import { createShopifyClient } from '../../../shared/channels/shopify/client/channel-client.ts';
import { parseShopifyCredentials } from '../../../shared/channels/shopify/connecting/credentials.ts';
import { createShopifyOrderFeed, createShopifySweep } from '../../../shared/channels/shopify/orders/order-feed.ts';
import { createShopifyOrderReader } from '../../../shared/channels/shopify/orders/order-reader.ts';
import { shopify } from '../../../shared/channels/shopify/platform.ts';
import { type LocationId, parseChannelId } from '../../../shared/domain/identifiers.ts';
import { MAIN } from '../../fakes/facts.ts';
import { control } from '../../shared/channels/sandbox-control.ts';
import type { AccountFacts, ChannelBench, Delivery, OpenChannel } from './bench.ts';
import { allDelivered, catalogueOf, IMPATIENT_MS, openDoor, peopleAt, remadeAt } from './sandbox-account.ts';

/** How an app marks the orders that it copies into the shop. */
const COPIED = 'marketplace';
const SIGNATURE = 'x-shopify-hmac-sha256';

/** A Shopify shop: signed webhooks over HTTP, differences by GraphQL. */
export const shopifyBench: ChannelBench = {
  platform: 'shopify',
  capabilities: shopify.facts.selling.capabilities,
  provesLowering: 'compareAndSwap',
  open: (facts) => openShop(facts, []),
  parseSecret: parseShopifyCredentials,
  secret: { clientId: 'id', clientSecrets: ['secret'] },
  malformed: '{"id": 5}',
  unknown: 'parked',
  withOrderNumber: ({ headers, body }, order, digits) => ({
    headers,
    body: Buffer.from(body.toString().replaceAll(order, digits)),
  }),
  takesKeys: true,
  keepsListingsItself: false,
  oddities: {
    answerLater: ({ sandbox }) => control(sandbox).send('POST', 'refusals', { code: 'ADJUST_QUANTITIES_FAILED' }),
    endCredentials: ({ sandbox }) => control(sandbox).send('POST', 'uninstall', {}),
    restoreCredentials: ({ sandbox }) => control(sandbox).send('POST', 'reinstall', {}),
    spoilRow: async ({ sandbox }) => {
      const sku = 'ODD\u0007';
      await control(sandbox).send('POST', 'items', { sku, quantity: 5 });
      return sku;
    },
    copyOrder: ({ sandbox }, sku, quantity) =>
      control(sandbox).send('POST', 'orders', { lines: [{ sku, quantity }], sourceName: COPIED }),
    remake: remadeAt,
  },
};

/** A further location of the shop, and where it is in the ledger. */
export type FurtherLocation = { readonly id: number; readonly name: string; readonly is: LocationId };

/** The shop as every bench opens its account, with further locations where a test has them. */
export async function openShop(
  { id, articles, nowMs, account = 1 }: AccountFacts,
  further: readonly FurtherLocation[],
  settings: Pick<ShopifyChannel, 'notRestocked' | 'stockWork'> = {},
): Promise<OpenChannel> {
  const shop = account === 1 ? SHOPIFY.shop : 'client.myshopify.com';
  const credentials = { clientId: SHOPIFY.clientId, clientSecrets: [`secret of ${shop}`] };
  const [secret = ''] = credentials.clientSecrets;
  const door = await openDoor();
  const clock = () => new Date(nowMs());
  const sandbox = await startShopifySandbox({
    port: 0,
    shop,
    clientId: credentials.clientId,
    clientSecret: secret,
    webhookUrl: door.url,
    location: { id: SHOPIFY.locationId, name: 'Main' },
    furtherLocations: further.map(({ id: ofShop, name }) => ({ id: ofShop, name })),
    catalogue: catalogueOf(articles),
    now: clock,
  });
  const config: ShopifyChannel = {
    id: parseChannelId(id),
    platform: 'shopify',
    shop,
    locations: {
      [SHOPIFY.locationId]: [MAIN],
      ...Object.fromEntries(further.map(({ id: ofShop, is }) => [ofShop, [is]])),
    },
    ignoreSources: [{ sourceName: COPIED }],
    apiEndpoint: sandbox.url,
    buffer: 0,
    ...settings,
  };
  const receive = shopify.intake.open(config, JSON.stringify(credentials), { locations: [MAIN] });
  return {
    config,
    sandbox,
    people: peopleAt(sandbox),
    sent: door.sent,
    allSent: () => allDelivered(sandbox),
    proof: {
      kind: 'signature',
      header: SIGNATURE,
      toleranceSeconds: null,
      sign: async (delivery, { secret: signedWith = secret } = {}) => signed(delivery, signedWith),
    },
    receive: async (delivery) => receive({ ...delivery, receivedAt: clock().toISOString() }),
    client: createShopifyClient(config, credentials, { clock }),
    impatient: createShopifyClient(config, credentials, { clock, timeoutMs: IMPATIENT_MS }),
    stranger: createShopifyClient(config, { ...credentials, clientSecrets: ['of another app'] }, { clock }),
    orders: createShopifyOrderReader(config, credentials, { clock }),
    orderFeed: createShopifyOrderFeed(config, credentials, clock),
    sweep: createShopifySweep(config, credentials, { clock, wait: async () => undefined }),
    pushAccount: pushAccountOf(shopify, config),
    close: () => Promise.all([sandbox.close(), door.close()]),
  };
}

function signed({ headers, body }: Delivery, secret: string): Delivery {
  return { headers: { ...headers, [SIGNATURE]: createHmac('sha256', secret).update(body).digest('base64') }, body };
}
