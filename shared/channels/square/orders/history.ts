/** One change of Square's inventory history, and where it is in the ledger. */
import * as v from 'valibot';
import type { SquareChannel } from '../../../channel-config.ts';
import type { LocationId } from '../../../domain/identifiers.ts';
import type { MovementObservation } from '../../../domain/stock/observation.ts';
import { idField, timeField } from '../../fields.ts';
import { squareUnitsMoved } from '../client/quantity.ts';

const optionalText = v.nullish(v.string());

/** Source: `InventoryAdjustment` of npm square 46.0.0; `location_id` as versions before 2026 named both ends. */
export const adjustment = v.object({
  id: idField,
  reference_id: optionalText,
  catalog_object_id: idField,
  from_state: v.string(),
  to_state: v.string(),
  from_location_id: optionalText,
  to_location_id: optionalText,
  location_id: optionalText,
  quantity: squareUnitsMoved,
  occurred_at: timeField,
  transaction_id: v.nullish(idField),
  physical_count_id: optionalText,
});

export type Adjustment = v.InferOutput<typeof adjustment>;

/** Source: https://developer.squareup.com/reference/square/objects/InventoryPhysicalCount (2026-09-16). */
export const physicalCount = v.object({
  id: idField,
  catalog_object_id: idField,
  state: v.string(),
  location_id: idField,
  quantity: squareUnitsMoved,
  occurred_at: timeField,
});

export type PhysicalCount = v.InferOutput<typeof physicalCount>;

/** When a change was received, and when we read it (milliseconds since 1970). */
export type HistoryReading = Pick<MovementObservation, 'receivedAt'> & { readonly readAt: number };

/** What is read of the history: counts only where they are posted. */
export function typesOf({ stockWork = false }: SquareChannel): readonly string[] {
  return stockWork ? ['ADJUSTMENT', 'PHYSICAL_COUNT'] : ['ADJUSTMENT'];
}

export function ourLocation({ locations }: SquareChannel, squareLocation: string): LocationId | undefined {
  return Object.hasOwn(locations, squareLocation) ? locations[squareLocation]?.[0] : undefined;
}
