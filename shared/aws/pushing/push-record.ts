/** A push that ended, as it lies in the table for those who trace an order. */
import * as v from 'valibot';
import type { PushRecord } from '../../ports/pushing/push-store.ts';
import type { EndedPush } from '../../ports/reading/stock-reader.ts';
import { type Item, readItem } from '../ledger/items.ts';
import { storedIntent, storedIntentOf } from '../listings/listing-item.ts';
import { timeSchema } from '../shapes/fields.ts';
import { shapeOf } from '../shapes/shape.ts';

const storedPush = v.strictObject({
  listing: v.string(),
  intent: storedIntent,
  endedAt: timeSchema,
  answer: v.string(),
});

/** Records are kept for some months (`expiresAt`), so an older form of one is read that long. */
export const pushRecordShape = shapeOf<v.InferOutput<typeof storedPush>>('push record', storedPush);

export function storedPushOf({ intent, endedAt, answer }: PushRecord, listing: string) {
  return pushRecordShape.stamp({ listing, intent: storedIntentOf(intent), endedAt, answer });
}

export function endedPushOf(item: Item): EndedPush {
  return readItem(pushRecordShape, item);
}
