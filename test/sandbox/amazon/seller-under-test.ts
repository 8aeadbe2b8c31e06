/** Starts an Amazon sandbox for tests, with a destination that keeps its notifications. */
import { Agent } from 'node:https';
import { connect } from 'node:net';
import { SellingPartner } from 'amazon-sp-api';
import type { AmazonItem } from '../../../sandbox/amazon/account.ts';
import type { Destination } from '../../../sandbox/amazon/notifications/destinations.ts';
import { type AmazonSandboxOptions, startAmazonSandbox } from '../../../sandbox/amazon/server.ts';
import { catalogueItem } from '../../../sandbox/kernel/catalogue.ts';
import { AMAZON } from '../../../sandbox/kernel/identities.ts';
import { call, closing, controlOf, eventually } from '../kernel/running.ts';

const merchantFulfilled = catalogueItem('BAG/1', 'Bag', 10);
export const BAG: AmazonItem = {
  ...merchantFulfilled,
  amazon: { ...merchantFulfilled.amazon, leadTimeToShipMaxDays: 3, restockDate: '2026-12-24' },
};
export const HAT: AmazonItem = catalogueItem('HAT', 'Hat', 5);
const amazonFulfilled = catalogueItem('FBA', 'Shoe', 40);
export const FBA: AmazonItem = {
  ...amazonFulfilled,
  amazon: { ...amazonFulfilled.amazon, fulfilmentChannel: 'AMAZON_NA' },
};

export type Notification<P> = {
  NotificationType: string;
  EventTime: string;
  Payload: P;
  NotificationMetadata: { NotificationId: string; ApplicationId: string };
};
export type OrderChange = Notification<{
  OrderChangeNotification: {
    SellerId: string;
    AmazonOrderId: string;
    OrderChangeType: string;
    OrderChangeTrigger: { TimeOfOrderChange: string; ChangeReason: string };
    Summary: {
      OrderStatus: string;
      FulfillmentType: string;
      OrderItems: { OrderItemId: string; SellerSKU: string; Quantity: number; QuantityShipped: number }[];
    };
  };
}>;
export type QuantityChange = Notification<{ Sku: string; Quantity: number; FulfillmentChannelCode: string }>;

/** A destination that keeps what it is sent; it refuses the first `refusals`. */
export function inbox<T>(refusals = 0): Destination & { tries: string[]; taken: T[] } {
  const tries: string[] = [];
  const taken: T[] = [];
  return {
    tries,
    taken,
    async send(notification) {
      tries.push(notification);
      if (tries.length <= refusals) throw new Error('The queue is away.');
      taken.push(JSON.parse(notification) as T);
    },
  };
}

const OWN: string[] = [AMAZON.marketplaceId];
export const CANADA = 'A2EUQ1WTGCTBG2';
export const MEXICO = 'A1AM78C64UM0Y8';

/** Starts a seller with BAG (10), HAT (5) and, fulfilled by Amazon, FBA (40); payments never arrive by themselves. */
export async function openSeller(options: Partial<AmazonSandboxOptions> = {}, refusals = 0) {
  const orderChanges = inbox<OrderChange>(refusals);
  const quantityChanges = inbox<QuantityChange>();
  const sandbox = await closing(
    startAmazonSandbox({
      catalogue: [BAG, HAT, FBA],
      orderChanges,
      quantityChanges,
      processingMs: 1,
      pendingMs: 1_000_000,
      retryDelaysMs: [1, 1, 1, 1, 1, 1, 1],
      ...options,
    }),
  );
  const control = controlOf(sandbox);
  const client = clientOf(sandbox.url);
  const listing = {
    path: { sellerId: AMAZON.sellerId, sku: BAG.sku },
    query: { marketplaceIds: [AMAZON.marketplaceId] },
  };
  /** A control call of this platform's own; the answer's status and body. */
  const steer = (method: string, path: string, body?: unknown) =>
    call(`${sandbox.url}/_sandbox${path}`, { method, ...(body === undefined ? {} : { body }) });
  return {
    url: sandbox.url,
    control,
    steer,
    client,
    orderChanges,
    quantityChanges,
    token: () => tokenOf(sandbox.url),
    patch: (sku: string, patches: object[], productType = 'LUGGAGE', marketplaceIds: string[] = OWN) =>
      callOf(client, 'patchListingsItem', {
        query: { marketplaceIds },
        path: { ...listing.path, sku },
        body: { productType, patches },
      }),
    get: (sku: string, includedData: string[], marketplaceIds: string[] = OWN) =>
      callOf(client, 'getListingsItem', {
        path: { ...listing.path, sku },
        query: { marketplaceIds, includedData },
      }),
    search: (query: object) =>
      callOf(client, 'searchListingsItems', {
        path: { sellerId: AMAZON.sellerId },
        query: { ...listing.query, ...query },
      }),
    searchOrders: (query: object) => callOf(client, 'searchOrders', { query }),
    getOrder: (orderId: string, includedData: string[] = []) =>
      callOf(client, 'getOrder', { path: { orderId }, query: { includedData } }),
    /** Waits until no notification is under way. */
    allDelivered: async () =>
      eventually(async () => ((await control.notifications())['waiting'] === 0 ? true : undefined)),
  };
}

/** Sets a merchant-fulfilled quantity. */
export function availability(op: string, quantity: unknown, fields: object = {}) {
  const value = [{ fulfillment_channel_code: 'DEFAULT', quantity, ...fields }];
  return { op, path: '/attributes/fulfillment_availability', value };
}

/** The unmodified library, with an agent that connects to the sandbox, whatever host it is to call. */
export function clientOf(url: string, credentials: object = {}): SellingPartner {
  const { port, hostname } = new URL(url);
  const agent = new Agent();
  agent.createConnection = () => connect(Number(port), hostname);
  return new SellingPartner({
    region: AMAZON.region,
    refresh_token: AMAZON.refreshToken,
    credentials: {
      SELLING_PARTNER_APP_CLIENT_ID: AMAZON.clientId,
      SELLING_PARTNER_APP_CLIENT_SECRET: AMAZON.clientSecret,
      ...credentials,
    },
    options: { auto_request_throttled: false, retry_remote_timeout: false, https_proxy_agent: agent },
  });
}

type Called = { status: number; headers: Record<string, string>; body: Record<string, unknown> };

async function callOf(client: SellingPartner, operation: string, request: object): Promise<Called> {
  const endpoint = operation.includes('Order') ? 'orders' : 'listingsItems';
  const version = endpoint === 'orders' ? '2026-01-01' : '2021-08-01';
  const answer = (await client.callAPI({
    operation: `${endpoint}.${operation}`,
    options: { version, raw_result: true },
    ...request,
  } as Parameters<SellingPartner['callAPI']>[0])) as {
    statusCode: number;
    headers: Record<string, string>;
    body: string;
  };
  return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(answer.body) };
}

async function tokenOf(url: string): Promise<string> {
  const { body } = await call(`${url}/auth/o2/token`, {
    method: 'POST',
    body: {
      grant_type: 'refresh_token',
      refresh_token: AMAZON.refreshToken,
      client_id: AMAZON.clientId,
      client_secret: AMAZON.clientSecret,
    },
  });
  return (body as { access_token: string }).access_token;
}
