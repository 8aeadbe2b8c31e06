/** What the app's scopes let it ask for, and how Shopify refuses the rest. */
import { GraphQLError } from 'graphql';
import type { InstalledApp } from '../app.ts';
import type { Order } from '../orders/order.ts';
import type { Shop } from '../shop.ts';
import { isGranted } from '../webhooks/topic-scopes.ts';

// By field of QueryRoot and Mutation: the scopes of which one is needed (the pages of each field at
// https://shopify.dev/docs/api/admin-graphql/2026-10; locations by https://shopify.dev/changelog/location-id-queryable-with-inventory-scopes).
const SCOPES_OF_FIELD: Record<string, readonly string[]> = {
  fulfillmentOrder: ['read_merchant_managed_fulfillment_orders'],
  inventoryActivate: ['write_inventory'],
  inventoryAdjustQuantities: ['write_inventory'],
  inventoryItem: ['read_inventory', 'read_products'],
  inventoryItems: ['read_inventory', 'read_products'],
  inventoryLevel: ['read_inventory'],
  inventorySetQuantities: ['write_inventory'],
  inventoryShipment: ['read_inventory_shipments'],
  inventoryTransfer: ['read_inventory_transfers'],
  location: ['read_locations', 'read_inventory'],
  locations: ['read_locations', 'read_inventory'],
  order: ['read_orders'],
  orders: ['read_orders'],
  productVariant: ['read_products'],
  productVariants: ['read_products'],
};

const DOCUMENTATION = 'https://shopify.dev/api/usage/access-scopes';
const PROTECTED_DATA = 'https://shopify.dev/docs/apps/launch/protected-customer-data';

/** The fields; each refuses a query for it by an app that lacks the scope. */
export function guarded(app: InstalledApp, fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, resolve]) => [
      name,
      typeof resolve === 'function'
        ? (...args: unknown[]) => {
            requireAccess(app, name);
            return resolve(...args);
          }
        : resolve,
    ]),
  );
}

/**
 * The fields of a location; all but its ids are refused to an app without read_locations
 * (https://shopify.dev/changelog/location-id-queryable-with-inventory-scopes, 2025-03).
 */
export function locationFields<Fields extends Record<string, unknown>>(app: InstalledApp, fields: Fields) {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      (...args: unknown[]) => {
        requireScopes(app, name, ['read_locations']);
        return typeof value === 'function' ? value(...args) : value;
      },
    ]),
  );
}

/** Throws Shopify's ACCESS_DENIED. Wording recorded on 2026-04 (github.com/airhorns/shopify-draft-proxy). */
function requireAccess(app: InstalledApp, field: string): void {
  requireScopes(app, field, SCOPES_OF_FIELD[field] ?? []);
  if (field === 'order' || field === 'orders') requireOrders(app);
}

function requireScopes(app: InstalledApp, field: string, scopes: readonly string[]): void {
  if (scopes.length > 0 && !scopes.some((scope) => isGranted(scope, app.scopes))) {
    const requiredAccess = `${scopes.map((scope) => `\`${scope}\` access scope`).join(' or ')}.`;
    throw new GraphQLError(`Access denied for ${field} field. Required access: ${requiredAccess}`, {
      extensions: { code: 'ACCESS_DENIED', documentation: DOCUMENTATION, requiredAccess },
    });
  }
}

const SHOWN_DAYS = 60;

/**
 * Whether the app is shown the order: those of the last 60 days, older ones only with the scope `read_all_orders`.
 * Source: https://shopify.dev/docs/api/admin-graphql/2026-10/queries/orders
 */
export function isShownTo({ app, now }: Pick<Shop, 'app' | 'now'>, { createdAt }: Pick<Order, 'createdAt'>): boolean {
  const ageMs = now().getTime() - createdAt.getTime();
  return ageMs <= SHOWN_DAYS * 24 * 3_600_000 || app.scopes.includes('read_all_orders');
}

/** Throws what an app gets that is not approved for protected customer data, wherever it asks for an order. */
export function requireOrders({ isApprovedForOrders }: InstalledApp): void {
  if (isApprovedForOrders) return;
  throw new GraphQLError(
    `This app is not approved to access the Order object. See ${PROTECTED_DATA} for more details.`,
    {
      extensions: { code: 'ACCESS_DENIED', documentation: PROTECTED_DATA },
    },
  );
}
