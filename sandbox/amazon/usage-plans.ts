import type { PlatformRoute, SandboxRequest } from '../kernel/platform.ts';
import { quotaExceeded, rateLimit } from './errors.ts';

export type Operation =
  | 'patchListingsItem'
  | 'getListingsItem'
  | 'searchListingsItems'
  | 'searchOrders'
  | 'getOrder'
  | 'getDestinations'
  | 'createDestination'
  | 'getSubscription'
  | 'createSubscription'
  | 'deleteSubscriptionById';

/** Requests per second, and how many may come at once. */
export type UsagePlan = { perSecond: number; burst: number };

const NOTIFICATIONS = { perSecond: 1, burst: 5 };

/**
 * The default usage plans: models/listings-items-api-model/listingsItems_2021-08-01.json,
 * models/orders-api-model/orders_2026-01-01.json and models/notifications-api-model/notifications.json of amzn/selling-partner-api-models (2026-08-05).
 */
export const USAGE_PLANS: Readonly<Record<Operation, UsagePlan>> = {
  patchListingsItem: { perSecond: 5, burst: 5 },
  getListingsItem: { perSecond: 5, burst: 10 },
  searchListingsItems: { perSecond: 5, burst: 5 },
  searchOrders: { perSecond: 0.0056, burst: 20 },
  getOrder: { perSecond: 0.5, burst: 30 },
  getDestinations: NOTIFICATIONS,
  createDestination: NOTIFICATIONS,
  getSubscription: NOTIFICATIONS,
  createSubscription: NOTIFICATIONS,
  deleteSubscriptionById: NOTIFICATIONS,
};

/** A route of one operation behind its token bucket, one per seller: above the plan the answer is 429 QuotaExceeded. */
export function behindUsagePlan(plan: UsagePlan, nowMs: () => number, route: PlatformRoute): PlatformRoute {
  let tokens = plan.burst;
  let refilledAtMs = nowMs();
  const takeToken = (): boolean => {
    const now = nowMs();
    tokens = Math.min(plan.burst, tokens + ((now - refilledAtMs) / 1_000) * plan.perSecond);
    refilledAtMs = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
  return {
    ...route,
    handle: async (request: SandboxRequest, how) => {
      if (!takeToken()) return quotaExceeded(plan.perSecond);
      const answer = await route.handle(request, how);
      return { ...answer, headers: { ...answer.headers, ...rateLimit(plan.perSecond) } };
    },
  };
}
