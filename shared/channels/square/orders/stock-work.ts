/** What staff do with units in Square: they count them, and reserve some. */
import type { SquareChannel } from '../../../channel-config.ts';
import { parseQuantity, type Sku } from '../../../domain/identifiers.ts';
import type { CountObservation, MovementObservation } from '../../../domain/stock/observation.ts';
import { escapedInKey } from '../../../domain/stock/order-line.ts';
import { IN_STOCK } from '../client/quantity.ts';
import { type Adjustment, type HistoryReading, ourLocation, type PhysicalCount } from './history.ts';

type Counted = {
  readonly counts: readonly PhysicalCount[];
  /** All that was read: those that Square made of a count say by how much it changed Square's own figure. */
  readonly adjustments: readonly Adjustment[];
  readonly skus: ReadonlyMap<string, Sku>;
  readonly receivedAt: string;
};

/**
 * What people counted: "the quantity of an item variation that is physically present at a specific location", so what is on
 * hand there, with the units of other channels' open orders.
 * Source: https://developer.squareup.com/reference/square/objects/InventoryPhysicalCount (2026-09-16).
 */
export function physicalCountsOf(
  channel: SquareChannel,
  { counts, adjustments, skus, receivedAt }: Counted,
): readonly CountObservation[] {
  const made = new Map(adjustments.map((each) => [each.physical_count_id, each]));
  return counts
    .filter(({ state }) => state === IN_STOCK)
    .flatMap((count): readonly CountObservation[] => {
      const sku = skus.get(count.catalog_object_id);
      const location = ourLocation(channel, count.location_id);
      const adjustment = made.get(count.id);
      return sku === undefined || location === undefined
        ? []
        : [
            {
              kind: 'count',
              sku,
              source: { channel: channel.id, key: `square-count:${channel.id}:${escapedInKey(count.id)}` },
              location,
              counted: parseQuantity(count.quantity),
              ...(adjustment !== undefined && { deducted: leavingStock(adjustment) }),
              channelLocation: count.location_id,
              soldAs: count.catalog_object_id,
              occurredAt: count.occurred_at,
              receivedAt,
            },
          ];
    });
}

function leavingStock({ from_state, quantity }: Adjustment): number {
  return from_state === IN_STOCK ? quantity : -quantity;
}

const RESERVED = 'RESERVED_FOR_SALE';

/**
 * Units that are reserved, or were, are on hand until they are sold or thrown away: "on hand, but not currently available for
 * sale". Source: https://developer.squareup.com/reference/square/enums/InventoryState (2026-09).
 */
export function isReserved({ from_state, to_state }: Adjustment): boolean {
  return from_state === RESERVED || to_state === RESERVED;
}

/** What becomes of units that were in stock and are reserved, or were reserved and are in stock again, sold or gone. */
export function reservedChange(
  channel: SquareChannel,
  each: Adjustment,
  sku: Sku,
  { receivedAt, readAt }: HistoryReading,
): readonly MovementObservation[] {
  const { from_state, to_state, quantity } = each;
  const channelLocation = each.from_location_id ?? each.to_location_id ?? each.location_id ?? '';
  const location = ourLocation(channel, channelLocation);
  const isIntoStock = to_state === IN_STOCK;
  const isReserving = to_state === RESERVED;
  if (location === undefined || (isReserving && from_state !== IN_STOCK)) {
    return [];
  }
  const movement: Pick<MovementObservation, 'cause' | 'changes' | 'deducted'> = isReserving
    ? { cause: 'takenOffSale', changes: [{ location, unavailable: quantity }], deducted: quantity }
    : isIntoStock
      ? { cause: 'putBackOnSale', changes: [{ location, unavailable: -quantity }], deducted: -quantity }
      : {
          cause: to_state === 'WASTE' ? 'damaged' : 'sold',
          changes: [{ location, onHand: -quantity, unavailable: -quantity }],
          deducted: 0,
        };
  return [
    {
      kind: 'movement',
      sku,
      source: {
        channel: channel.id,
        ...(each.transaction_id ? { order: each.transaction_id } : {}),
        key: `square-change:${channel.id}:${escapedInKey(each.id)}`,
      },
      ...movement,
      channelLocation,
      soldAs: each.catalog_object_id,
      occurredAt: each.occurred_at,
      receivedAt,
      readAt,
    },
  ];
}
