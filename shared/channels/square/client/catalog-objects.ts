/** Reads the objects of Square's catalogue by their type, page by page. */

import * as v from 'valibot';
import { idField } from '../../fields.ts';
import { askAgain } from '../../no-answer.ts';
import { readRows } from '../../rows.ts';
import { PAGED_READ_TRIES } from '../../while-throttled.ts';
import type { SquareApi } from './api.ts';

/** Source: `CatalogObject` of npm square 46.0.0. */
const objectsPage = v.object({
  objects: v.optional(v.array(v.unknown()), []),
  cursor: v.nullish(v.string()),
});

type Cursor = string | null | undefined;

/** One page of all objects of a type, asked for a second time where no answer came. Rejects as `SquareApi.read` does. */
export function readObjects(
  api: SquareApi,
  type: 'ITEM' | 'MEASUREMENT_UNIT',
  cursor: Cursor,
): Promise<v.InferOutput<typeof objectsPage>> {
  const query = new URLSearchParams({ types: type, ...(cursor ? { cursor } : {}) });
  return askAgain(() => api.read({ method: 'GET', path: `/v2/catalog/list?${query}` }, objectsPage, PAGED_READ_TRIES));
}

/**
 * By `precision`, "the maximum number of positions allowed after the decimal", 3 where it is not named.
 * Source: `CatalogMeasurementUnit` of square/connect-api-specification @5733f662 (2025-08).
 */
const wholeUnit = v.object({ id: idField, measurement_unit_data: v.object({ precision: v.literal(0) }) });

/** The ids of the account's measurement units by which only whole ones are sold, as by the pair or the box. */
export async function unitsWithoutFractions(api: SquareApi): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  let cursor: Cursor;
  do {
    const page = await readObjects(api, 'MEASUREMENT_UNIT', cursor);
    for (const { id } of readRows(page.objects, wholeUnit).rows) {
      ids.add(id);
    }
    cursor = page.cursor;
  } while (cursor);
  return ids;
}
