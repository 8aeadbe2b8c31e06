/** Square's inventory as its API writes it. */
import { formatInstant } from '../instant.ts';
import type { Adjustment, InventoryChange, InventoryCount, PhysicalCount } from './inventory.ts';
import { exactly } from './quantity.ts';

/** Names and credentials of the Square account that this sandbox is. */
export type SquareAccount = { accessToken: string; merchantId: string; locationId: string };

/** An InventoryCount as npm `square` 46.0.0 types it. */
export function countOnWire(count: InventoryCount, { locationId }: SquareAccount) {
  return {
    catalog_object_id: count.variationId,
    catalog_object_type: 'ITEM_VARIATION',
    state: 'IN_STOCK',
    location_id: locationId,
    quantity: String(count.quantity),
    calculated_at: formatInstant(count.calculatedAt),
  };
}

/** An InventoryChange as npm `square` 46.0.0 types it. */
export function changeOnWire(change: InventoryChange, account: SquareAccount): ChangeOnWire {
  return change.type === 'PHYSICAL_COUNT'
    ? { type: change.type, physical_count: physicalCountOnWire(change, account) }
    : { type: change.type, adjustment: adjustmentOnWire(change, account) };
}

type ChangeOnWire = { type: InventoryChange['type']; physical_count?: object; adjustment?: object };

/**
 * The adjustment that Square makes of a physical count, in answers from Square-Version 2026-07-15 on
 * (https://developer.squareup.com/docs/changelog/connect-logs/2026-07-15): `physicalCountId` and `RECOUNT` of npm square
 * 46.0.0. Which states it names is written nowhere; NONE is our reading.
 */
export function inferredOnWire(count: PhysicalCount, before: number, { locationId }: SquareAccount): ChangeOnWire {
  const isMore = count.quantity >= before;
  return {
    type: 'ADJUSTMENT',
    adjustment: {
      ...sharedFields({ ...count, id: `I${count.id.slice(1)}`, quantity: exactly(Math.abs(count.quantity - before)) }),
      from_state: isMore ? 'NONE' : 'IN_STOCK',
      to_state: isMore ? 'IN_STOCK' : 'NONE',
      from_location_id: locationId,
      to_location_id: locationId,
      physical_count_id: count.id,
      reason_id: { type: 'RECOUNT' },
    },
  };
}

function physicalCountOnWire(count: PhysicalCount, { locationId }: SquareAccount) {
  return { ...sharedFields(count), state: 'IN_STOCK', location_id: locationId };
}

function adjustmentOnWire(adjustment: Adjustment, { locationId }: SquareAccount) {
  return {
    ...sharedFields(adjustment),
    from_state: adjustment.fromState,
    to_state: adjustment.toState,
    from_location_id: locationId,
    to_location_id: locationId,
    transaction_id: adjustment.transactionId,
    refund_id: adjustment.refundId,
  };
}

function sharedFields(change: InventoryChange) {
  return {
    id: change.id,
    reference_id: change.referenceId,
    catalog_object_id: change.variationId,
    catalog_object_type: 'ITEM_VARIATION',
    quantity: String(change.quantity),
    occurred_at: formatInstant(change.occurredAt),
    created_at: formatInstant(change.createdAt),
    source: { product: change.source },
  };
}
