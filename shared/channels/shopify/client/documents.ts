/**
 * What is asked of Shopify's Admin API, version 2026-10; a test validates each document against Shopify's own schema.
 * Source: https://shopify.dev/docs/api/admin-graphql/2026-10
 */

/** `@idempotent` and a `changeFromQuantity` in each change are mandatory since 2026-04, though the schema asks for neither. */
export const ADJUST_QUANTITIES = `
  mutation StocklinePush($input: InventoryAdjustQuantitiesInput!, $idempotencyKey: String!) {
    inventoryAdjustQuantities(input: $input) @idempotent(key: $idempotencyKey) {
      inventoryAdjustmentGroup {
        changes(quantityNames: ["available"]) {
          name
          quantityAfterChange
        }
      }
      userErrors {
        code
        message
      }
    }
  }
`;

export const AVAILABLE_AT_LOCATION = `
  query StocklineAvailable($inventoryItemId: ID!, $locationId: ID!) {
    inventoryItem(id: $inventoryItemId) {
      inventoryLevel(locationId: $locationId) {
        quantities(names: ["available"]) {
          quantity
        }
      }
    }
  }
`;

/**
 * Quantities of so many items at once (250 at most), at one location. A list of quantities costs what one does
 * (sandbox/shopify/admin-api/limits/query-cost.ts).
 */
export const QUANTITIES_OF_ITEMS = `
  query StocklineQuantitiesOfItems($ids: [ID!]!, $locationId: ID!, $names: [String!]!) {
    nodes(ids: $ids) {
      ... on InventoryItem {
        id
        inventoryLevel(locationId: $locationId) {
          quantities(names: $names) {
            name
            quantity
          }
        }
      }
    }
  }
`;

/** What a cut-over reads of an inventory level. */
const QUANTITIES = `
            quantities(
              names: ["available", "on_hand", "committed", "reserved", "damaged", "quality_control", "safety_stock"]
            ) {
              name
              quantity
            }`;

export const QUANTITIES_AT_LOCATION = `
  query StocklineQuantities($inventoryItemId: ID!, $locationId: ID!) {
    inventoryItem(id: $inventoryItemId) {
      inventoryLevel(locationId: $locationId) {${QUANTITIES}
      }
    }
  }
`;

/**
 * Variants page by page, with what is available, on hand and committed at each of so many locations. They are named one by one: listing all
 * levels of each of 250 variants would cost too much for one query.
 */
export function variantsDocument(locationCount: number): string {
  const each = Array.from({ length: locationCount }, (_, index) => index);
  const variables = each.map((index) => `, $${locationVariable(index)}: ID!`).join('');
  const levels = each.map(
    (index) => `
          ${levelAlias(index)}: inventoryLevel(locationId: $${locationVariable(index)}) {${QUANTITIES}
          }`,
  );
  return `
  query StocklineVariants($first: Int!, $after: String, $query: String${variables}) {
    productVariants(first: $first, after: $after, query: $query, sortKey: ID) {
      nodes {
        id
        sku
        barcode
        displayName
        inventoryPolicy
        requiresComponents
        inventoryItem {
          id
          tracked${levels.join('')}
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;
}

/** The same page of variants by their ids alone: what is behind a page that cannot be read is found by its cursor. */
export const VARIANT_IDS = `
  query StocklineVariantIds($first: Int!, $after: String, $query: String) {
    productVariants(first: $first, after: $after, query: $query, sortKey: ID) {
      nodes {
        id
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

/**
 * What a bundle is made of, in one page: a bundle has up to 30 components.
 * Source: https://shopify.dev/docs/apps/build/product-merchandising/bundles/add-variant-fixed-bundle
 */
export const COMPONENTS_OF_BUNDLE = `
  query StocklineComponents($id: ID!) {
    productVariant(id: $id) {
      productVariantComponents(first: 50) {
        nodes {
          quantity
          productVariant {
            sku
          }
        }
      }
    }
  }
`;

/** The variable that carries a location's id in `variantsDocument`. */
export function locationVariable(index: number): string {
  return `location${index}`;
}

/** The name under which a location's level is in the answer to `variantsDocument`. */
export function levelAlias(index: number): string {
  return `level${index}`;
}
