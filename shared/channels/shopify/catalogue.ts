import * as v from 'valibot';
import type { CatalogueListing } from '../../channel-ports.ts';
import type { ShopifyChannel } from '../../config.ts';
import { parseSku, type Sku } from '../../domain/identifiers.ts';
import { PAGED_READ_TRIES } from '../patience.ts';
import type { AdminApi } from './admin-api.ts';
import { levelAlias, locationVariable, variantsDocument } from './documents.ts';
import { globalId, numericId } from './global-id.ts';

const PAGE_SIZE = 250;

/**
 * All variants with a SKU whose stock Shopify tracks, at each location that the channel maps and that stocks them. The
 * others are left out: Shopify sells them without counting, or nobody could tell them apart.
 */
export async function* shopifyCatalogue(
  channel: ShopifyChannel,
  api: AdminApi,
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
      return usable === undefined || !tracked
        ? []
        : locations.flatMap(([channelLocation, drawsOn], index): CatalogueListing[] => {
            const shows = levels[index];
            return shows === undefined
              ? []
              : [
                  {
                    sku: usable,
                    channelLocation,
                    externalId: numericId(id),
                    drawsOn,
                    managed: true,
                    shows,
                    title: displayName,
                  },
                ];
          });
    });
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
}

const level = v.nullable(v.object({ quantities: v.array(v.object({ quantity: v.number() })) }));

/** What `variantsDocument` is answered with; `levels` is what is available at each location, undefined where not stocked. */
function variantsPage(locationCount: number) {
  const aliases = Array.from({ length: locationCount }, (_, index) => levelAlias(index));
  const inventoryItem = v.pipe(
    v.objectWithRest({ id: v.string(), tracked: v.boolean() }, v.unknown()),
    v.transform((item) => ({
      id: item.id,
      tracked: item.tracked,
      levels: aliases.map((alias) => v.parse(level, item[alias])?.quantities[0]?.quantity),
    })),
  );
  return v.object({
    productVariants: v.object({
      nodes: v.array(v.object({ sku: v.nullable(v.string()), displayName: v.string(), inventoryItem })),
      pageInfo: v.object({ hasNextPage: v.boolean(), endCursor: v.nullable(v.string()) }),
    }),
  });
}

function usableSku(sku: string | null): Sku | undefined {
  try {
    return sku ? parseSku(sku) : undefined;
  } catch {
    return undefined;
  }
}
