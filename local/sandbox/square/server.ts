import { SQUARE } from '../identities.ts';
import type { SandboxPlatform } from '../platform.ts';
import { type RunningSandbox, type SandboxKernel, type SandboxServerOptions, startSandbox } from '../server.ts';
import { catalogueRoutes, type SquareItem } from './catalogue-api.ts';
import { counterSales } from './counter-sales.ts';
import { behindToken, internalError, rateLimited } from './errors.ts';
import { createClock } from './instant.ts';
import { inventoryRoutes } from './inventory-api.ts';
import { openTill } from './till.ts';
import { type SquareWebhook, sendCountUpdated } from './webhook.ts';
import type { SquareAccount } from './wire.ts';

/** Without a webhook nobody is notified; `nowMs` is the clock in milliseconds since 1970. */
export type SquareSandboxOptions = SandboxServerOptions & {
  catalogue: readonly SquareItem[];
  webhook?: SquareWebhook;
  account?: SquareAccount;
  nowMs?: () => number;
};

/** Starts a Square account with one location on 127.0.0.1; rejects when the port is taken. */
export function startSquareSandbox(options: SquareSandboxOptions): Promise<RunningSandbox> {
  return startSandbox((kernel) => squarePlatform(kernel, options), options);
}

function squarePlatform(kernel: SandboxKernel, options: SquareSandboxOptions): SandboxPlatform {
  const { catalogue, webhook, account = SQUARE, nowMs = Date.now } = options;
  const till = openTill(catalogue, account, createClock(nowMs), (changed, variationId) => {
    if (webhook) sendCountUpdated(kernel, webhook, changed, variationId);
  });
  const routes = [...catalogueRoutes(catalogue, account), ...inventoryRoutes(till)];
  return {
    actions: counterSales(till),
    routes: routes.map((route) => behindToken(account.accessToken, route)),
    throttled: rateLimited,
    failed: internalError,
  };
}
