/** Starts the sandbox of one Shopify shop. */
import { randomUUID } from 'node:crypto';
import type { CatalogueItem } from '../kernel/catalogue.ts';
import type { SandboxAnswer } from '../kernel/platform.ts';
import { type RunningSandbox, type SandboxKernel, startSandbox } from '../kernel/server.ts';
import { createAccess } from './admin-api/access.ts';
import { type AdminApi, adminApiRoute, emptyBucketAnswer } from './admin-api/admin-api.ts';
import { createBulkOperations } from './admin-api/bulk/bulk-operations.ts';
import { createIdempotencyKeys } from './admin-api/idempotency/idempotency.ts';
import { createThrottle, STANDARD_LIMITS } from './admin-api/limits/throttle.ts';
import type { MutationRules, ReplayRule } from './admin-api/mutation-root.ts';
import { readAdminSchema } from './admin-api/schema/admin-schema.ts';
import { type InstalledApp, NEEDED_SCOPES } from './app.ts';
import { shopActions } from './control/control-actions.ts';
import { shopControlRoutes } from './control/control-routes.ts';
import { TOPICS } from './orders/happening.ts';
import { type NamedLocation, openShop } from './shop.ts';
import { createWebhooks } from './webhooks/webhooks.ts';

export type ShopifySandboxOptions = {
  /** 0 takes a free port. */
  port: number;
  /** As in `demo.myshopify.com`. */
  shop: string;
  clientId: string;
  /** Grants tokens and signs webhooks. */
  clientSecret: string;
  /** Where the app's own webhooks go, as its configuration (shopify.app.toml) says; others are made through the API. */
  webhookUrl?: string;
  /** Where the catalogue is stocked and web orders are taken from. */
  location: NamedLocation;
  catalogue: readonly CatalogueItem[];
  /** Further places, which stock nothing yet. */
  furtherLocations?: readonly NamedLocation[];
  /** SKUs with inventory policy `continue`, which sell on below zero. */
  sellsBelowZero?: readonly string[];
  /** The topics that go to `webhookUrl` from the start: by default all that the sandbox sends; those that the app's scopes do not
   * allow are not sent. */
  topics?: readonly string[];
  /** The app's scopes: by default all that Stockline needs. */
  accessScopes?: readonly string[];
  /** Whether the app may read orders at all, and the version of its webhooks: by default yes, and the newest. */
  app?: Partial<Omit<InstalledApp, 'scopes'>>;
  /** How long a mutation is in flight, so that its key answers IDEMPOTENCY_CONCURRENT_REQUEST meanwhile. */
  inFlightMs?: number;
  replay?: ReplayRule;
  /** How long a bulk operation is under way: by default no longer than a poll or two. */
  bulkWorkMs?: number;
  /** Points: by default those of a Standard shop. */
  limits?: { maximumAvailable: number; restoreRate: number };
  retryDelaysMs?: readonly number[];
  now?: () => Date;
};

/**
 * Starts a stand-in for one Shopify shop on 127.0.0.1: the Admin GraphQL API 2026-10 (`/admin/api/2026-10/graphql.json`),
 * the client credentials grant (`/admin/oauth/access_token`), signed webhooks and the `/_sandbox` control API. Rejects
 * when the port is taken.
 */
export function startShopifySandbox(options: ShopifySandboxOptions): Promise<RunningSandbox> {
  const { port, retryDelaysMs } = options;
  return startSandbox((kernel) => buildPlatform(options, kernel), {
    port,
    ...(retryDelaysMs ? { retryDelaysMs } : {}),
  });
}

function buildPlatform(options: ShopifySandboxOptions, kernel: SandboxKernel) {
  const { clientId, clientSecret, now = () => new Date(), accessScopes = NEEDED_SCOPES } = options;
  const shop = openShop({
    domain: options.shop,
    location: options.location,
    furtherLocations: options.furtherLocations ?? [],
    catalogue: options.catalogue,
    sellsBelowZero: new Set(options.sellsBelowZero),
    app: { ...options.app, scopes: accessScopes },
    now,
  });
  const webhooks = createWebhooks(shop, clientSecret, kernel);
  const { webhookUrl: uri, topics = TOPICS } = options;
  if (uri !== undefined)
    for (const topic of topics) webhooks.subscribe({ topic, uri, name: null, origin: 'app' }, true);
  const access = createAccess({ clientId, clientSecret, app: shop.app, now });
  const rules: MutationRules = {
    keys: createIdempotencyKeys(now),
    inFlightMs: options.inFlightMs ?? 0,
    replay: options.replay ?? 'answer',
    refusals: [],
  };
  const schema = readAdminSchema();
  const bulk = createBulkOperations({ schema, shop, webhooks, workMs: options.bulkWorkMs ?? 20 });
  const api: AdminApi = {
    schema,
    access,
    throttle: createThrottle(now, options.limits ?? STANDARD_LIMITS),
    rules,
    shopCall: { shop, webhooks, groups: new Map(), bulk },
  };
  return {
    actions: shopActions(shop, webhooks),
    routes: [
      access.tokenRoute,
      adminApiRoute(api),
      bulk.downloadRoute,
      ...shopControlRoutes({ shop, webhooks, access, rules }),
    ],
    throttled: (request: Parameters<typeof emptyBucketAnswer>[1]) => emptyBucketAnswer(api, request),
    failed: alternatingFailures(),
  };
}

/** Shopify fails in two ways: an HTTP error, and an error inside of a 200. */
function alternatingFailures(): () => SandboxAnswer {
  let failures = 0;
  return () => {
    failures += 1;
    if (failures % 2 === 1) return { status: 503, body: { errors: 'Service Unavailable' } };
    const requestId = randomUUID();
    const message = `Internal error. Looks like something went wrong on our end.\nRequest ID: ${requestId} (include this in support requests).`;
    return { status: 200, body: { errors: [{ message, extensions: { code: 'INTERNAL_SERVER_ERROR', requestId } }] } };
  };
}
