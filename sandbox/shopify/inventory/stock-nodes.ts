/**
 * Items, levels and locations as Admin API objects. Source: ProductVariant, InventoryItem, InventoryLevel and Location of the
 * schema 2026-10 (https://shopify.dev/docs/api/admin-graphql/2026-10/objects/InventoryLevel).
 */
import { GraphQLError } from 'graphql';
import type { AdminCall } from '../admin-api/admin-call.ts';
import { locationFields } from '../admin-api/field-access.ts';
import { connection, type PageArguments } from '../admin-api/lists/connection.ts';
import { gid, numericIdOf } from '../numeric-id.ts';
import { apiTime } from '../webhooks/rest-values.ts';
import type { AdjustmentGroup } from './adjustment-group.ts';
import {
  type Component,
  type Item,
  type Level,
  levelId,
  quantityOf,
  type ShopLocation,
  STORED_NAMES,
} from './stock.ts';

/** Admin API objects as graphql-js resolves them: plain fields are values, fields with arguments are functions. */
export type Node = { __typename: string; id: string; [field: string]: unknown };

export function variantNode(call: AdminCall, item: Item): Node {
  return {
    __typename: 'ProductVariant',
    ...resource('ProductVariant', item.variantId, item.createdAt),
    updatedAt: apiTime(item.updatedAt),
    barcode: item.barcode ?? null,
    displayName: `${item.title} - Default Title`,
    inventoryItem: () => itemNode(call, item),
    inventoryPolicy: item.inventoryPolicy.toUpperCase(),
    inventoryQuantity: availableEverywhere(call, item),
    product: () => productNode(call, item),
    productVariantComponents: (args: PageArguments) =>
      connection(
        item.components,
        args,
        ({ item: component }) => component.variantId,
        (component) => componentNode(call, item, component),
      ),
    requiresComponents: item.components.length > 0,
    sku: item.sku,
    title: 'Default Title',
  };
}

function componentNode(call: AdminCall, bundle: Item, { item, quantity }: Component): Node {
  return {
    __typename: 'ProductVariantComponent',
    id: gid('ProductVariantComponent', `${bundle.variantId}${item.variantId}`),
    productVariant: () => variantNode(call, item),
    quantity,
  };
}

export function productNode(call: AdminCall, item: Item): Node {
  return {
    __typename: 'Product',
    ...resource('Product', item.productId, item.createdAt),
    updatedAt: apiTime(item.updatedAt),
    handle: item.sku.toLowerCase(),
    status: 'ACTIVE',
    title: item.title,
    totalInventory: availableEverywhere(call, item),
  };
}

type Inactive = { includeInactive?: boolean | null };

export function itemNode(call: AdminCall, item: Item): Node {
  const levels = call.shop.stock.levelsOf(item);
  return {
    __typename: 'InventoryItem',
    ...resource('InventoryItem', item.inventoryItemId, item.createdAt),
    updatedAt: apiTime(item.updatedAt),
    inventoryLevel: ({ locationId, includeInactive }: { locationId: string } & Inactive) => {
      const { stock } = call.shop;
      const location = stock.location(numericIdOf('Location', locationId) ?? '');
      const level = location && (includeInactive ? stock.anyLevel(item, location) : stock.level(item, location));
      return level ? levelNode(call, level) : null;
    },
    inventoryLevels: (args: PageArguments) => connection(levels, args, levelId, (level) => levelNode(call, level)),
    requiresShipping: true,
    sku: item.sku,
    tracked: item.tracked,
    variant: () => variantNode(call, item),
    variants: (args: PageArguments) =>
      connection(
        [item],
        args,
        ({ variantId }) => variantId,
        (of) => variantNode(call, of),
      ),
  };
}

