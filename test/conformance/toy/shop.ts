/**
 * A made-up platform as it is from outside: the smallest shop that sends whole orders, signed, and takes differences.
 */

import { createHmac } from 'node:crypto';
import type {
  PlatformActions,
  PlatformRoute,
  SandboxAnswer,
  SandboxRequest,
} from '../../../sandbox/kernel/platform.ts';
import { type RunningSandbox, type SandboxKernel, startSandbox } from '../../../sandbox/kernel/server.ts';

export type ToyOrder = {
  readonly id: string;
  readonly changedAt: string;
  readonly isCancelled: boolean;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
};

export type ToyShop = {
  readonly token: string;
  readonly signingKey: string;
  readonly webhookUrl: string;
  readonly shows: Readonly<Record<string, number>>;
  readonly nowMs: () => number;
};

const TIMEOUT_MS = 5_000;

/** Starts the shop on 127.0.0.1. */
export function startToyShop(shop: ToyShop): Promise<RunningSandbox> {
  return startSandbox((kernel) => {
    const stock = new Map(Object.entries(shop.shows));
    const orders = new Map<string, ToyOrder>();
    return {
      actions: actionsIn(
        stock,
        (order) => {
          orders.set(order.id, order);
          send(kernel, shop, order);
        },
        orders,
        () => new Date(shop.nowMs()).toISOString(),
      ),
      routes: routesOf(stock, orders).map((route) => behindToken(shop.token, route)),
      throttled: () => ({ status: 429 }),
      failed: () => ({ status: 500 }),
    };
  });
}

function send(kernel: SandboxKernel, { webhookUrl: url, signingKey }: ToyShop, order: ToyOrder): void {
  const body = JSON.stringify(order);
  const headers = { 'x-toy-signature': createHmac('sha256', signingKey).update(body).digest('hex') };
  kernel.notify(({ signal }) => kernel.post({ url, headers, body, timeoutMs: TIMEOUT_MS, signal }));
}

function actionsIn(
  stock: Map<string, number>,
  keep: (order: ToyOrder) => void,
  orders: ReadonlyMap<string, ToyOrder>,
  now: () => string,
): PlatformActions {
  const impossible = () => ({ outcome: 'impossible' as const, reason: 'The toy shop does not do that.' });
  const add = (lines: ToyOrder['lines'], sign: 1 | -1) => {
    for (const { sku, quantity } of lines) {
      stock.set(sku, (stock.get(sku) ?? 0) + sign * quantity);
    }
  };
  return {
    readStock: (sku) => ({ outcome: 'done', value: stock.get(sku) ?? 0 }),
    setStock(sku, available) {
      stock.set(sku, available);
      return { outcome: 'done', value: undefined };
    },
    placeOrder(lines) {
      add(lines, -1);
      const order = { id: `T-${orders.size + 1}`, changedAt: now(), isCancelled: false, lines };
      keep(order);
      return { outcome: 'done', value: order.id };
    },
    cancel(id) {
      const order = orders.get(id);
      if (order === undefined) {
        return { outcome: 'unknown', reason: `There is no order ${id}.` };
      }
      add(order.lines, 1);
      keep({ ...order, changedAt: now(), isCancelled: true });
      return { outcome: 'done', value: undefined };
    },
    fulfil: impossible,
    refund: impossible,
    edit: impossible,
  };
}

function routesOf(stock: Map<string, number>, orders: ReadonlyMap<string, ToyOrder>): PlatformRoute[] {
  const done = new Set<string>();
  return [
    { method: 'GET', path: '/listings', handle: () => ({ status: 200, body: [...stock].map(shown) }) },
    {
      method: 'GET',
      path: '/listings/{sku}',
      handle: ({ params: { sku = '' } }) => ({ status: 200, body: shown([sku, stock.get(sku) ?? 0]) }),
    },
    {
      method: 'POST',
      path: '/listings/{sku}/add',
      handle: ({ params: { sku = '' }, query }) => {
        const key = query.get('key') ?? '';
        if (!done.has(key)) {
          done.add(key);
          stock.set(sku, (stock.get(sku) ?? 0) + Number(query.get('units')));
        }
        return { status: 200, body: shown([sku, stock.get(sku) ?? 0]) };
      },
    },
    { method: 'GET', path: '/orders', handle: (request) => ({ status: 200, body: changedIn(orders, request) }) },
    {
      method: 'GET',
      path: '/orders/{id}',
      handle: ({ params: { id = '' } }) => {
        const order = orders.get(id);
        return order === undefined ? { status: 404 } : { status: 200, body: order };
      },
    },
  ];
}

const shown = ([sku, shows]: readonly [string, number]) => ({ sku, shows });

function changedIn(orders: ReadonlyMap<string, ToyOrder>, { query }: SandboxRequest): readonly ToyOrder[] {
  const since = query.get('since') ?? '';
  return [...orders.values()].filter(({ changedAt }) => changedAt >= since);
}

function behindToken(token: string, route: PlatformRoute): PlatformRoute {
  return {
    ...route,
    handle: (request, how): SandboxAnswer | Promise<SandboxAnswer> =>
      request.headers.authorization === `Bearer ${token}` ? route.handle(request, how) : { status: 401 },
  };
}
