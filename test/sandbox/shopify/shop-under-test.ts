/** Starts a Shopify sandbox for tests, with a receiver of its webhooks, and calls its Admin API. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { catalogueItem } from '../../../sandbox/kernel/catalogue.ts';
import { NEEDED_SCOPES } from '../../../sandbox/shopify/app.ts';
import { type ShopifySandboxOptions, startShopifySandbox } from '../../../sandbox/shopify/server.ts';

export const SECRET = 'sandbox-secret';
export const MAIN = { id: 655_441_491, name: 'main' };
export const ANNEX = { id: 655_441_492, name: 'annex' };
export const BAG = catalogueItem('BAG', 'Bag', 10);
export const HAT = catalogueItem('HAT', 'Hat', 5);
export const BAG_ID = `gid://shopify/InventoryItem/${BAG.shopify.inventoryItemId}`;
export const HAT_ID = `gid://shopify/InventoryItem/${HAT.shopify.inventoryItemId}`;
export const MAIN_ID = `gid://shopify/Location/${MAIN.id}`;
export const ANNEX_ID = `gid://shopify/Location/${ANNEX.id}`;

export type Webhook = { topic: string; headers: IncomingHttpHeaders; text: string };

export type AdminAnswer = {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: string[]; extensions?: { code?: string } }[];
  extensions?: { cost?: { requestedQueryCost: number; actualQueryCost: number | null; throttleStatus: object } };
};

export type ShopUnderTest = {
  url: string;
  /** Where its receiver takes webhooks. */
  receiverUrl: string;
  token: string;
  webhooks: Webhook[];
  /** Waits until so many webhooks have arrived, and no more are under way. */
  received: (count: number) => Promise<Webhook[]>;
  admin: (query: string, variables?: object) => Promise<AdminAnswer>;
  control: (method: string, path: string, body?: object) => Promise<{ status: number; body: Record<string, unknown> }>;
  close: () => Promise<void>;
};

/** Starts a sandbox shop beside a receiver of its webhooks; `accept` decides what the receiver answers. */
export async function openShopUnderTest(
  options: Partial<ShopifySandboxOptions> = {},
  accept: (webhook: Webhook, nth: number) => number = () => 200,
): Promise<ShopUnderTest> {
  const webhooks: Webhook[] = [];
  const receiver = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const topic = String(incoming.headers['x-shopify-topic']);
      const webhook = { topic, headers: incoming.headers, text: Buffer.concat(chunks).toString('utf8') };
      webhooks.push(webhook);
      outgoing.writeHead(accept(webhook, webhooks.length)).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const { port } = receiver.address() as AddressInfo;
  const receiverUrl = `http://127.0.0.1:${port}/webhooks/shopify`;
  const sandbox = await startShopifySandbox({
    port: 0,
    shop: 'demo.myshopify.com',
    clientId: 'sandbox-client',
    clientSecret: SECRET,
    webhookUrl: receiverUrl,
    location: MAIN,
    catalogue: [BAG, HAT],
    retryDelaysMs: [1, 1, 1, 1, 1, 1, 1],
    ...options,
  });
  const call = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const response = await fetch(`${sandbox.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const grant = await call('POST', '/admin/oauth/access_token', {
    client_id: 'sandbox-client',
    client_secret: SECRET,
    grant_type: 'client_credentials',
  });
  const token = String(grant.body['access_token']);
  const waiting = async () => Number((await call('GET', '/_sandbox/notifications')).body['waiting']);
  return {
    url: sandbox.url,
    receiverUrl,
    token,
    webhooks,
    async received(count) {
      while (webhooks.length < count || (await waiting()) > 0) await new Promise((resolve) => setTimeout(resolve, 2));
      return [...webhooks];
    },
    async admin(query, variables = {}) {
      const answer = await call(
        'POST',
        '/admin/api/2026-10/graphql.json',
        { query, variables },
        { 'x-shopify-access-token': token },
      );
      return answer.body as AdminAnswer;
    },
    control: (method, path, body) => call(method, `/_sandbox${path}`, body),
    async close() {
      await sandbox.close();
      receiver.closeAllConnections();
      await new Promise((resolve) => receiver.close(resolve));
    },
  };
}

/** What an app is granted that does not read where orders are shipped from: it is sent nothing of fulfilment orders. */
export const SCOPES_WITHOUT_ROUTING = NEEDED_SCOPES.filter(
  (scope) => scope !== 'read_merchant_managed_fulfillment_orders',
);

/** What an app is granted that also reads more of a location than its id, and is sent webhooks of locations. */
export const SCOPES_WITH_LOCATIONS = [...NEEDED_SCOPES, 'read_locations'];

/** Does it, and gives the webhooks that it sent. */
export async function sentBy(shop: ShopUnderTest, method: string, path: string, body: object): Promise<Webhook[]> {
  const already = (await shop.received(0)).length;
  const { status, body: answer } = await shop.control(method, path, body);
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
  return (await shop.received(already)).slice(already);
}

/** The body of the first webhook of a topic. */
export function bodyOf(webhooks: readonly Webhook[], topic: string) {
  return JSON.parse(webhooks.find((webhook) => webhook.topic === topic)?.text ?? 'null');
}

export function topicsOf(webhooks: readonly Webhook[]): string[] {
  return webhooks.map(({ topic }) => topic).sort();
}

/** The id of the order that these lines make, by whatever else the request says. */
export async function orderOf(shop: ShopUnderTest, lines: object[], more: object = {}): Promise<string> {
  const { status, body } = await shop.control('POST', '/orders', { lines, ...more });
  if (status !== 201) throw new Error(`The order was answered ${status}: ${JSON.stringify(body)}`);
  return String(body['id']);
}

export const ADJUST = `mutation adjust($input: InventoryAdjustQuantitiesInput!, $key: String!) {
  inventoryAdjustQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id reason referenceDocumentUri changes { name delta quantityAfterChange item { id } location { id } } }
    userErrors { code field message }
  }
}`;

export const SET = `mutation set($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id changes { name delta } }
    userErrors { code field message }
  }
}`;

export const LEVEL = `query level($id: ID!, $location: ID!) {
  inventoryItem(id: $id) { sku inventoryLevel(locationId: $location) { quantities(names: ["available", "committed", "on_hand"]) { name quantity } } }
}`;

/** The quantities of an item at a location, by name; undefined when it is not stocked there. */
export async function quantities(shop: ShopUnderTest, id: string, location: string = MAIN_ID) {
  const { data } = await shop.admin(LEVEL, { id, location });
  const item = data?.['inventoryItem'] as {
    inventoryLevel: { quantities: { name: string; quantity: number }[] } | null;
  };
  if (!item.inventoryLevel) return undefined;
  return Object.fromEntries(item.inventoryLevel.quantities.map(({ name, quantity }) => [name, quantity]));
}

export function change(delta: number, changeFromQuantity: number | null, inventoryItemId: string = BAG_ID) {
  return { delta, changeFromQuantity, inventoryItemId, locationId: MAIN_ID };
}

export function adjustment(key: string, ...changes: object[]) {
  return { key, input: { name: 'available', reason: 'correction', changes } };
}