export function levelNode(call: AdminCall, level: Level): Node {
  return {
    __typename: 'InventoryLevel',
    id: levelId(level),
    canDeactivate: false,
    createdAt: apiTime(level.createdAt),
    updatedAt: apiTime(level.updatedAt),
    isActive: level.isActive,
    item: () => itemNode(call, level.item),
    location: () => locationNode(call, level.location),
    quantities: ({ names }: { names: string[] }) => names.map((name) => quantityNode(level, name)),
  };
}

function quantityNode(level: Level, name: string): Node {
  const known = name === 'on_hand' ? name : STORED_NAMES.find((stored) => stored === name);
  if (!known)
    throw new GraphQLError(`${name} is no quantity name; the names are on_hand, ${STORED_NAMES.join(', ')}.`, {
      extensions: { code: 'BAD_REQUEST' },
    });
  const query = `inventory_item_id=${level.item.inventoryItemId}&name=${name}`;
  return {
    __typename: 'InventoryQuantity',
    id: `${gid('InventoryQuantity', level.location.id)}?${query}`,
    name,
    quantity: quantityOf(level, known),
    updatedAt: name === 'available' ? apiTime(level.updatedAt) : null,
  };
}

export function locationNode(call: AdminCall, location: ShopLocation): Node {
  const { stock } = call.shop;
  const levels = stock.items.flatMap((item) => stock.level(item, location) ?? []);
  const { id, ...numbered } = resource('Location', location.id, location.createdAt);
  const fields = {
    ...numbered,
    updatedAt: apiTime(location.deactivatedAt ?? location.createdAt),
    deactivatedAt: location.deactivatedAt && apiTime(location.deactivatedAt),
    fulfillsOnlineOrders: location.fulfillsOnlineOrders && !location.deactivatedAt,
    hasActiveInventory: levels.length > 0,
    inventoryLevel: ({ inventoryItemId }: { inventoryItemId: string }) => {
      const item = stock.item(numericIdOf('InventoryItem', inventoryItemId) ?? '');
      const level = item && stock.level(item, location);
      return level ? levelNode(call, level) : null;
    },
    inventoryLevels: (args: PageArguments) => connection(levels, args, levelId, (level) => levelNode(call, level)),
    isActive: !location.deactivatedAt,
    name: location.name,
    shipsInventory: location.fulfillsOnlineOrders && !location.deactivatedAt,
  };
  return { __typename: 'Location', id, ...locationFields(call.shop.app, fields) };
}

/** `quantityAfterChange` is null: so it was in every answer recorded from dev shops on 2025-01 and 2026-04. */
export function adjustmentGroupNode(call: AdminCall, group: AdjustmentGroup): Node {
  const isNamed = (ids: string[] | null | undefined, id: string) => !ids || ids.includes(id);
  return {
    __typename: 'InventoryAdjustmentGroup',
    id: gid('InventoryAdjustmentGroup', group.id),
    app: null,
    createdAt: apiTime(group.createdAt),
    reason: group.reason,
    referenceDocumentUri: group.referenceDocumentUri,
    changes: (args: { inventoryItemIds?: string[]; locationIds?: string[]; quantityNames?: string[] }) =>
      group.changes
        .filter(
          ({ item, location, name }) =>
            isNamed(args.inventoryItemIds, gid('InventoryItem', item.inventoryItemId)) &&
            isNamed(args.locationIds, gid('Location', location.id)) &&
            isNamed(args.quantityNames, name),
        )
        .map(({ name, item, location, delta, ledgerDocumentUri }) => ({
          name,
          delta,
          ledgerDocumentUri,
          quantityAfterChange: null,
          item: () => itemNode(call, item),
          location: () => locationNode(call, location),
        })),
  };
}

/** The fields that every numbered resource has. */
export function resource(type: string, id: string, createdAt: Date) {
  return { id: gid(type, id), legacyResourceId: id, createdAt: apiTime(createdAt) };
}

function availableEverywhere({ shop }: AdminCall, item: Item): number {
  return shop.stock.levelsOf(item).reduce((sum, level) => sum + quantityOf(level, 'available'), 0);
}
