/** Reads the listings of a direct channel. */

import * as v from 'valibot';
import type { DirectChannel } from '../../channel-config.ts';
import { quoted } from '../../domain/identifiers.ts';
import { SKU_UNUSABLE, usableSku } from '../../domain/usable-sku.ts';
import type { CatalogueListing, LeftOut, SetAside } from '../../ports/channel/channel.ts';
import { idField } from '../fields.ts';
import { askAgain } from '../no-answer.ts';
import { readRows, setAsideRows, textOf } from '../rows.ts';
import { PAGED_READ_TRIES } from '../while-throttled.ts';
import type { DirectApi } from './client/api.ts';
import { shownUnits } from './client/figures.ts';
import { pageEnd, pagesOf } from './client/pages.ts';

const page = v.object({ listings: v.array(v.unknown()), ...pageEnd });

/** Source: `Listing` of docs/channel-protocol.json, version 1. */
const listing = v.object({
  listing: idField,
  location: v.string('Expected a location id.'),
  sku: v.nullish(v.string(), ''),
  shows: shownUnits,
  title: v.nullish(v.string(), ''),
  gtin: v.nullish(v.string(), ''),
});

/** All listings with a SKU, at each location that the configuration maps. A page that cannot be read rejects. */
export async function* directCatalogue(
  channel: DirectChannel,
  api: DirectApi,
  leftOut: (what: LeftOut) => void = () => undefined,
  setAside: SetAside = () => undefined,
): AsyncGenerator<readonly CatalogueListing[]> {
  const pages = pagesOf((from) => askAgain(() => api.read('listings', from, page, PAGED_READ_TRIES)));
  for await (const read of pages) {
    const { rows, odd } = readRows(read.listings, listing);
    for (const { row, reason } of odd) {
      const externalId = textOf(row, 'listing') ?? '';
      leftOut({ externalId, sku: textOf(row, 'sku') ?? '', title: '', reason });
    }
    setAsideRows(odd, { field: 'listing', what: 'listing' }).forEach(setAside);
    yield rows.flatMap((row) => listingsOf(channel, row, leftOut));
  }
}

function listingsOf(
  channel: DirectChannel,
  row: v.InferOutput<typeof listing>,
  leftOut: (what: LeftOut) => void,
): readonly CatalogueListing[] {
  const { listing: externalId, location, shows, title, gtin } = row;
  const sku = usableSku(row.sku ?? '');
  const drawsOn = Object.hasOwn(channel.locations, location) ? channel.locations[location] : undefined;
  if (sku === undefined || drawsOn === undefined) {
    const reason =
      sku === undefined
        ? SKU_UNUSABLE
        : `stockline.config.ts maps no location ${quoted(location)}: name it there, or leave it out.`;
    leftOut({ externalId, sku: row.sku ?? '', title: title ?? '', reason });
    return [];
  }
  const named = { ...(title && { title }), ...(gtin && { gtin }) };
  return [{ sku, channelLocation: location, externalId, drawsOn, managed: true, shows, ...named }];
}
