/**
 * How webhooks are registered in Shopify's Admin API, version 2026-10; a test validates each document against Shopify's
 * own schema.
 * Source: https://shopify.dev/docs/api/admin-graphql/2026-10/objects/WebhookSubscription
 */

/** Needs no scope. */
export const GRANTED_SCOPES = `
  query StocklineAccess {
    currentAppInstallation {
      accessScopes {
        handle
      }
    }
  }
`;

/** The name that the shop's webhooks carry. Needs no scope. */
export const SHOP_NAME = `
  query StocklineShopName {
    shop {
      myshopifyDomain
    }
  }
`;

/**
 * Null for each location that the shop does not have. Apps with read_inventory may read a location's id; whether it is open
 * takes read_locations (https://shopify.dev/changelog/location-id-queryable-with-inventory-scopes, 2025-03).
 */
export const LOCATIONS = `
  query StocklineLocations($ids: [ID!]!, $isStateAsked: Boolean!) {
    nodes(ids: $ids) {
      id
      ... on Location @include(if: $isStateAsked) {
        isActive
      }
    }
  }
`;

/** Refused to an app that is not approved for protected customer data, level 1, whatever its scopes. */
export const ANY_ORDER = `
  query StocklineAnyOrder {
    orders(first: 1) {
      nodes {
        id
      }
    }
  }
`;

/** The newest orders, with all that an app may mark them by. */
export const NEWEST_ORDERS = `
  query StocklineNewestOrders($first: Int!) {
    orders(first: $first, sortKey: CREATED_AT, reverse: true) {
      nodes {
        name
        note
        customAttributes {
          value
        }
        sourceIdentifier
        sourceName
        app {
          id
        }
        tags
      }
    }
  }
`;

/** Those made through the Admin API by this app; those of its configuration file (shopify.app.toml) are not listed. */
export const SUBSCRIPTIONS = `
  query StocklineSubscriptions($first: Int!, $after: String) {
    webhookSubscriptions(first: $first, after: $after) {
      nodes {
        id
        topic
        uri
        format
        filter
        includeFields
        apiVersion {
          handle
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

export const CREATE_SUBSCRIPTION = `
  mutation StocklineSubscribe($topic: WebhookSubscriptionTopic!, $uri: String!) {
    webhookSubscriptionCreate(topic: $topic, webhookSubscription: { uri: $uri, format: JSON }) {
      userErrors {
        message
      }
    }
  }
`;

export const REDIRECT_SUBSCRIPTION = `
  mutation StocklineRedirect($id: ID!, $uri: String!) {
    webhookSubscriptionUpdate(id: $id, webhookSubscription: { uri: $uri }) {
      userErrors {
        message
      }
    }
  }
`;

export const REMOVE_SUBSCRIPTION = `
  mutation StocklineUnsubscribe($id: ID!) {
    webhookSubscriptionDelete(id: $id) {
      userErrors {
        message
      }
    }
  }
`;
