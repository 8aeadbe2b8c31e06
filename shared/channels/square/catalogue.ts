/** Reads the listings of a Square account. */

import * as v from 'valibot';
import type { SquareChannel } from '../../channel-config.ts';
import type { Sku } from '../../domain/identifiers.ts';
import { SKU_UNUSABLE, usableSku } from '../../domain/usable-sku.ts';
import { messageOf } from '../../message-of.ts';
import type { CatalogueListing, LeftOut, SetAside } from '../../ports/channel/channel.ts';
import { idField } from '../fields.ts';
import { answerOrError } from '../no-answer.ts';
import { readRows, setAsideRows, textOf } from '../rows.ts';
import { PAGED_READ_TRIES } from '../while-throttled.ts';
import type { SquareApi } from './client/api.ts';
import { readObjects, unitsWithoutFractions } from './client/catalog-objects.ts';
import { type Counts, readCounts } from './client/counts.ts';

const ids = v.nullish(v.array(v.string()), []);
const variation = v.object({
  id: idField,
  present_at_all_locations: v.nullish(v.boolean(), true),
  present_at_location_ids: ids,
  absent_at_location_ids: ids,
  item_variation_data: v.object({
    name: v.nullish(v.string(), ''),
    sku: v.nullish(v.string(), ''),
    upc: v.nullish(v.string(), ''),
    track_inventory: v.nullish(v.boolean(), false),
    measurement_unit_id: v.nullish(idField),
    stockable: v.nullish(v.boolean(), true),
    location_overrides: v.nullish(
      v.array(v.object({ location_id: v.string(), track_inventory: v.nullish(v.boolean(), false) })),
      [],
    ),
  }),
});

type Variation = v.InferOutput<typeof variation>;

/** Each item, and each of its variations, is read by itself. */
const item = v.object({
  item_data: v.object({ name: v.nullish(v.string(), ''), variations: v.nullish(v.array(v.unknown()), []) }),
});

/**
 * All variations with a SKU, at each location that the channel maps and Square counts them at. Left out: what Square
 * does not track, what it counts or sells in fractions of a unit, and what it counts by another variation. With `setAside`, a page whose counts cannot be read is named and
 * passed over. One that cannot be read itself rejects: only its cursor leads to the next.
 */
export async function* squareCatalogue(
  channel: SquareChannel,
  api: SquareApi,
  leftOut: Leave = () => undefined,
  setAside?: SetAside,
): AsyncGenerator<readonly CatalogueListing[]> {
  let whole: ReadonlySet<string> | undefined;
  let cursor: string | null | undefined;
  do {
    const page = await readObjects(api, 'ITEM', cursor);
    const { offered: named, odd } = offeredOn(page.objects, leftOut);
    whole ??= named.some(isSoldByUnit) ? await unitsWithoutFractions(api) : undefined;
    const offered = countedByThemselves(named, whole, leftOut);
    for (const { row, reason } of odd) {
      const id = textOf(row, 'id') ?? '';
      leftOut({ externalId: id, sku: '', title: '', reason });
    }
    for (const row of setAsideRows(odd, { field: 'id', what: 'item' })) {
      setAside?.(row);
    }
    const counts = await countsFor(channel, api, offered, setAside);
    yield counts === undefined ? [] : offered.flatMap((each) => listingsOf(channel, each, counts, leftOut));
    cursor = page.cursor;
  } while (cursor);
}

type Leave = (what: LeftOut) => void;

/** A variation with a SKU that can be kept. */
type Offered = { readonly sku: Sku; readonly variation: Variation; readonly title: string };

/** The variations on a page, and the items and variations that cannot be read. */
function offeredOn(objects: readonly unknown[], leftOut: Leave) {
  const items = readRows(objects, item);
  const odd = [...items.odd];
  const offered = items.rows.flatMap(({ item_data }) => {
    const variations = readRows(item_data.variations, variation);
    odd.push(...variations.odd);
    return variations.rows.flatMap((each): readonly Offered[] => {
      const sku = usableSku(each.item_variation_data.sku);
      const title = titleOf(item_data.name, each);
      if (sku === undefined) {
        leftOut({ externalId: each.id, sku: each.item_variation_data.sku ?? '', title, reason: SKU_UNUSABLE });
        return [];
      }
      return [{ sku, variation: each, title }];
    });
  });
  return { offered, odd };
}

function isSoldByUnit({ variation: { item_variation_data } }: Offered): boolean {
  return typeof item_variation_data.measurement_unit_id === 'string';
}

