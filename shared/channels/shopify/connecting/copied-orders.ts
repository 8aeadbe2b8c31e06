/** Finds orders that an app copied into the shop from Amazon: they count there, and here too unless they are left out. */

import * as v from 'valibot';
import type { ShopifyChannel } from '../../../channel-config.ts';
import type { MissingGrant } from '../../../ports/connecting/connection.ts';
import { readRows } from '../../rows.ts';
import { PAGED_READ_TRIES } from '../../while-throttled.ts';
import type { AdminApi } from '../client/api.ts';
import { numericId } from '../client/global-id.ts';
import { ignoredSource } from '../intake/order-source.ts';
import { NEWEST_ORDERS } from './connection-documents.ts';

const ORDERS_READ = 100;

/** An Amazon order id: `AmazonOrderId` of orders_2026-01-01.json, amzn/selling-partner-api-models @34dc93fe. */
const AMAZON_ORDER = /(?<!\d)\d{3}-\d{7}-\d{7}(?!\d)/;

const optionalText = v.nullish(v.string());
const order = v.object({
  name: optionalText,
  note: optionalText,
  /**
   * `note_attributes` of the webhooks: what the admin shows as “Additional details”. Source: “a note attribute for an order”
   * of https://shopify.dev/docs/api/admin-graphql/latest/input-objects/OrderCreateCustomAttributeInput (2026-10).
   */
  customAttributes: v.nullish(v.array(v.object({ value: optionalText })), []),
  sourceIdentifier: optionalText,
  sourceName: optionalText,
  app: v.nullish(v.object({ id: v.pipe(v.string(), v.transform(numericId)) })),
  tags: v.nullish(v.array(v.string()), []),
});
const newest = v.object({ orders: v.object({ nodes: v.array(v.unknown()) }) });

/**
 * One finding for each source whose orders carry Amazon's order numbers and are not left out, with what to write into the
 * configuration. Of an order nothing but its number's form is looked for, and nothing of it is kept.
 */
export async function copiedOrders(channel: ShopifyChannel, api: AdminApi): Promise<readonly MissingGrant[]> {
  const { orders } = await api.read(NEWEST_ORDERS, { first: ORDERS_READ }, newest, PAGED_READ_TRIES);
  const copied = readRows(orders.nodes, order).rows.filter(
    (each) =>
      writtenOn(each).some((text) => AMAZON_ORDER.test(text ?? '')) &&
      ignoredSource(channel, {
        source_name: each.sourceName,
        app_id: each.app?.id,
        tags: each.tags.join(','),
      }) === undefined,
  );
  return [...Map.groupBy(copied, markOf)].map(([mark, found]) => ({
    grant: `ignoreSources: [${mark}]`,
    without: `orders that count on Amazon count here too: ${found.length} of the newest ${orders.nodes.length} carry Amazon’s order numbers. If that seller is a channel too, add it to the channel in stockline.config.ts`,
    isRequired: false,
  }));
}

/** Where an app may write the number that the order has on its own channel. */
function writtenOn({ name, note, customAttributes, sourceIdentifier, tags }: v.InferOutput<typeof order>) {
  return [name, note, ...customAttributes.map(({ value }) => value), sourceIdentifier, ...tags];
}

/** How the configuration would name the order's source. */
function markOf({ app, sourceName }: v.InferOutput<typeof order>): string {
  return app ? `{ appId: '${app.id}' }` : `{ sourceName: '${sourceName ?? ''}' }`;
}
