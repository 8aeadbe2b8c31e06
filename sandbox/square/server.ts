/** The Square sandbox: an account with one location that answers as Square does. */
import { openAnswers } from '../kernel/answers.ts';
import { SQUARE } from '../kernel/identities.ts';
import type { SandboxPlatform } from '../kernel/platform.ts';
import { type RunningSandbox, type SandboxKernel, type SandboxServerOptions, startSandbox } from '../kernel/server.ts';
import { SQUARE_ANSWERS } from './answers.ts';
import { catalogueRoutes, type SquareItem } from './catalogue-api.ts';
import { squareControlRoutes } from './control/control-routes.ts';
import { counterSales } from './control/counter-sales.ts';
import { behindToken, internalError, rateLimited } from './errors.ts';
import { createClock } from './instant.ts';
import { adjustmentRoutes } from './inventory/adjustments-api.ts';
import { inventoryRoutes } from './inventory/inventory-api.ts';
import type { SquareAccount } from './inventory/wire.ts';
import { openTill } from './till.ts';
import { openSubscriptions, type Subscriptions } from './webhooks/subscriptions.ts';
import { subscriptionRoutes } from './webhooks/subscriptions-api.ts';
import { COUNT_UPDATED, type SquareWebhook, sendCountUpdated, sendExample } from './webhooks/webhook.ts';

/**
 * `webhook` is a subscription that is there from the start; more are made through the API. `nextSignatureKey` makes the
 * key of each of those. `nowMs` is the clock in milliseconds since 1970.
 */
export type SquareSandboxOptions = SandboxServerOptions & {
  catalogue: readonly SquareItem[];
  webhook?: SquareWebhook;
  nextSignatureKey?: () => string;
  account?: SquareAccount;
  nowMs?: () => number;
};

/** Starts a Square account with one location on 127.0.0.1; rejects when the port is taken. */
export function startSquareSandbox(options: SquareSandboxOptions): Promise<RunningSandbox> {
  return startSandbox((kernel) => squarePlatform(kernel, options), options);
}

function squarePlatform(kernel: SandboxKernel, options: SquareSandboxOptions): SandboxPlatform {
  const { catalogue, webhook, account = SQUARE, nowMs = Date.now } = options;
  const now = () => new Date(nowMs());
  const subscriptions = openSubscriptions(now, options.nextSignatureKey);
  if (webhook) subscribe(subscriptions, webhook);
  const till = openTill(catalogue, account, createClock(nowMs), (changed, variationId, what) =>
    sendCountUpdated(kernel, subscriptions, { till: changed, variationId, what }),
  );
  const routes = [
    ...catalogueRoutes(till.items, account, till.location),
    ...inventoryRoutes(till),
    ...adjustmentRoutes(till),
    ...subscriptionRoutes(subscriptions, now, (subscription, type) => sendExample(kernel, till, subscription, type)),
  ];
  const actions = counterSales(till);
  const answers = openAnswers(SQUARE_ANSWERS);
  return {
    actions,
    routes: [
      ...squareControlRoutes(till, actions),
      ...answers.routes,
      ...routes.map((route) => behindToken(account.accessToken, answers.before(route))),
    ],
    throttled: rateLimited,
    failed: internalError,
  };
}

/** As somebody does in the Developer Console. */
function subscribe(subscriptions: Subscriptions, { url, notificationUrl = url, signatureKey }: SquareWebhook): void {
  const wanted = { name: 'Console', eventTypes: [COUNT_UPDATED], notificationUrl, apiVersion: '2026-09-16' };
  subscriptions.keep({ ...subscriptions.create(wanted), deliverTo: url, signatureKey });
}
