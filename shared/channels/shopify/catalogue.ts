/** Reads the listings of a Shopify shop. */

import * as v from 'valibot';
import type { ShopifyChannel } from '../../channel-config.ts';
import type { LocationId, Sku } from '../../domain/identifiers.ts';
import { usableSku } from '../../domain/usable-sku.ts';
import { messageOf } from '../../message-of.ts';
import type { CatalogueListing, LeftOut, SetAside } from '../../ports/channel/channel.ts';
import { answerOrError } from '../no-answer.ts';
import { leftOutOnce, type OddRow, readRows, setAsideOnce, setAsideRows, textOf } from '../rows.ts';
import { PAGED_READ_TRIES } from '../while-throttled.ts';
import type { AdminApi } from './client/api.ts';
import { locationVariable, QUANTITIES_AT_LOCATION, VARIANT_IDS, variantsDocument } from './client/documents.ts';
import { globalId, numericId } from './client/global-id.ts';
import { withNumericId } from './client/odd-rows.ts';
import { rowPage } from './client/pages.ts';
import { readComponents } from './variants/bundle-components.ts';
import { level, quantitiesOf, type VariantRow, variantRow } from './variants/variant-row.ts';

const PAGE_SIZE = 250;
/** A page that cannot be read is read again in pages of so many times fewer, down to the one variant that is at fault. */
const TIMES_FEWER = 16;

type Leave = (what: LeftOut) => void;

/**
 * All variants with a SKU whose stock Shopify tracks, at each location that the channel maps and that stocks them, and
 * bundles with what they are made of. The others are left out: Shopify sells them without counting, or they have no SKU that
 * identifies them. With `setAside`, a variant with which no page can be read is named and passed over.
 */
export async function* shopifyCatalogue(
  channel: ShopifyChannel,
  api: AdminApi,
  leftOut: Leave = () => undefined,
  setAsideEach?: SetAside,
): AsyncGenerator<readonly CatalogueListing[]> {
  const mapped = Object.entries(channel.locations);
  const leaveOnce = leftOutOnce(leftOut);
  const setAside = setAsideEach && setAsideOnce(setAsideEach);
  for (let start = 0; start === 0 || start < mapped.length; start += LOCATIONS_AT_ONCE) {
    const locations = mapped.slice(start, start + LOCATIONS_AT_ONCE);
    for await (const page of variantPages(
      api,
      locations.map(([location]) => location),
      setAside,
    )) {
      const { rows, odd } = readRows(page, variantRow(locations.length));
      odd.map(unreadable).forEach(leaveOnce);
      nameVariants(odd, setAside);
      const listed: CatalogueListing[] = [];
      // A bundle is listed once, and so is read once.
      for (const row of start === 0 ? rows : rows.filter(({ isBundle }) => !isBundle)) {
        listed.push(...(await listingsOf(api, locations, row, leaveOnce, setAside)));
      }
      yield listed;
    }
  }
}

/**
 * A page of 250 variants costs about 24 points and 22 for each location, and a query may cost 1,000: further locations
 * are read in a further pass. Costs: sandbox/shopify/admin-api/limits/query-cost.ts; limit:
 * https://shopify.dev/docs/api/usage/limits (2026-07).
 */
const LOCATIONS_AT_ONCE = 40;

const variantsPage = v.object({ productVariants: rowPage });

/**
 * Shopify pages through 25,000 objects at most (https://shopify.dev/docs/api/usage/limits, 2026-07). Variants come by
 * their ids, so a search for those from the last one on goes on where that ends.
 */
const PAGED_MAX = 20_000;

async function* variantPages(
  api: AdminApi,
  locations: readonly string[],
  setAside: SetAside | undefined,
): AsyncGenerator<readonly unknown[]> {
  const document = variantsDocument(locations.length);
  const places = Object.fromEntries(
    locations.map((location, index) => [locationVariable(index), globalId('Location', location)]),
  );
  let from: string | undefined;
  let after: string | null = null;
  let paged = 0;
  let first = PAGE_SIZE;
  for (;;) {
    const search: { readonly query?: string } = from === undefined ? {} : { query: `id:>=${numericId(from)}` };
    const place: Place = { first, after, ...search };
    const read = await answerOrError(
      () => api.read(document, { ...places, ...place }, variantsPage, PAGED_READ_TRIES),
      { mayFail: setAside !== undefined },
    );
    if ('error' in read && first > 1) {
      first = Math.ceil(first / TIMES_FEWER);
      continue;
    }
    const page: VariantsPage =
      'error' in read ? await withoutQuantities(api, place, read.error, setAside) : read.answer;
    const { nodes, pageInfo } = page.productVariants;
    if (!('error' in read)) {
      yield from === undefined ? nodes : nodes.filter((node) => idOf(node) !== from);
    }
    first = Math.min(PAGE_SIZE, first * 2);
    paged += nodes.length;
    after = pageInfo.endCursor;
    if (!pageInfo.hasNextPage || after === null) {
      return;
    }
    const last: string | undefined = nodes.map(idOf).findLast((id) => id !== undefined);
    if (paged >= PAGED_MAX && last !== undefined) {
      [from, after, paged] = [last, null, 0];
    }
  }
}

