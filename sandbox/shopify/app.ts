/** The app as it is installed on the shop: what it may do, and how Shopify writes to it. */
import { API_VERSION } from './admin-api/schema/admin-schema.ts';

export type InstalledApp = {
  scopes: readonly string[];
  /**
   * Approved for protected customer data, level 1, which every order topic and the Order object take. An app of one
   * merchant always is.
   */
  isApprovedForOrders: boolean;
  /**
   * The version that its webhooks are written in: "inherited from the app that created the webhook subscription"
   * (WebhookSubscription.apiVersion, schema 2026-10), whatever the URL of the call that made it.
   */
  webhookApiVersion: string;
};

/** The scopes that Stockline needs. */
export const NEEDED_SCOPES: readonly string[] = [
  'read_fulfillments',
  'read_inventory',
  'read_inventory_shipments',
  'read_inventory_shipments_received_items',
  'read_inventory_transfers',
  'read_merchant_managed_fulfillment_orders',
  'read_orders',
  'read_products',
  'write_inventory',
];

/** An app of one merchant, with the newest version. */
export function installApp(given: Partial<InstalledApp> = {}): InstalledApp {
  return { scopes: NEEDED_SCOPES, isApprovedForOrders: true, webhookApiVersion: API_VERSION, ...given };
}
