/** Reads the listings of a Shopify shop. */

import * as v from 'valibot';
import type { ShopifyChannel } from '../../channel-config.ts';
import type { CatalogueListing, LeftOut } from '../../ports/channel/channel.ts';
import { usableSku } from '../usable-sku.ts';
import { PAGED_READ_TRIES } from '../while-throttled.ts';
import type { AdminApi } from './client/api.ts';
import { levelAlias, locationVariable, QUANTITIES_AT_LOCATION, variantsDocument } from './client/documents.ts';
import { globalId, numericId } from './client/global-id.ts';

const PAGE_SIZE = 250;

/**
 * All variants with a SKU whose stock Shopify tracks, at each location that the channel maps and that stocks them. The
 * others are left out: Shopify sells them without counting, or nobody could tell them apart.
 */
export async function* shopifyCatalogue(
  channel: ShopifyChannel,
  api: AdminApi,
  leftOut: (what: LeftOut) => void = () => undefined,
): AsyncGenerator<readonly CatalogueListing[]> {
  const locations = Object.entries(channel.locations);
  const document = variantsDocument(locations.length);
  const schema = variantsPage(locations.length);
  const places = Object.fromEntries(
    locations.map(([location], index) => [locationVariable(index), globalId('Location', location)]),
  );
  let after: string | null = null;
  do {
    const page: v.InferOutput<typeof schema> = await api.read(
      document,
      { ...places, first: PAGE_SIZE, after },
      schema,
      PAGED_READ_TRIES,
    );
    const { nodes, pageInfo } = page.productVariants;
    yield nodes.flatMap(({ sku, displayName, inventoryItem: { id, tracked, levels } }) => {
      const usable = usableSku(sku);
      if (usable === undefined || !tracked) {
        const reason = tracked ? NO_SKU : 'Shopify does not track its quantity: switch “Track quantity” on.';
        leftOut({ externalId: numericId(id), sku: sku ?? '', title: displayName, reason });
        return [];
      }
      return locations.flatMap(([channelLocation, drawsOn], index): CatalogueListing[] => {
        const quantities = levels[index];
        return quantities === undefined
          ? []
          : [
              {
                sku: usable,
                channelLocation,
                externalId: numericId(id),
                drawsOn,
                managed: true,
                ...quantities,
                title: displayName,
              },
            ];
      });
    });
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
}

const NO_SKU = 'It has no SKU, or one of more than 255 characters: give it one.';

const level = v.nullable(v.object({ quantities: v.array(v.object({ name: v.string(), quantity: v.number() })) }));

type Quantities = Pick<CatalogueListing, 'shows' | 'stock'>;

/**
 * On hand is available + committed + what cannot be sold (reserved, damaged, safety stock, quality control): the units
 * of open orders are on the shelf. Source: https://shopify.dev/docs/apps/build/orders-fulfillment/inventory-management-apps
 */
function quantitiesOf(read: v.InferOutput<typeof level>): Quantities | undefined {
  const of = (name: string) => read?.quantities.find((each) => each.name === name)?.quantity;
  const [shows, onHand, committed] = [of('available'), of('on_hand'), of('committed')];
  if (shows === undefined || onHand === undefined || committed === undefined) {
    return undefined;
  }
  return { shows, stock: { onHand, unavailable: onHand - shows - committed } };
}

const levelAnswer = v.object({ inventoryItem: v.nullable(v.object({ inventoryLevel: level })) });

/** The listing with its quantities as they are now. Rejects when Shopify stocks it there no more. */
export async function readShopifyListing(api: AdminApi, listing: CatalogueListing): Promise<CatalogueListing> {
  const { sku, externalId, channelLocation } = listing;
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

/** What `variantsDocument` is answered with; `levels` is what is at each location, undefined where not stocked. */
function variantsPage(locationCount: number) {
  const aliases = Array.from({ length: locationCount }, (_, index) => levelAlias(index));
  const inventoryItem = v.pipe(
    v.objectWithRest({ id: v.string(), tracked: v.boolean() }, v.unknown()),
    v.transform((item) => ({
      id: item.id,
      tracked: item.tracked,
      levels: aliases.map((alias) => quantitiesOf(v.parse(level, item[alias]))),
    })),
  );
  return v.object({
    productVariants: v.object({
      nodes: v.array(v.object({ sku: v.nullable(v.string()), displayName: v.string(), inventoryItem })),
      pageInfo: v.object({ hasNextPage: v.boolean(), endCursor: v.nullable(v.string()) }),
    }),
  });
}