type VariantsPage = v.InferOutput<typeof variantsPage>;
type Place = { readonly first: number; readonly after: string | null; readonly query?: string };

/**
 * The ids alone of a page that cannot be read, so that the page behind it can be. Rejects when they cannot be read either:
 * then it is not the page, but Shopify does not answer.
 */
async function withoutQuantities(
  api: AdminApi,
  place: Place,
  error: unknown,
  setAside: SetAside | undefined,
): Promise<VariantsPage> {
  const page = await api.read(VARIANT_IDS, place, variantsPage, PAGED_READ_TRIES);
  const reason = messageOf(error);
  nameVariants(
    page.productVariants.nodes.map((row) => ({ row, reason })),
    setAside,
  );
  return page;
}

type Locations = readonly (readonly [string, readonly LocationId[]])[];

async function listingsOf(
  api: AdminApi,
  locations: Locations,
  row: VariantRow,
  leftOut: Leave,
  setAside: SetAside | undefined,
): Promise<readonly CatalogueListing[]> {
  const { title, isTracked, isBundle, levels } = row;
  const facts = factsOf(row);
  const sku = usableSku(row.sku);
  const leave = (reason: string) => {
    leftOut({ externalId: facts.externalId, sku: row.sku ?? '', title, reason });
    return [];
  };
  if (sku === undefined) {
    return leave(NO_SKU);
  }
  if (isBundle) {
    const components = await componentsOf(api, sku, row.variantId, setAside);
    return components === undefined
      ? []
      : 'reason' in components
        ? leave(components.reason)
        : bundleListing(locations, row, { sku, ...components });
  }
  if (!isTracked) {
    return leave(NOT_TRACKED);
  }
  return locations.flatMap(([channelLocation, drawsOn], index): CatalogueListing[] => {
    const quantities = levels[index];
    return quantities === undefined ? [] : [{ sku, channelLocation, ...facts, drawsOn, managed: true, ...quantities }];
  });
}

/** What the bundle is made of; undefined where that cannot be read, which is named. */
async function componentsOf(api: AdminApi, sku: Sku, variantId: string, setAside: SetAside | undefined) {
  const read = await answerOrError(() => readComponents(api, sku, variantId), { mayFail: setAside !== undefined });
  if ('error' in read) {
    setAside?.({ id: `bundle ${sku}`, reason: messageOf(read.error) });
    return undefined;
  }
  return read.answer;
}

const NO_SKU = 'It has no SKU, or one of more than 255 characters: give it one.';
const NOT_TRACKED = 'Shopify does not track its quantity: switch “Track quantity” on.';

/**
 * A bundle is one listing, wherever its components are: Shopify counts them and takes no quantity of the bundle
 * (NON_MUTABLE_INVENTORY_ITEM), so what it shows is of no matter here.
 */
function bundleListing(
  [first]: Locations,
  row: VariantRow,
  { sku, madeOf }: { readonly sku: Sku } & Required<Pick<CatalogueListing, 'madeOf'>>,
): readonly CatalogueListing[] {
  if (first === undefined) {
    return [];
  }
  const [channelLocation, drawsOn] = first;
  const shows = row.levels[0]?.shows ?? 0;
  return [{ sku, channelLocation, ...factsOf(row), drawsOn, managed: false, shows, madeOf }];
}

type Facts = Pick<CatalogueListing, 'externalId' | 'soldAs' | 'title' | 'gtin' | 'sellsWithoutStock'>;

/** Quantities are of inventory items, orders are of variants. */
function factsOf({ itemId, variantId, title, barcode, sellsWithoutStock }: VariantRow): Facts {
  return {
    externalId: numericId(itemId),
    soldAs: numericId(variantId),
    title,
    ...(barcode !== null && barcode !== '' && { gtin: barcode }),
    ...(sellsWithoutStock && { sellsWithoutStock }),
  };
}

function unreadable({ row, reason }: OddRow): LeftOut {
  return { externalId: numericId(idOf(row) ?? ''), sku: '', title: '', reason };
}

function nameVariants(odd: readonly OddRow[], setAside: SetAside | undefined): void {
  for (const row of setAsideRows(odd.map(withNumericId), { field: 'id', what: 'variant' })) {
    setAside?.(row);
  }
}

function idOf(row: unknown): string | undefined {
  return textOf(row, 'id');
}

const levelAnswer = v.object({ inventoryItem: v.nullable(v.object({ inventoryLevel: level })) });

/** The listing with its quantities as they are now. Rejects when Shopify stocks it there no more. */
export async function readShopifyListing(api: AdminApi, listing: CatalogueListing): Promise<CatalogueListing> {
  const { sku, externalId, channelLocation, madeOf } = listing;
  if (madeOf !== undefined) {
    return listing;
  }
  const place = {
    inventoryItemId: globalId('InventoryItem', externalId),
    locationId: globalId('Location', channelLocation),
  };
  const { inventoryItem } = await api.read(QUANTITIES_AT_LOCATION, place, levelAnswer, PAGED_READ_TRIES);
  const quantities = quantitiesOf(inventoryItem?.inventoryLevel ?? null);
  if (quantities === undefined) {
    throw new Error(`Shopify stocks ${sku} at location ${channelLocation} no more: run the import again.`);
  }
  return { ...listing, ...quantities };
}
