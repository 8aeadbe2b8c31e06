/** The mutation that stocks an item at a location. */
import type { AdminCall } from '../admin-api/admin-call.ts';
import { numericIdOf } from '../numeric-id.ts';
import type { UserError } from './inventory-rules.ts';
import { emptyLevel, type Level, type ShopLocation } from './stock.ts';
import { levelNode, type Node } from './stock-nodes.ts';

export type ActivateArguments = {
  inventoryItemId: string;
  locationId: string;
  available?: number | null;
  onHand?: number | null;
};

export type ActivateAnswer = { inventoryLevel: Node | null; userErrors: UserError[] };

const QUANTITY_MAX = 1_000_000_000;

/**
 * inventoryActivate: stocks an item at a location, with a first quantity, or without one with what it had there when it was
 * stocked there last. Wordings and the latter recorded on 2026-04 (github.com/airhorns/shopify-draft-proxy,
 * products/inventory-inactive-level-lifecycle-2026-04.json). That a quantity which is given replaces the old one is assumed.
 */
export function activateInventory(call: AdminCall, args: ActivateArguments): ActivateAnswer {
  const { stock } = call.shop;
  const item = stock.item(numericIdOf('InventoryItem', args.inventoryItemId) ?? '');
  const location = stock.location(numericIdOf('Location', args.locationId) ?? '');
  if (!item) return refused([activationError('inventoryItemId', 'The specified inventory item could not be found.')]);
  if (!location) return refused([activationError('locationId', 'The specified location could not be found.')]);
  const given = quantitiesOf(args);
  const present = stock.level(item, location);
  if (present) return alreadyActive(call, present, given);
  const userErrors = quantityErrors(given, location);
  if (userErrors.length > 0) return refused(userErrors);
  const before = stock.anyLevel(item, location)?.quantities.available ?? 0;
  const quantity = given[0]?.quantity ?? before;
  if (!call.apply) {
    const pretended = emptyLevel(item, location, call.shop.now());
    pretended.quantities.available = quantity;
    return { inventoryLevel: levelNode(call, pretended), userErrors: [] };
  }
  const level = stock.change(item, location, { available: quantity - before });
  call.webhooks.announce([
    { topic: 'inventory_levels/connect', level },
    { topic: 'inventory_levels/update', level },
  ]);
  return { inventoryLevel: levelNode(call, level), userErrors: [] };
}

export function refused(userErrors: UserError[]): ActivateAnswer {
  return { inventoryLevel: null, userErrors };
}

type GivenQuantity = { argument: 'available' | 'onHand'; quantity: number };

function quantitiesOf({ available, onHand }: ActivateArguments): GivenQuantity[] {
  const given: GivenQuantity[] = [];
  if (typeof available === 'number') given.push({ argument: 'available', quantity: available });
  if (typeof onHand === 'number') given.push({ argument: 'onHand', quantity: onHand });
  return given;
}

function alreadyActive(call: AdminCall, level: Level, given: readonly GivenQuantity[]): ActivateAnswer {
  const userErrors = given.map(({ argument }) =>
    activationError(
      argument,
      argument === 'onHand'
        ? 'Not allowed to set an on_hand quantity when the item is already active at the location.'
        : 'Not allowed to set available quantity when the item is already active at the location.',
    ),
  );
  return { inventoryLevel: levelNode(call, level), userErrors };
}

function quantityErrors(given: readonly GivenQuantity[], location: ShopLocation): UserError[] {
  const refusal = (reason: string) =>
    given.map(({ argument }) =>
      activationError(argument, `The product couldn't be stocked at ${location.name} because ${reason}.`),
    );
  if (given.length > 1) return refusal('not allowed to set available and on_hand quantities at the same time');
  if (given.some(({ quantity }) => Math.abs(quantity) > QUANTITY_MAX))
    return refusal('the quantity needs to be between -1 billion and 1 billion');
  return [];
}

/** The schema's UserError has no code here; it is for the call log. */
function activationError(argument: string, message: string): UserError {
  return { field: [argument], message, code: 'NOT_ACTIVATED' };
}
