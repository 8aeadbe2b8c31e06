/** A sandbox platform with one route, to test what the kernel does for every platform. */
import {
  type ActionOutcome,
  jsonBody,
  type PlatformRoute,
  type SandboxPlatform,
} from '../../../sandbox/kernel/platform.ts';
import type { SandboxKernel } from '../../../sandbox/kernel/server.ts';

type Outcomes = Partial<Record<'cancel' | 'placeOrder', ActionOutcome<never>>>;

/** A stock with one figure per SKU, set by `PUT /stock/{sku} {quantity}`; what is set counts in `applied`. */
export function stubPlatform(outcomes: Outcomes = {}) {
  const stock = new Map<string, number>([['A/B', 3]]);
  const applied: string[] = [];
  let kernel: SandboxKernel | undefined;
  const done: ActionOutcome = { outcome: 'done', value: undefined };
  const platform: SandboxPlatform = {
    actions: {
      readStock(sku) {
        const value = stock.get(sku);
        return value === undefined ? { outcome: 'unknown', reason: `no ${sku}` } : { outcome: 'done', value };
      },
      setStock(sku, available) {
        stock.set(sku, available);
        return done;
      },
      placeOrder: () => outcomes.placeOrder ?? { outcome: 'done', value: 'order-1' },
      cancel: () => outcomes.cancel ?? done,
      fulfil: () => done,
      refund: () => done,
      edit: () => done,
    },
    routes: [setRoute(applied)],
    throttled: () => ({ status: 429, body: { slow: 'down' } }),
    failed: () => ({ status: 503, body: { our: 'fault' } }),
  };
  return {
    applied,
    build(given: SandboxKernel): SandboxPlatform {
      kernel = given;
      return platform;
    },
    notify: (...args: Parameters<SandboxKernel['notify']>) => kernel?.notify(...args),
  };
}

function setRoute(applied: string[]): PlatformRoute {
  return {
    method: 'PUT',
    path: '/stock/{sku}',
    describe: (request) => {
      const json = jsonBody(request);
      const { quantity = null } = (json.ok ? json.value : {}) as { quantity?: number };
      return [{ kind: 'change', operation: 'set', sku: request.params['sku'] ?? '', quantity, idempotencyKey: null }];
    },
    handle: ({ params }, { apply }) => {
      if (apply) applied.push(params['sku'] ?? '');
      return { status: 200, body: { set: true } };
    },
  };
}
