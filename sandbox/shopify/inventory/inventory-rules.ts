/** What an inventory mutation's input may be. */
import type { QuantityName } from './stock.ts';

/** Something that the mutation refuses; `field` is the path into its arguments, when the error is about one. */
export type UserError = { field: string[] | null; message: string; code: string | null };

/** One element of `quantities` or `changes`; an absent `changeFromQuantity` is an error, null compares nothing. */
export type InventoryRow = {
  inventoryItemId: string;
  locationId: string;
  changeFromQuantity?: number | null;
  ledgerDocumentUri?: string | null;
};
export type QuantityRow = InventoryRow & { quantity: number };
export type ChangeRow = InventoryRow & { delta: number };

export type InventoryInput = { name: string; reason: string; referenceDocumentUri?: string | null };
export type SetInput = InventoryInput & { quantities: QuantityRow[] };
export type AdjustInput = InventoryInput & { changes: ChangeRow[] };

// The wordings and limits below were recorded from dev shops, versions 2026-04 (github.com/airhorns/shopify-draft-proxy,
// fixtures/conformance) and agree with the enum descriptions of 2026-10.
const REASONS: readonly string[] = [
  'correction',
  'cycle_count_available',
  'damaged',
  'movement_canceled',
  'movement_created',
  'movement_received',
  'movement_updated',
  'other',
  'promotion',
  'quality_control',
  'received',
  'reservation_created',
  'reservation_deleted',
  'reservation_updated',
  'restock',
  'safety_stock',
  'shrinkage',
];
const ADJUSTABLE_NAMES = ['available', 'damaged', 'incoming', 'quality_control', 'reserved', 'safety_stock'] as const;
const SET_MAX = 1_000_000_000;
const DELTA_MAX = 2_000_000_000;

export function isAdjustable(name: string): name is (typeof ADJUSTABLE_NAMES)[number] {
  return ADJUSTABLE_NAMES.some((adjustable) => adjustable === name);
}

export function isSettable(name: string): name is Extract<QuantityName, 'available' | 'on_hand'> {
  return name === 'available' || name === 'on_hand';
}

/** Errors of a set that its input alone shows. */
export function setInputErrors(input: SetInput): UserError[] {
  const errors = reasonErrors(input);
  if (!isSettable(input.name))
    errors.push(error(['name'], 'INVALID_NAME', "The quantity name must be either 'available' or 'on_hand'."));
  const pairs = input.quantities.map((row) => `${row.inventoryItemId} ${row.locationId}`);
  for (const [index, row] of input.quantities.entries()) {
    const at = ['quantities', String(index)];
    if (pairs.filter((pair) => pair === pairs[index]).length > 1)
      errors.push(
        error(
          [...at, 'locationId'],
          'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR',
          'The combination of inventoryItemId and locationId must be unique.',
        ),
      );
    errors.push(...setQuantityErrors([...at, 'quantity'], input.name, row.quantity));
  }
  return errors;
}

// A negative `available` is accepted (recorded with −5): only `on_hand` cannot be negative.
function setQuantityErrors(field: string[], name: string, quantity: number): UserError[] {
  if (quantity > SET_MAX)
    return [error(field, 'INVALID_QUANTITY_TOO_HIGH', "The quantity can't be higher than 1,000,000,000.")];
  if (name === 'on_hand' && quantity < 0)
    return [error(field, 'INVALID_QUANTITY_NEGATIVE', "The quantity can't be negative.")];
  if (quantity < -SET_MAX)
    return [error(field, 'INVALID_QUANTITY_TOO_LOW', "The quantity can't be lower than -1,000,000,000.")];
  return [];
}

/** Errors of an adjustment that its input alone shows. */
export function adjustInputErrors(input: AdjustInput): UserError[] {
  const errors = reasonErrors(input);
  if (!isAdjustable(input.name))
    errors.push(
      error(
        ['name'],
        'INVALID_QUANTITY_NAME',
        `The specified quantity name is invalid. Valid values are: ${ADJUSTABLE_NAMES.join(', ')}.`,
      ),
    );
  for (const [index, { delta }] of input.changes.entries()) {
    const field = ['changes', String(index), 'delta'];
    if (delta > DELTA_MAX)
      errors.push(error(field, 'INVALID_QUANTITY_TOO_HIGH', "The quantity can't be higher than 2,000,000,000."));
    if (delta < -DELTA_MAX)
      errors.push(error(field, 'INVALID_QUANTITY_TOO_LOW', "The quantity can't be lower than -2,000,000,000."));
  }
  return [...errors, ...ledgerDocumentErrors(input)];
}

function ledgerDocumentErrors({ name, changes }: AdjustInput): UserError[] {
  const errors: UserError[] = [];
  for (const [index, { ledgerDocumentUri }] of changes.entries()) {
    const refuse = (code: string, message: string) =>
      errors.push(error(['changes', String(index), 'ledgerDocumentUri'], code, message));
    if (ledgerDocumentUri === null || ledgerDocumentUri === undefined) {
      if (name !== 'available')
        refuse('INVALID_QUANTITY_DOCUMENT', 'A ledger document URI is required except when adjusting available.');
    } else if (name === 'available')
      refuse('INVALID_AVAILABLE_DOCUMENT', 'A ledger document URI is not allowed when adjusting available.');
    else if (ledgerDocumentUri.startsWith('gid://shopify/'))
      refuse(
        'INTERNAL_LEDGER_DOCUMENT',
        'Internal (gid://shopify/) ledger documents are not allowed to be adjusted via API.',
      );
    else if (!isDocumentUri(ledgerDocumentUri))
      refuse('INVALID_LEDGER_DOCUMENT', 'The specified ledger document is invalid.');
  }
  if (new Set(changes.map(({ ledgerDocumentUri }) => ledgerDocumentUri ?? null)).size > 1)
    errors.push(
      error(
        ['changes'],
        'MAX_ONE_LEDGER_DOCUMENT',
        'All changes must have the same ledger document URI or, in the case of adjusting available, no ledger document URI.',
      ),
    );
  return errors;
}

function reasonErrors({ reason, referenceDocumentUri }: InventoryInput): UserError[] {
  const errors: UserError[] = [];
  if (!REASONS.includes(reason))
    errors.push(
      error(['reason'], 'INVALID_REASON', `The specified reason is invalid. Valid values are: ${REASONS.join(', ')}.`),
    );
  if (typeof referenceDocumentUri === 'string' && !isDocumentUri(referenceDocumentUri))
    errors.push(
      error(['referenceDocumentUri'], 'INVALID_REFERENCE_DOCUMENT', 'The specified reference document is invalid.'),
    );
  return errors;
}

/** A scheme with something behind it; a GID must have its app, entity and id (InventorySetQuantitiesInput, 2026-10). */
function isDocumentUri(uri: string): boolean {
  if (uri.startsWith('gid:')) return /^gid:\/\/[^/\s]+\/[^/\s]+\/\S+$/.test(uri);
  return /^[a-z][a-z0-9+.-]*:(\/\/)?[^\s/]\S*$/i.test(uri);
}

/** An error about a field of `input`. */
export function error(field: string[], code: string, message: string): UserError {
  return { field: ['input', ...field], code, message };
}