/**
 * Without those that are sold in fractions of a unit, whatever is there now, and those of which Square keeps no count of
 * their own. `whole`: the units that have no fractions.
 * Source: `measurement_unit_id` (“if left unset, the item will be sold in whole quantities”) and `stockable` (false: stock
 * is counted “only on its components”) of `CatalogItemVariation`, square/connect-api-specification @5733f662 (2025-08).
 */
function countedByThemselves(
  offered: readonly Offered[],
  whole: ReadonlySet<string> | undefined,
  leftOut: Leave,
): readonly Offered[] {
  return offered.filter(({ sku, title, variation: { id, item_variation_data: data } }) => {
    const unit = data.measurement_unit_id;
    const isWhole = typeof unit !== 'string' || whole?.has(unit) === true;
    const reason = data.stockable === false ? BY_ANOTHER : isWhole ? undefined : IN_FRACTIONS;
    if (reason !== undefined) {
      leftOut({ externalId: id, sku, title, reason });
    }
    return reason === undefined;
  });
}

/** What Square has of them; undefined where that cannot be read, which is named. */
async function countsFor(
  channel: SquareChannel,
  api: SquareApi,
  offered: readonly Offered[],
  setAside: SetAside | undefined,
): Promise<Counts | undefined> {
  const variations = offered.map((each) => each.variation.id);
  const read = await answerOrError(() => readCounts(api, channel, variations, PAGED_READ_TRIES), {
    mayFail: setAside !== undefined,
  });
  if ('error' in read) {
    const [first = '', last = ''] = [variations.at(0), variations.at(-1)];
    const id = `the counts of ${variations.length} variations from ${first} to ${last}`;
    setAside?.({ id, reason: messageOf(read.error) });
    return undefined;
  }
  return read.answer;
}

function listingsOf(
  channel: SquareChannel,
  { sku, variation: each, title }: Offered,
  counts: Counts,
  leftOut: Leave,
): readonly CatalogueListing[] {
  const { upc } = each.item_variation_data;
  const named = upc === '' ? {} : { gtin: upc };
  const locations = Object.entries(channel.locations);
  // What one location counts in fractions is sold in fractions at each.
  if (locations.some(([location]) => isFraction(counts.find(each.id, location)))) {
    leftOut({ externalId: each.id, sku, title, reason: IN_FRACTIONS });
    return [];
  }
  const listed = locations.flatMap(([location, drawsOn]): CatalogueListing[] => {
    const shows = counts.find(each.id, location) ?? (isTracked(each, location) ? 0 : undefined);
    return typeof shows === 'number'
      ? [{ sku, channelLocation: location, externalId: each.id, drawsOn, managed: true, shows, title, ...named }]
      : [];
  });
  if (listed.length === 0) {
    leftOut({ externalId: each.id, sku, title, reason: NOT_COUNTED });
  }
  return listed;
}

/** Empty text is a count without a number, which says nothing of fractions. */
function isFraction(count: ReturnType<Counts['find']>): boolean {
  return typeof count === 'string' && count !== '';
}

/** The listing with its count as it is now; one that Square counts no more shows nothing. */
export async function readSquareListing(
  channel: SquareChannel,
  api: SquareApi,
  listing: CatalogueListing,
): Promise<CatalogueListing> {
  const { externalId, channelLocation } = listing;
  const counts = await readCounts(api, channel, [externalId], PAGED_READ_TRIES);
  const shows = counts.find(externalId, channelLocation);
  if (typeof shows === 'string') {
    throw new Error(`Square counts ${listing.sku} in fractions at ${channelLocation}: ${NOT_COUNTED}`);
  }
  return { ...listing, shows: shows ?? 0 };
}

const IN_FRACTIONS = 'Square counts it in fractions of a unit, and the ledger keeps whole units: sell it by the piece.';
const BY_ANOTHER = 'Square counts it by another variation, that it is made of: its own figure cannot be set.';
const NOT_COUNTED = 'Square counts it at no mapped location in whole units: switch its stock tracking on.';

/** Tracked without a count: nothing was ever counted or received there. */
function isTracked(each: Variation, location: string): boolean {
  const isThere = each.present_at_all_locations
    ? !each.absent_at_location_ids.includes(location)
    : each.present_at_location_ids.includes(location);
  const { track_inventory, location_overrides } = each.item_variation_data;
  const override = location_overrides.find(({ location_id }) => location_id === location);
  return isThere && (override?.track_inventory ?? track_inventory);
}

function titleOf(item: string, { item_variation_data: { name } }: Variation): string {
  return name === '' || name === 'Regular' ? item : `${item} – ${name}`;
}
