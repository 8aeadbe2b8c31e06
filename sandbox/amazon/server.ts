import { AMAZON } from '../kernel/identities.ts';
import type { PlatformRoute, SandboxPlatform } from '../kernel/platform.ts';
import { type RunningSandbox, type SandboxKernel, type SandboxServerOptions, startSandbox } from '../kernel/server.ts';
import type { AmazonAccount, AmazonItem } from './account.ts';
import { internalFailure, quotaExceeded } from './errors.ts';
import { listingControlRoutes } from './listings/listing-control.ts';
import { openListings } from './listings/listings.ts';
import { listingsRoutes } from './listings/listings-api.ts';
import { loginWithAmazon } from './login.ts';
import type { Destination } from './notifications/destinations.ts';
import { orderChangeNotice, quantityChangeNotice, statusChangeNotice } from './notifications/notices.ts';
import { openNotificationCenter, type Reach } from './notifications/notification-center.ts';
import { notificationsRoutes } from './notifications/notifications-api.ts';
import type { Order } from './orders/order.ts';
import { ordersRoutes } from './orders/orders-api.ts';
import { sellerCentral } from './seller-central.ts';
import { behindUsagePlan, type Operation, USAGE_PLANS, type UsagePlan } from './usage-plans.ts';

/**
 * `orderChanges` takes ORDER_CHANGE, `quantityChanges` LISTINGS_ITEM_MFN_QUANTITY_CHANGE; without one nobody is
 * notified of that, unless somebody subscribes through the API, whose destinations are reached by `reach`. `processingMs` is from ACCEPTED to applied, `pendingMs` from Pending to Unshipped. `usagePlans`
 * replaces the default rates of single operations. `nowMs` is the clock in milliseconds since 1970.
 */
export type AmazonSandboxOptions = SandboxServerOptions & {
  catalogue: readonly AmazonItem[];
  orderChanges?: Destination;
  quantityChanges?: Destination;
  /** Takes LISTINGS_ITEM_STATUS_CHANGE. */
  statusChanges?: Destination;
  reach?: Reach;
  processingMs?: number;
  pendingMs?: number;
  usagePlans?: Partial<Record<Operation, UsagePlan>>;
  account?: AmazonAccount;
  nowMs?: () => number;
};

const PROCESSING_MS = 200;
const PENDING_MS = 1_000;

/** https://developer-docs.amazon.com/sp-api/docs/grantless-operations (2026). */
const GRANTLESS: ReadonlySet<Operation> = new Set(['getDestinations', 'createDestination', 'deleteSubscriptionById']);

/**
 * Starts a seller's account on 127.0.0.1, plain HTTP: it answers for `api.amazon.com` (tokens) and for
 * `sellingpartnerapi-*.amazon.com` alike, whatever the Host header. Rejects when the port is taken.
 */
export function startAmazonSandbox(options: AmazonSandboxOptions): Promise<RunningSandbox> {
  return startSandbox((kernel) => amazonPlatform(kernel, options), options);
}

function amazonPlatform(kernel: SandboxKernel, options: AmazonSandboxOptions): SandboxPlatform {
  const { catalogue, account = AMAZON, orderChanges, quantityChanges, nowMs = Date.now } = options;
  const { processingMs = PROCESSING_MS, pendingMs = PENDING_MS, usagePlans = {} } = options;
  const timers = createTimers();
  const center = openNotificationCenter(options.reach);
  const notify = (type: string, fixed: Destination | undefined, notification: string) => {
    for (const destination of [fixed, center.destinationOf(type)])
      if (destination) kernel.notify(() => destination.send(notification).then(() => ({ accepted: true })));
  };
  const listings = openListings(
    catalogue,
    nowMs,
    (listing) => notify('LISTINGS_ITEM_MFN_QUANTITY_CHANGE', quantityChanges, quantityChangeNotice(listing, account)),
    (listing) => notify('LISTINGS_ITEM_STATUS_CHANGE', options.statusChanges, statusChangeNotice(listing, account)),
  );
  const orders = new Map<string, Order>();
  const login = loginWithAmazon(account, nowMs);
  const operations: Partial<Record<Operation, PlatformRoute>> = {
    ...listingsRoutes({ account, listings, applyLater: (apply) => timers.after(processingMs, apply) }),
    ...ordersRoutes(orders, account, nowMs),
    ...notificationsRoutes(
      center,
      account,
      options.reach?.eventSource ?? 'aws.partner/sellingpartnerapi.amazon.com/none',
    ),
  };
  const plans = { ...USAGE_PLANS, ...usagePlans };
  return {
    actions: sellerCentral({
      listings,
      orders,
      nowMs,
      pendingMs,
      after: timers.after,
      orderChanged: (order, change) => notify('ORDER_CHANGE', orderChanges, orderChangeNotice(order, change, account)),
    }),
    routes: [
      login.route,
      ...listingControlRoutes(listings),
      ...(Object.entries(operations) as [Operation, PlatformRoute][]).map(([operation, route]) =>
        (GRANTLESS.has(operation) ? login.behindGrantlessToken : login.behindToken)(
          behindUsagePlan(plans[operation], nowMs, route),
        ),
      ),
    ],
    throttled: () => quotaExceeded(USAGE_PLANS.patchListingsItem.perSecond),
    failed: internalFailure,
    close() {
      timers.close();
      center.close();
      orderChanges?.close?.();
      quantityChanges?.close?.();
      options.statusChanges?.close?.();
    },
  };
}

/** Timers that a close ends. */
function createTimers() {
  const open = new Set<NodeJS.Timeout>();
  return {
    after(delayMs: number, run: () => void): void {
      const timer = setTimeout(() => {
        open.delete(timer);
        run();
      }, delayMs);
      open.add(timer);
    },
    close(): void {
      for (const timer of open) clearTimeout(timer);
      open.clear();
    },
  };
}
