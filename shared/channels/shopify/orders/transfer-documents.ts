/**
 * The GraphQL documents that read a transfer and what arrived of it, in Shopify's Admin API version 2026-10. A transfer says
 * from where to where; the lines of its shipments say how many units left and how many were accepted. A purchase order is a
 * transfer without an origin.
 * Source: https://shopify.dev/docs/api/admin-graphql/2026-10/objects/InventoryTransfer and …/InventoryShipment.
 */

/** Each page asks for the ids of shipments alone, so that no page costs much. */
export const TRANSFER = `#graphql
  query Transfer($id: ID!, $first: Int!, $after: String) {
    inventoryTransfer(id: $id) {
      id
      origin {
        location {
          id
        }
      }
      destination {
        location {
          id
        }
      }
      shipments(first: $first, after: $after) {
        nodes {
          id
          status
          dateShipped
          dateReceived
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }`;

export const SHIPMENT_LINES = `#graphql
  query ShipmentLines($id: ID!, $first: Int!, $after: String) {
    inventoryShipment(id: $id) {
      lineItems(first: $first, after: $after) {
        nodes {
          id
          quantity
          acceptedQuantity
          inventoryItem {
            id
            sku
            tracked
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }`;
