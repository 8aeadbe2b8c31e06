/** The webhook topics that we subscribe to, and the scopes that they need. */

import type { MissingGrant } from '../../../ports/connecting/connection.ts';

/** A scope of the app, and what is not possible without it. */
export type NeededScope = Omit<MissingGrant, 'grant'> & { readonly scope: string };

/** Without it, an order's fulfillment orders are an empty list, and no error. */
const ROUTING_SCOPE = 'read_merchant_managed_fulfillment_orders';

/** All are needed: a transfer says where units go, its shipments what was accepted there, and a webhook when. */
const TRANSFER_SCOPE = 'read_inventory_transfers';
const SHIPMENT_SCOPE = 'read_inventory_shipments';
const RECEIPT_SCOPE = 'read_inventory_shipments_received_items';
const RECEIPTS_UNSEEN = 'deliveries and transfers that staff receive in Shopify look like edits';

/** Source: https://shopify.dev/docs/api/usage/access-scopes (2026-07). */
const NEEDED_SCOPES: readonly NeededScope[] = [
  { scope: 'read_orders', without: 'sales are not received', isRequired: true },
  { scope: 'read_products', without: 'the catalogue cannot be imported', isRequired: true },
  { scope: 'read_inventory', without: 'what the shop shows cannot be read', isRequired: true },
  { scope: 'write_inventory', without: 'nothing can be pushed', isRequired: true },
  {
    scope: ROUTING_SCOPE,
    without: 'orders do not say from which location they take units',
    isRequired: false,
  },
  { scope: TRANSFER_SCOPE, without: RECEIPTS_UNSEEN, isRequired: false },
  { scope: SHIPMENT_SCOPE, without: RECEIPTS_UNSEEN, isRequired: false },
  { scope: RECEIPT_SCOPE, without: RECEIPTS_UNSEEN, isRequired: false },
  { scope: 'read_fulfillments', without: 'shipments are received by orders/updated only', isRequired: false },
  { scope: 'read_all_orders', without: 'orders older than 60 days cannot be read back', isRequired: false },
];

/**
 * The topics that the channel subscribes to, each with the scope that it takes.
 * Source: https://shopify.dev/docs/api/admin-graphql/2026-10/enums/WebhookSubscriptionTopic
 */
const TOPICS: ReadonlyMap<string, string | undefined> = new Map([
  ['APP_UNINSTALLED', undefined],
  ['FULFILLMENTS_CREATE', 'read_fulfillments'],
  ['FULFILLMENTS_UPDATE', 'read_fulfillments'],
  ['FULFILLMENT_ORDERS_CANCELLED', ROUTING_SCOPE],
  ['FULFILLMENT_ORDERS_MOVED', ROUTING_SCOPE],
  ['FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE', ROUTING_SCOPE],
  ['FULFILLMENT_ORDERS_RESCHEDULED', ROUTING_SCOPE],
  ['INVENTORY_ITEMS_CREATE', 'read_inventory'],
  ['INVENTORY_ITEMS_DELETE', 'read_inventory'],
  ['INVENTORY_ITEMS_UPDATE', 'read_inventory'],
  ['INVENTORY_LEVELS_CONNECT', 'read_inventory'],
  ['INVENTORY_LEVELS_DISCONNECT', 'read_inventory'],
  ['INVENTORY_LEVELS_UPDATE', 'read_inventory'],
  ['INVENTORY_SHIPMENTS_MARK_IN_TRANSIT', SHIPMENT_SCOPE],
  ['INVENTORY_SHIPMENTS_RECEIVE_ITEMS', RECEIPT_SCOPE],
  ['ORDERS_CANCELLED', 'read_orders'],
  ['ORDERS_CREATE', 'read_orders'],
  ['ORDERS_DELETE', 'read_orders'],
  ['ORDERS_EDITED', 'read_orders'],
  ['ORDERS_UPDATED', 'read_orders'],
  ['PRODUCTS_DELETE', 'read_products'],
  ['PRODUCTS_UPDATE', 'read_products'],
  ['REFUNDS_CREATE', 'read_orders'],
]);

/** The topics that an app with these scopes may subscribe to. */
export function topicsFor(granted: readonly string[]): readonly string[] {
  return [...TOPICS].filter(([, scope]) => scope === undefined || isGranted(scope, granted)).map(([topic]) => topic);
}

/** Of several mapped locations the app must read which one an order takes its units from. */
export function missingScopes(granted: readonly string[], locations: number): readonly MissingGrant[] {
  return NEEDED_SCOPES.filter(({ scope }) => !isGranted(scope, granted)).map(({ scope, without, isRequired }) => ({
    grant: scope,
    without,
    isRequired: isRequired || (scope === ROUTING_SCOPE && locations > 1),
  }));
}

/** Leave to write is leave to read: Shopify lists only the greater one. */
function isGranted(scope: string, granted: readonly string[]): boolean {
  return granted.includes(scope) || granted.includes(scope.replace(/^read_/, 'write_'));
}
