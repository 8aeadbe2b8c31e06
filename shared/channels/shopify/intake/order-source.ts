/** Where a Shopify order was made, and whether the configuration leaves such orders out. */

import type { ShopifyChannel } from '../../../channel-config.ts';
import type { ShopifyOrder } from './order.ts';

export type OrderSource = Pick<ShopifyOrder, 'source_name' | 'app_id' | 'tags'>;

type IgnoredSource = NonNullable<ShopifyChannel['ignoreSources']>[number];

/**
 * The ignored source that the order comes from, in words; undefined where the order counts. An app that copies another
 * channel's orders into the shop marks them with a source: if the copies counted too, each order would count twice.
 * Source: `source_name`, `app_id` and `tags` of https://shopify.dev/docs/api/admin-rest/latest/resources/order (2026).
 */
export function ignoredSource(
  { ignoreSources = [] }: Pick<ShopifyChannel, 'ignoreSources'>,
  order: OrderSource,
): string | undefined {
  const found = ignoreSources.find((source) => isOf(order, source));
  return found && inWords(found);
}

/** Everything that the configuration names of a source must match. */
function isOf(order: OrderSource, { sourceName, appId, tag }: IgnoredSource): boolean {
  const tags = (order.tags ?? '').split(',').map((each) => each.trim().toLowerCase());
  return (
    (sourceName === undefined || order.source_name?.toLowerCase() === sourceName.toLowerCase()) &&
    (appId === undefined || order.app_id === appId) &&
    (tag === undefined || tags.includes(tag.toLowerCase()))
  );
}

function inWords({ sourceName, appId, tag }: IgnoredSource): string {
  return [
    ...(sourceName === undefined ? [] : [`source “${sourceName}”`]),
    ...(appId === undefined ? [] : [`app ${appId}`]),
    ...(tag === undefined ? [] : [`tag “${tag}”`]),
  ].join(', ');
}
