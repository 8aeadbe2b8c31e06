/** The reference implementation of the channel protocol: a small shop, or a till, that is also its sandbox. */
import { openAnswers } from '../kernel/answers.ts';
import type { PlatformActions } from '../kernel/platform.ts';
import { type RunningSandbox, type SandboxServerOptions, startSandbox } from '../kernel/server.ts';
import { shopControlRoutes } from './control-routes.ts';
import { unknownSku } from './figures.ts';
import { Outbox } from './outbox.ts';
import { protocolRoutes, refused } from './protocol.ts';
import { Shop, type ShopSettings } from './shop.ts';
import { tillSales } from './till-sales.ts';
import { webOrders } from './web-orders.ts';

/**
 * `callingSecret` is what the shop is called with, `signingSecret` what it signs its messages with. `sendsTo` is where these
 * go from the start, before anybody connects the shop. `nowMs` is the clock in milliseconds since 1970.
 */
export type ShopSandboxOptions = SandboxServerOptions &
  Partial<ShopSettings> & {
    catalogue: readonly { sku: string; title: string; quantity: number }[];
    callingSecret: string;
    signingSecret: string;
    sendsTo?: string;
    nowMs?: () => number;
  };

/** Starts a shop on 127.0.0.1; rejects when the port is taken. */
export function startShopSandbox(options: ShopSandboxOptions): Promise<RunningSandbox> {
  const { name = 'Own shop', takes = 'differences', location = 'shop', reports = 'orders', nowMs = Date.now } = options;
  return startSandbox((kernel) => {
    const outbox = new Outbox(kernel, options.signingSecret, options.sendsTo);
    const shop = new Shop({ name, takes, location, reports }, outbox, nowMs);
    for (const { sku, title, quantity } of options.catalogue) shop.stock.add(sku, title, quantity);
    const answers = openAnswers(ANSWERS);
    const actions = actionsAt(shop);
    const routes = protocolRoutes(shop, options.callingSecret).map((route) => answers.before(route));
    return {
      actions,
      routes: [...shopControlRoutes(shop, actions), ...answers.routes, ...routes],
      throttled: () => ({ ...refused(429, 'throttled', 'Slow down.'), headers: { 'retry-after': '1' } }),
      failed: () => refused(500, 'failed', 'Something went wrong in the sandbox, as asked.'),
    };
  }, options);
}

const ANSWERS = {
  unauthorized: () => refused(401, 'unauthorized', 'The secret was taken back.'),
  unavailable: () => refused(503, 'unavailable', 'The shop is being deployed.'),
};

function actionsAt(shop: Shop): PlatformActions {
  return {
    ...(shop.settings.reports === 'orders' ? webOrders(shop) : tillSales(shop)),
    readStock(sku) {
      const listed = shop.stock.bySku(sku);
      return listed === undefined ? unknownSku(sku) : { outcome: 'done', value: listed.shows };
    },
    setStock(sku, available) {
      const listed = shop.stock.bySku(sku);
      if (listed === undefined) return unknownSku(sku);
      listed.shows = available;
      shop.sayFigure(listed);
      return { outcome: 'done', value: undefined };
    },
  };
}
