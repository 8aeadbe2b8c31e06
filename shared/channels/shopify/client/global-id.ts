/** Converts between numeric ids and the global ids of Shopify’s Admin API. */
/** The kinds of things that we name to Shopify. */
export type GlobalIdKind =
  | 'FulfillmentOrder'
  | 'InventoryItem'
  | 'InventoryShipmentLineItem'
  | 'InventoryTransfer'
  | 'Location'
  | 'Order'
  | 'ProductVariant';

/** A numeric id, which webhooks and configuration have, as the Admin API wants it: `gid://shopify/Location/655441491`. */
export function globalId(kind: GlobalIdKind, numericId: string): string {
  return `gid://shopify/${kind}/${numericId}`;
}

/** The numeric id in a global one, digit for digit. */
export function numericId(gid: string): string {
  return gid.slice(gid.lastIndexOf('/') + 1);
}
