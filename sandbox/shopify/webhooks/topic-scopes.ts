/** Which access scopes a webhook topic takes, and which topics are of protected customer data. */

const FULFILLMENT_ORDER_SCOPES = [
  'read_merchant_managed_fulfillment_orders',
  'read_assigned_fulfillment_orders',
  'read_third_party_fulfillment_orders',
  'read_marketplace_fulfillment_orders',
];

// By the first word of the topic: the descriptions of WebhookSubscriptionTopic, schema 2026-10.
const SCOPES_BY_RESOURCE: Record<string, readonly string[]> = {
  draft_orders: ['read_draft_orders'],
  fulfillment_orders: FULFILLMENT_ORDER_SCOPES,
  fulfillments: ['read_fulfillments', 'read_marketplace_orders'],
  inventory_items: ['read_inventory', 'read_products'],
  inventory_levels: ['read_inventory'],
  inventory_shipments: ['read_inventory_shipments'],
  inventory_transfers: ['read_inventory_transfers'],
  locations: ['read_locations'],
  orders: ['read_orders', 'read_marketplace_orders'],
  products: ['read_products'],
  refunds: ['read_orders', 'read_marketplace_orders'],
};

// Topics whose scope is not that of their resource (the same descriptions).
const SCOPES_OF_TOPIC: Record<string, readonly string[]> = {
  'inventory_shipments/receive_items': ['read_inventory_shipments_received_items'],
};

/** The scopes of which one is needed; none for a topic that is sent to every app. */
export function scopesOfTopic(topic: string): readonly string[] {
  return SCOPES_OF_TOPIC[topic] ?? SCOPES_BY_RESOURCE[topic.split('/')[0] ?? ''] ?? [];
}

/** Whether an app with these scopes is sent the topic. */
export function maySubscribe(topic: string, granted: readonly string[]): boolean {
  const wanted = scopesOfTopic(topic);
  return wanted.length === 0 || wanted.some((scope) => isGranted(scope, granted));
}

/** Leave to write is leave to read (https://shopify.dev/docs/api/usage/access-scopes, 2026-07). */
export function isGranted(scope: string, granted: readonly string[]): boolean {
  return granted.includes(scope) || granted.includes(scope.replace(/^read_/, 'write_'));
}

/**
 * Every topic of an order takes approval for protected customer data, level 1
 * (https://github.com/kinngh/shopify-node-express-mongodb-app/issues/84, https://github.com/Shopify/cli/issues/3443).
 */
export function isOfProtectedData(topic: string): boolean {
  return /^(orders|refunds|fulfillments|draft_orders|customers|checkouts)\//.test(topic);
}
