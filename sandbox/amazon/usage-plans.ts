/** How often each operation may be called, and what a call above that is answered. */
import * as v from 'valibot';
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
  | 'deleteSubscriptionById'
  | 'getMarketplaceParticipations';

/** Requests per second, and how many may come at once. */
export type UsagePlan = { perSecond: number; burst: number };

const NOTIFICATIONS = { perSecond: 1, burst: 5 };

/**
 * The default usage plans: models/listings-items-api-model/listingsItems_2021-08-01.json,
 * models/orders-api-model/orders_2026-01-01.json, models/notifications-api-model/notifications.json and
 * models/sellers-api-model/sellers.json of amzn/selling-partner-api-models @34dc93fe (2026-08-05).
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
  getMarketplaceParticipations: { perSecond: 0.016, burst: 15 },
};

const plan = v.strictObject({
  perSecond: v.pipe(v.number(), v.minValue(0.000_1)),
  burst: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

/** The body of `PUT /_sandbox/usage-plans`: new plans of the operations that it names. */
export const usagePlansBody = v.record(v.picklist(Object.keys(USAGE_PLANS), 'There is no such operation.'), plan);

export type UsagePlans = {
  /** The plan of an operation as it is now; a new plan begins with all of its burst. */
  readonly of: (operation: Operation) => UsagePlan;
  readonly set: (changed: Readonly<Record<string, UsagePlan>>) => void;
  readonly all: () => Readonly<Record<string, UsagePlan>>;
};

/** The plans of one run; `replaced` stand in for Amazon's own from the start. */
export function openUsagePlans(replaced: Partial<Record<Operation, UsagePlan>>): UsagePlans {
  const plans = { ...USAGE_PLANS, ...replaced };
  return {
    of: (operation) => plans[operation],
    set: (changed) => void Object.assign(plans, changed),
    all: () => ({ ...plans }),
  };
}

/** A route of one operation behind its token bucket, one per seller: above the plan the answer is 429 QuotaExceeded. */
export function behindUsagePlan(planNow: () => UsagePlan, nowMs: () => number, route: PlatformRoute): PlatformRoute {
  let plan = planNow();
  let tokens = plan.burst;
  let refilledAtMs = nowMs();
  const takeToken = (): boolean => {
    const now = nowMs();
    if (plan !== planNow()) {
      plan = planNow();
      tokens = plan.burst;
    } else tokens = Math.min(plan.burst, tokens + ((now - refilledAtMs) / 1_000) * plan.perSecond);
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
