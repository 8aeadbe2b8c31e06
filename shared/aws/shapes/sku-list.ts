/** A SKU on a list. */
import * as v from 'valibot';
import { timeSchema } from './fields.ts';
import { type Shape, shapeOf } from './shape.ts';

/** `lowerCase`: the SKU in lower case, for searches. The SKU itself is in the item's sort key. */
export type StoredSkuOnList = { readonly lowerCase: string; readonly since: string };

/** Updated in parts: see shape.ts. */
export const skuOnListShape: Shape<StoredSkuOnList> = shapeOf(
  'SKU on a list',
  v.strictObject({ lowerCase: v.string(), since: timeSchema }),
);
