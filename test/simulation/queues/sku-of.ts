/** Finds the SKU in a message of any queue of the simulation. */

import * as v from 'valibot';
import { skuSchema } from '../../../shared/aws/shapes/fields.ts';
import type { Sku } from '../../../shared/domain/identifiers.ts';

/** Observations and hold timers name their SKU; the messages of the other queues hold it deeper: undefined. */
const named = v.object({ sku: v.optional(skuSchema) });

export function skuOf(body: string): Sku | undefined {
  return v.parse(named, JSON.parse(body)).sku;
}
