/** The mutations that set and adjust quantities. */
import { GraphQLError } from 'graphql';
import type { AdminCall } from '../admin-api/admin-call.ts';
import { numericIdOf } from '../numeric-id.ts';
import type { GroupChange } from './adjustment-group.ts';
import {
  type AdjustInput,
  adjustInputErrors,
  error,
  type InventoryInput,
  type InventoryRow,
  isAdjustable,
  isSettable,
  type SetInput,
  setInputErrors,
  type UserError,
} from './inventory-rules.ts';
import { type Item, type Level, type QuantityName, quantityOf, type ShopLocation, type StoredName } from './stock.ts';
import { adjustmentGroupNode } from './stock-nodes.ts';

export type InventoryAnswer = { inventoryAdjustmentGroup: object | null; userErrors: UserError[] };

/** A change that passed every rule. */
type PlannedChange = { item: Item; location: ShopLocation; delta: number; ledgerDocumentUri: string | null };

const ROWS_MAX = 250;
const NOT_FOUND = { inventoryItemId: 'inventory item', locationId: 'location' } as const;

/** Refuses, before any rule of its own, an input that leaves a comparison open or is too long. */
export function requireComparisons(field: string, list: string, rowType: string, rows: readonly InventoryRow[]): void {
  if (rows.length > ROWS_MAX)
    throw new GraphQLError(
      `The input array size of ${rows.length} is greater than the maximum allowed of ${ROWS_MAX}.`,
      { path: [field, 'input', list], extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' } },
    );
  if (rows.some((row) => row.changeFromQuantity === undefined))
    throw new GraphQLError(`${rowType} must include the following argument: changeFromQuantity.`, {
      extensions: { code: 'INVALID_FIELD_ARGUMENTS' },
    });
}

/** inventorySetQuantities: all rows or none. Setting `available` or `on_hand` moves both by the same difference. */
export function setQuantities(call: AdminCall, input: SetInput): InventoryAnswer {
  const { name } = input;
  const inputErrors = setInputErrors(input);
  if (inputErrors.length > 0 || !isSettable(name)) return refused(inputErrors);
  const located = locate(call, 'quantities', input.quantities);
  if ('errors' in located) return refused(located.errors);
  if (located.some(({ row, level }) => isStale(row, level, name))) return refused([staleError()]);
  const changes = located.map(({ row, item, location, level }) => ({
    item,
    location,
    delta: row.quantity - quantityOf(level, name),
    ledgerDocumentUri: null,
  }));
  return applied(call, input, 'available', changes);
}

/** inventoryAdjustQuantities: all rows or none. */
export function adjustQuantities(call: AdminCall, input: AdjustInput): InventoryAnswer {
  const { name } = input;
  const inputErrors = adjustInputErrors(input);
  if (inputErrors.length > 0 || !isAdjustable(name)) return refused(inputErrors);
  const located = locate(call, 'changes', input.changes);
  if ('errors' in located) return refused(located.errors);
  if (located.some(({ row, level }) => isStale(row, level, name))) return refused([staleError()]);
  const changes = located.map(({ row, item, location }) => ({
    item,
    location,
    delta: row.delta,
    ledgerDocumentUri: row.ledgerDocumentUri ?? null,
  }));
  return applied(call, input, name, changes);
}

/** Whether any comparison of the input would fail now. */
export function comparesStale({ shop }: AdminCall, name: string, rows: readonly InventoryRow[]): boolean {
  if (!isAdjustable(name) && !isSettable(name)) return false;
  return rows.some((row) => {
    const item = shop.stock.item(numericIdOf('InventoryItem', row.inventoryItemId) ?? '');
    const location = shop.stock.location(numericIdOf('Location', row.locationId) ?? '');
    return item && location && isStale(row, shop.stock.level(item, location), name);
  });
}

/** No field: seen from a dev shop on 2026-07, so that a batch does not say which of its rows is stale. */
export function staleError(): UserError {
  return {
    field: null,
    code: 'CHANGE_FROM_QUANTITY_STALE',
    message: 'The changeFromQuantity argument no longer matches the persisted quantity.',
  };
}

export function refused(userErrors: UserError[]): InventoryAnswer {
  return { inventoryAdjustmentGroup: null, userErrors };
}

type Located<Row> = { row: Row; item: Item; location: ShopLocation; level: Level | undefined };

function locate<Row extends InventoryRow>(
  { shop }: AdminCall,
  list: string,
  rows: readonly Row[],
): Located<Row>[] | { errors: UserError[] } {
  const errors: UserError[] = [];
  const located: Located<Row>[] = [];
  for (const [index, row] of rows.entries()) {
    const item = shop.stock.item(numericIdOf('InventoryItem', row.inventoryItemId) ?? '');
    const named = shop.stock.location(numericIdOf('Location', row.locationId) ?? '');
    const location = named?.deactivatedAt ? undefined : named;
    if (!item) errors.push(notFound(list, index, 'inventoryItemId', 'INVALID_INVENTORY_ITEM'));
    if (item && item.components.length > 0) errors.push(notMutable(list, index));
    if (!location) errors.push(notFound(list, index, 'locationId', 'INVALID_LOCATION'));
    if (item && location) located.push({ row, item, location, level: shop.stock.level(item, location) });
  }
  return errors.length > 0 ? { errors } : located;
}

function notFound(list: string, index: number, field: keyof typeof NOT_FOUND, code: string): UserError {
  return error([list, String(index), field], code, `The specified ${NOT_FOUND[field]} could not be found.`);
}

/** One bundle makes the whole call fail; wording and path as https://github.com/microsoft/BCApps/issues/8396 has them. */
function notMutable(list: string, index: number): UserError {
  return error(
    [list, String(index), 'inventoryItemId'],
    'NON_MUTABLE_INVENTORY_ITEM',
    'The specified inventory item is not allowed to be adjusted via API. Example: if the inventory item is a parent bundle.',
  );
}

function isStale({ changeFromQuantity }: InventoryRow, level: Level | undefined, name: QuantityName): boolean {
  return typeof changeFromQuantity === 'number' && changeFromQuantity !== quantityOf(level, name);
}

/** Changes that move nothing are left out; when none is left, there is no group (recorded on 2026-04). */
function applied(
  call: AdminCall,
  input: InventoryInput,
  moved: StoredName,
  planned: readonly PlannedChange[],
): InventoryAnswer {
  const changes = planned.filter(({ delta }) => delta !== 0);
  if (changes.length === 0) return refused([]);
  if (call.apply) {
    const levels = new Set(
      changes.map(({ item, location, delta }) => call.shop.stock.change(item, location, { [moved]: delta })),
    );
    if (moved === 'available')
      call.webhooks.announce([...levels].map((level) => ({ topic: 'inventory_levels/update' as const, level })));
  }
  const groupChanges: GroupChange[] = changes.map((change) => ({ ...change, name: moved }));
  if (moved !== 'incoming')
    groupChanges.push(...changes.map((change) => ({ ...change, name: 'on_hand' as const, ledgerDocumentUri: null })));
  const group = {
    id: call.shop.nextId(),
    createdAt: call.shop.now(),
    reason: input.reason,
    referenceDocumentUri: input.referenceDocumentUri ?? null,
    changes: groupChanges,
  };
  call.groups.set(group.id, group);
  return { inventoryAdjustmentGroup: adjustmentGroupNode(call, group), userErrors: [] };
}
