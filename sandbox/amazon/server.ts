/** The Amazon sandbox: a seller's account that answers as the Selling Partner API does. */
import { AMAZON } from '../kernel/identities.ts';
import type { PlatformRoute, SandboxPlatform } from '../kernel/platform.ts';
import { type RunningSandbox, type SandboxKernel, type SandboxServerOptions, startSandbox } from '../kernel/server.ts';
import { openAccess } from './access.ts';
import type { AmazonAccount, AmazonItem } from './account.ts';
import { amazonControlRoutes } from './control-routes.ts';
import { internalFailure, quotaExceeded } from './errors.ts';
import { openApplying } from './listings/applying.ts';
import { listingControlRoutes } from './listings/listing-control.ts';
import { isOffered, openListings } from './listings/listings.ts';
import { listingsRoutes } from './listings/listings-api.ts';
import { loginWithAmazon } from './login.ts';
import { openMarketplaces } from './marketplaces.ts';
import type { Destination } from './notifications/destinations.ts';
import { orderChangeNotices, quantityChangeNotice, statusChangeNotice } from './notifications/notices.ts';
import { openNotificationCenter, type Reach } from './notifications/notification-center.ts';
import { notificationsRoutes } from './notifications/notifications-api.ts';
import type { Order } from './orders/order.ts';
import { ordersRoutes } from './orders/orders-api.ts';
import { openPayloads } from './payloads.ts';
import { sellerCentral } from './seller-central.ts';
import { sellersRoutes } from './sellers-api.ts';
import { behindUsagePlan, type Operation, openUsagePlans, USAGE_PLANS, type UsagePlan } from './usage-plans.ts';

/**
 * `orderChanges` takes ORDER_CHANGE, `quantityChanges` LISTINGS_ITEM_MFN_QUANTITY_CHANGE; without one nobody is
 * notified of that, unless somebody subscribes through the API, whose destinations are reached by `reach`.
 * `processingMs` is from ACCEPTED to applied, `pendingMs` from Pending to Unshipped. `usagePlans` replaces the default
 * rates of single operations. `nowMs` is the clock in milliseconds since 1970.
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
  const { catalogue, account = AMAZON, orderChanges, quantityChanges, statusChanges, nowMs = Date.now } = options;
  const { processingMs = PROCESSING_MS, pendingMs = PENDING_MS } = options;
  const timers = createTimers();
  const [marketplaces, payloads, access] = [openMarketplaces(account.marketplaceId), openPayloads(), openAccess(nowMs)];
  const plans = openUsagePlans(options.usagePlans ?? {});
  const applying = openApplying(processingMs, timers.after);
  const center = openNotificationCenter(options.reach);
  const notify = (type: string, fixed: Destination | undefined, notification: string, changeType?: string) => {
    for (const destination of [fixed, center.destinationOf(type, changeType)])
      if (destination) kernel.notify(() => destination.send(notification).then(() => ({ accepted: true })));
  };
  const listings = openListings(
    catalogue,
    nowMs,
    (listing, moved) =>
      notify('LISTINGS_ITEM_MFN_QUANTITY_CHANGE', quantityChanges, quantityChangeNotice(listing, moved, account)),
    (listing) => {
      for (const id of marketplaces.ids().filter((each) => isOffered(listing, each)))
        notify('LISTINGS_ITEM_STATUS_CHANGE', statusChanges, statusChangeNotice(listing, account, id));
    },
  );
  const orders = new Map<string, Order>();
  const seller = sellerCentral({
    ...{ listings, marketplaces, orders, nowMs, pendingMs, after: timers.after },
    orderChanged: (order, change) => {
      for (const notice of orderChangeNotices(order, change, account, payloads.current().orderChange))
        notify('ORDER_CHANGE', orderChanges, notice, change.type);
    },
  });
  const operations: Partial<Record<Operation, PlatformRoute>> = {
    ...listingsRoutes({ account, listings, marketplaces, payloads, applyLater: applying.schedule }),
    ...ordersRoutes(orders, payloads, nowMs),
    ...notificationsRoutes(center, account, {
      eventSource: options.reach?.eventSource ?? 'aws.partner/sellingpartnerapi.amazon.com/none',
    }),
    ...sellersRoutes(marketplaces),
  };
  const login = loginWithAmazon(account, access, nowMs);
  const guarded = (operation: Operation, route: PlatformRoute) => {
    const behind = GRANTLESS.has(operation) ? login.behindGrantlessToken : login.behindToken;
    return behind(
      operation,
      behindUsagePlan(() => plans.of(operation), nowMs, route),
    );
  };
  return {
    actions: seller,
    routes: [
      login.route,
      ...listingControlRoutes(listings),
      ...amazonControlRoutes({ seller, applying, marketplaces, access, plans, payloads }),
      ...(Object.entries(operations) as [Operation, PlatformRoute][]).map(([name, route]) => guarded(name, route)),
    ],
    throttled: () => quotaExceeded(USAGE_PLANS.patchListingsItem.perSecond),
    failed: internalFailure,
    close() {
      timers.close();
      center.close();
      for (const destination of [orderChanges, quantityChanges, statusChanges]) destination?.close?.();
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
