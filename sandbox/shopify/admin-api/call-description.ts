/** What a call of the Admin API reads or changes of the inventory, for the call log. */
import {
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  getArgumentValues,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import * as v from 'valibot';
import type { InventoryCall } from '../../kernel/call-log.ts';
import type { SandboxRequest } from '../../kernel/platform.ts';
import { numericIdOf } from '../numeric-id.ts';
import type { Shop } from '../shop.ts';
import { readDocument } from './admin-document.ts';
import { idempotencyKeyOf } from './idempotency/idempotent-mutation.ts';

type RootField = { node: FieldNode; args: Record<string, unknown>; idempotencyKey: string | null };

const number = v.fallback(v.nullish(v.number(), null), null);
const row = v.object({
  inventoryItemId: v.unknown(),
  delta: number,
  quantity: number,
  changeFromQuantity: number,
});
/** The input of the inventory mutations, as far as the call log names it. */
const inventoryInput = v.object({
  name: v.optional(v.unknown()),
  quantities: v.optional(v.array(row)),
  changes: v.optional(v.array(row)),
});

const LISTS = ['inventoryItems', 'locations', 'orders', 'productVariants'];

/** The inventory rows of a request, for the call log; none when the schema does not take it. */
export function describeCall(schema: GraphQLSchema, shop: Shop, request: SandboxRequest): InventoryCall[] {
  const read = readDocument(schema, request);
  if (read.outcome !== 'valid') return [];
  const { operation, variables } = read.value;
  return rootFields(schema, operation, variables).flatMap((field) =>
    operation.operation === 'mutation' ? changes(shop, field) : reads(shop, field),
  );
}

function rootFields(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): RootField[] {
  const definitions = schema.getRootType(operation.operation)?.getFields() ?? {};
  return operation.selectionSet.selections.flatMap((node) => {
    const definition: GraphQLField<unknown, unknown> | undefined =
      node.kind === Kind.FIELD ? definitions[node.name.value] : undefined;
    if (node.kind !== Kind.FIELD || !definition) return [];
    const args = getArgumentValues(definition, node, variables);
    const idempotencyKey = idempotencyKeyOf({ schema, fieldNodes: [node], variableValues: variables }) ?? null;
    return [{ node, args, idempotencyKey }];
  });
}

function changes(shop: Shop, { node, args, idempotencyKey }: RootField): InventoryCall[] {
  const operation = node.name.value;
  if (operation === 'inventoryActivate')
    return [
      {
        kind: 'change',
        operation,
        sku: skuOf(shop, args['inventoryItemId']),
        quantity: numberOrNull(args['available'] ?? args['onHand']),
        idempotencyKey,
      },
    ];
  const input = v.safeParse(inventoryInput, args['input']);
  if (!input.success) return [];
  const { name, quantities, changes: rows } = input.output;
  return (quantities ?? rows ?? []).map(({ inventoryItemId, quantity, delta, changeFromQuantity }) => ({
    kind: 'change',
    operation,
    sku: skuOf(shop, inventoryItemId),
    quantity: quantity ?? delta,
    idempotencyKey,
    name,
    changeFromQuantity,
  }));
}

function reads(shop: Shop, { node, args }: RootField): InventoryCall[] {
  const operation = node.name.value;
  const read = (sku: string | null): InventoryCall => ({
    kind: 'read',
    operation,
    sku,
    quantity: null,
    idempotencyKey: null,
  });
  if (LISTS.includes(operation)) return [read(null)];
  const ids = Array.isArray(args['ids']) ? args['ids'] : [args['id']];
  return ids.flatMap((id) => {
    const sku = skuOf(shop, id);
    return sku === null ? [] : [read(sku)];
  });
}

/** The SKU that a global id of an inventory item, level or variant is about. */
function skuOf(shop: Shop, globalId: unknown): string | null {
  if (typeof globalId !== 'string') return null;
  const itemId = numericIdOf('InventoryItem', globalId) ?? /\?inventory_item_id=(\d+)$/.exec(globalId)?.[1];
  if (itemId !== undefined) return shop.stock.item(itemId)?.sku ?? null;
  const variantId = numericIdOf('ProductVariant', globalId);
  return shop.stock.items.find((item) => item.variantId === variantId)?.sku ?? null;
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
