/**
 * The GraphQL documents that read an order, in Shopify's Admin API version 2026-10: they ask for the fields that the
 * orders/* webhooks carry under the names of the REST API. A test validates each document against Shopify's own schema.
 *
 * `fulfillableQuantity` is deprecated in favour of fulfillment orders, which webhooks do not carry. We read it
 * because it is the webhooks' `fulfillable_quantity`: so a reading and a webhook of one state are the same.
 * Apps with `read_inventory` may read a location's id, and nothing else of it.
 * Source: https://shopify.dev/docs/api/admin-graphql/2026-10/objects/Order,
 * https://shopify.dev/changelog/location-id-queryable-with-inventory-scopes (2025-03-31).
 */

const PAGE_INFO = 'pageInfo { hasNextPage endCursor }';

const LINES = `
  nodes {
    id
    sku
    isGiftCard
    restockable
    variant {
      id
      inventoryItem {
        tracked
      }
    }
    quantity
    currentQuantity
    fulfillableQuantity
  }
  ${PAGE_INFO}`;

const FULFILLED_LINES = `
  nodes {
    quantity
    lineItem {
      id
    }
  }
  ${PAGE_INFO}`;

const REFUNDED_LINES = `
  nodes {
    quantity
    restockType
    location {
      id
    }
    lineItem {
      id
    }
  }
  ${PAGE_INFO}`;

/** Fulfillment orders that one query reads: an order has one for each location that has a part in it. */
export const FULFILLMENT_ORDERS_AT_ONCE = 5;

const ASSIGNED_LINES = `
        nodes {
          remainingQuantity
          lineItem {
            id
          }
        }
        ${PAGE_INFO}`;

const FULFILLMENT_ORDERS = `
    nodes {
      id
      status
      updatedAt
      assignedLocation {
        location {
          id
        }
      }
      lineItems(first: $first) {${ASSIGNED_LINES}
      }
    }
    ${PAGE_INFO}`;

/** An order with the first lines of each of its parts; the `MORE_…` documents read a further page of one part. */
const WITH_PARTS = `
    id
    createdAt
    processedAt
    updatedAt
    cancelledAt
    sourceName
    app {
      id
    }
    tags
    retailLocation {
      id
    }
    lineItems(first: $first) {${LINES}
    }
    fulfillments {
      id
      createdAt
      status
      location {
        id
      }
      fulfillmentLineItems(first: $first) {${FULFILLED_LINES}
      }
    }
    refunds {
      id
      createdAt
      refundLineItems(first: $first) {${REFUNDED_LINES}
      }
    }
    fulfillmentOrders(first: ${FULFILLMENT_ORDERS_AT_ONCE}) {${FULFILLMENT_ORDERS}
    }`;

export const ORDER = `
query StocklineOrder($id: ID!, $first: Int!) {
  order(id: $id) {${WITH_PARTS}
  }
}
`;

/** The order of one of its fulfillment orders, whose webhooks do not name it. */
export const ORDER_OF_FULFILLMENT_ORDER = `
query StocklineOrderOfFulfillmentOrder($id: ID!, $first: Int!) {
  fulfillmentOrder(id: $id) {
    order {${WITH_PARTS}
    }
  }
}
`;

/** Orders by a search, the one that changed first before all others. */
export const ORDERS = `
query StocklineOrders($query: String!, $orders: Int!, $first: Int!, $after: String) {
  orders(query: $query, first: $orders, after: $after, sortKey: UPDATED_AT) {
    nodes {${WITH_PARTS}
    }
    ${PAGE_INFO}
  }
}
`;

export const MORE_LINES = `
query StocklineOrderLines($id: ID!, $first: Int!, $after: String!) {
  within: order(id: $id) {
    page: lineItems(first: $first, after: $after) {${LINES}
    }
  }
}
`;

export const MORE_FULFILLMENT_ORDERS = `
query StocklineFulfillmentOrders($id: ID!, $first: Int!, $after: String!) {
  within: order(id: $id) {
    page: fulfillmentOrders(first: ${FULFILLMENT_ORDERS_AT_ONCE}, after: $after) {${FULFILLMENT_ORDERS}
    }
  }
}
`;

export const MORE_ASSIGNED_LINES = `
query StocklineAssignedLines($id: ID!, $first: Int!, $after: String!) {
  within: fulfillmentOrder(id: $id) {
    page: lineItems(first: $first, after: $after) {${ASSIGNED_LINES}
    }
  }
}
`;

export const MORE_FULFILLED_LINES = `
query StocklineFulfilledLines($id: ID!, $first: Int!, $after: String!) {
  within: node(id: $id) {
    ... on Fulfillment {
      page: fulfillmentLineItems(first: $first, after: $after) {${FULFILLED_LINES}
      }
    }
  }
}
`;

export const MORE_REFUNDED_LINES = `
query StocklineRefundedLines($id: ID!, $first: Int!, $after: String!) {
  within: node(id: $id) {
    ... on Refund {
      page: refundLineItems(first: $first, after: $after) {${REFUNDED_LINES}
      }
    }
  }
}
`;
