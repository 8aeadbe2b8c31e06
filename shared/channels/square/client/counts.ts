/** Reads Square's inventory counts. */

import * as v from 'valibot';
import type { SquareChannel } from '../../../channel-config.ts';
import { readRows } from '../../rows.ts';
import type { SquareApi } from './api.ts';
import { IN_STOCK, squareUnits } from './quantity.ts';

const PAGE_SIZE = 1_000;
/** Square names no limit for the ids of one call; an item alone may have 250 variations. */
const IDS_MAX = 500;

/**
 * Source: `InventoryCount` of npm square 46.0.0. A quantity that is no whole number stays text; one that is none at all is
 * empty text, because it is not 0 either.
 */
const countFields = v.object({
  catalog_object_id: v.string(),
  location_id: v.string(),
  state: v.string(),
  quantity: v.fallback(v.union([squareUnits, v.string()]), ''),
});

const countsPage = v.object({ counts: v.optional(v.array(v.unknown()), []), cursor: v.nullish(v.string()) });

export type Counts = {
  /** Units in stock; text where Square counts fractions, undefined where it counts nothing. */
  find(variationId: string, location: string): number | string | undefined;
};

/** What Square has in stock of these variations at the locations that the channel maps. */
export async function readCounts(
  api: SquareApi,
  channel: SquareChannel,
  variationIds: readonly string[],
  triesMax: number,
): Promise<Counts> {
  const counts: unknown[] = [];
  for (let start = 0; start < variationIds.length; start += IDS_MAX) {
    const asked = variationIds.slice(start, start + IDS_MAX);
    counts.push(...(await readSome(api, channel, asked, triesMax)));
  }
  return countsOf(counts);
}

async function readSome(
  api: SquareApi,
  channel: SquareChannel,
  variationIds: readonly string[],
  triesMax: number,
): Promise<unknown[]> {
  const counts: unknown[] = [];
  let cursor: string | null | undefined;
  do {
    const body = {
      catalog_object_ids: variationIds,
      location_ids: Object.keys(channel.locations),
      states: [IN_STOCK],
      limit: PAGE_SIZE,
      ...(cursor ? { cursor } : {}),
    };
    const page = await api.read(
      { method: 'POST', path: '/v2/inventory/counts/batch-retrieve', body },
      countsPage,
      triesMax,
    );
    counts.push(...page.counts);
    cursor = page.cursor;
  } while (cursor);
  return counts;
}

/** The counts of an answer, to look up in. One that cannot be read is a count that Square does not keep. */
export function countsOf(counts: readonly unknown[]): Counts {
  const inStock = readRows(counts, countFields).rows.filter(({ state }) => state === IN_STOCK);
  const quantities = new Map(
    inStock.map((count) => [placeOf(count.catalog_object_id, count.location_id), count.quantity]),
  );
  return { find: (variationId, location) => quantities.get(placeOf(variationId, location)) };
}

function placeOf(variationId: string, location: string): string {
  return `${variationId}@${location}`;
}
