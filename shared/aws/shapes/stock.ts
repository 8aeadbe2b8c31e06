/** Stock and its changes, as they lie in SKU heads, entries and observations. */
import * as v from 'valibot';
import { locationIdSchema, recordOf, timeSchema } from './fields.ts';

const locationStock = v.strictObject({
  onHand: v.number(),
  committed: v.number(),
  held: v.number(),
  unavailable: v.number(),
});

export const stock = recordOf(locationIdSchema, locationStock);

export const stockChange = v.strictObject({
  location: locationIdSchema,
  onHand: v.exactOptional(v.number()),
  committed: v.exactOptional(v.number()),
  held: v.exactOptional(v.number()),
  unavailable: v.exactOptional(v.number()),
  occurredAt: v.exactOptional(timeSchema),
});

/** Units that a channel does not sell, by the reason that its admin gives. */
export const offSale = v.strictObject({
  reserved: v.number(),
  damaged: v.number(),
  qualityControl: v.number(),
  safetyStock: v.number(),
});

export const stockWorkRecord = v.strictObject({ offSale, foundMore: v.number(), readAt: v.number() });
