/** Webhook subscriptions and their signed deliveries. */
import { createHmac, randomInt, randomUUID } from 'node:crypto';
import type { SandboxKernel } from '../../kernel/server.ts';
import type { InstalledApp } from '../app.ts';
import type { Happening } from '../orders/happening.ts';
import type { Shop } from '../shop.ts';
import { payloadOf } from './payloads.ts';
import { isOfProtectedData, maySubscribe } from './topic-scopes.ts';

/** `app` subscriptions come with the app's configuration, `api` ones from the Admin API: only those can be lost. */
export type Subscription = {
  id: string;
  topic: string;
  uri: string;
  name: string | null;
  origin: 'app' | 'api';
  createdAt: Date;
  updatedAt: Date;
  /** Deliveries taken so far. */
  taken: number;
};

export type Webhooks = {
  subscriptions: Map<string, Subscription>;
  /** One that was made through the Admin API. */
  ofApi: (id: string) => Subscription | undefined;
  /** With `apply` off it is made up and not kept. */
  subscribe: (wanted: Pick<Subscription, 'topic' | 'uri' | 'name' | 'origin'>, apply: boolean) => Subscription;
  /** Sends every subscriber what one action of a merchant or customer led to; the webhooks share an event id. */
  announce: (happenings: readonly Happening[]) => void;
  /** Ends all subscriptions, as when the app is uninstalled; what was announced is still delivered. */
  end: () => void;
  /** The subscriptions of the app's configuration are there again, as when it is installed. */
  begin: () => void;
};

// Five seconds for an answer. A subscription made through the API is removed when a delivery failed eight times while no
// other was taken: https://shopify.dev/docs/apps/build/webhooks/troubleshooting-webhooks (2026-04).
const TIMEOUT_MS = 5_000;
const FAILURES_MAX = 8;

/** Sends webhooks signed with the app's client secret. */
export function createWebhooks(shop: Shop, clientSecret: string, kernel: SandboxKernel): Webhooks {
  const subscriptions = new Map<string, Subscription>();
  const configured = new Set<Subscription>();

  const deliver = (subscription: Subscription, happening: Happening, eventId: string) => {
    const ids = { webhookId: randomUUID(), eventId, triggeredAt: nanosecondTime(shop.now()) };
    // Built at the first try: retries and duplicates repeat what was built then.
    let body: string | undefined;
    const takenBefore = subscription.taken;
    kernel.notify(async ({ retry, signal }) => {
      body ??= payloadOf(happening, shop);
      const headers = headersFor(subscription, ids, shop, body, clientSecret);
      const result = await kernel.post({ url: subscription.uri, headers, body, timeoutMs: TIMEOUT_MS, signal });
      if (result.accepted) subscription.taken += 1;
      const failures = retry + 1;
      if (subscription.origin === 'api' && failures >= FAILURES_MAX && subscription.taken === takenBefore)
        subscriptions.delete(subscription.id);
      return result;
    });
  };

  return {
    subscriptions,
    ofApi(id) {
      const subscription = subscriptions.get(id);
      return subscription?.origin === 'api' ? subscription : undefined;
    },
    subscribe(wanted, apply) {
      const at = shop.now();
      const subscription = { ...wanted, id: shop.nextId(), createdAt: at, updatedAt: at, taken: 0 };
      if (apply) subscriptions.set(subscription.id, subscription);
      return subscription;
    },
    announce(happenings) {
      const eventId = randomUUID();
      for (const happening of happenings)
        for (const subscription of subscriptions.values())
          if (subscription.topic === happening.topic && isSentTo(shop.app, happening.topic))
            deliver(subscription, happening, eventId);
    },
    end() {
      for (const subscription of subscriptions.values())
        if (subscription.origin === 'app') configured.add(subscription);
      subscriptions.clear();
    },
    begin() {
      for (const subscription of configured) subscriptions.set(subscription.id, subscription);
    },
  };
}

/** Shopify sends nothing that the app could not read. */
function isSentTo({ scopes, isApprovedForOrders }: InstalledApp, topic: string): boolean {
  return maySubscribe(topic, scopes) && (isApprovedForOrders || !isOfProtectedData(topic));
}

type DeliveryIds = { webhookId: string; eventId: string; triggeredAt: string };

function headersFor(
  { topic, name }: Subscription,
  { webhookId, eventId, triggeredAt }: DeliveryIds,
  shop: Shop,
  body: string,
  clientSecret: string,
): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'Shopify-Captain-Hook',
    'X-Shopify-Topic': topic,
    'X-Shopify-Hmac-Sha256': createHmac('sha256', clientSecret).update(body, 'utf8').digest('base64'),
    'X-Shopify-Shop-Domain': shop.domain,
    'X-Shopify-API-Version': shop.app.webhookApiVersion,
    'X-Shopify-Webhook-Id': webhookId,
    'X-Shopify-Event-Id': eventId,
    'X-Shopify-Triggered-At': triggeredAt,
    ...(name === null ? {} : { 'X-Shopify-Name': name }),
  };
}

/** The clock's milliseconds with digits behind them as Shopify's nanoseconds have. */
function nanosecondTime(at: Date): string {
  return at.toISOString().replace('Z', `${String(randomInt(1_000_000)).padStart(6, '0')}Z`);
}
