/** A push that ended, as it lies in the table for those who trace an order. */
import * as v from 'valibot';
import { policySetting } from '../../exposure-settings.ts';
import type { PushRecord } from '../../ports/pushing/push-store.ts';
import type { EndedPush } from '../../ports/reading/stock-reader.ts';
import { type Item, readItem } from '../ledger/items.ts';
import { storedIntent, storedIntentOf } from '../listings/listing-item.ts';
import { timeSchema } from '../shapes/fields.ts';
import { shapeOf, type Upcast } from '../shapes/shape.ts';

const storedInputs = v.strictObject({
  policy: policySetting,
  available: v.number(),
  safetyStock: v.number(),
  buffer: v.number(),
  cap: v.exactOptional(v.number()),
  share: v.exactOptional(v.number()),
  finisher: v.exactOptional(v.string()),
  lagMs: v.exactOptional(v.number()),
});

const storedPush = v.strictObject({
  listing: v.string(),
  intent: storedIntent,
  endedAt: timeSchema,
  answer: v.string(),
  inputs: v.exactOptional(storedInputs),
});

/** Version 2 may say what decided the push. What version 1 wrote says it of none. */
const toInputs: Upcast = (older) => older;

/** Records are kept for some months (`expiresAt`), so an older form of one is read that long. */
export const pushRecordShape = shapeOf<v.InferOutput<typeof storedPush>>('push record', storedPush, [toInputs]);

export function storedPushOf({ intent, endedAt, answer, inputs }: PushRecord, listing: string) {
  const ended = { listing, intent: storedIntentOf(intent), endedAt, answer };
  return pushRecordShape.stamp({ ...ended, ...(inputs && { inputs }) });
}

export function endedPushOf(item: Item): EndedPush {
  return readItem(pushRecordShape, item);
}
