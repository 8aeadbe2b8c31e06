/** Names the SKU of a message of any queue: a dead letter may be of every kind. */

import * as v from 'valibot';
import { skuSchema } from '../../../shared/aws/shapes/fields.ts';
import type { Sku } from '../../../shared/domain/identifiers.ts';

/** Observations and hold timers name their SKU; the messages of the other queues hold it deeper: undefined. */
const named = v.object({ sku: v.optional(skuSchema) });

export function skuOf(body: string): Sku | undefined {
  return v.parse(named, JSON.parse(body)).sku;
}
