/** Lines of orders that are left out here because they count on another channel: what Shopify has committed to them. */
import type { ShopifyChannel } from '../../../channel-config.ts';
import type { OrderLineObservation } from '../../../domain/stock/observation.ts';
import type { ShopifyOrder } from '../intake/order.ts';
import { orderLines } from '../intake/order-lines.ts';
import { ignoredSource } from '../intake/order-source.ts';

/** The lines of an order of an ignored source as they would be if it counted; none of any other order. */
export function leftOutLines(
  channel: ShopifyChannel,
  order: ShopifyOrder,
  receivedAt: string,
): readonly OrderLineObservation[] {
  const { ignoreSources: _, ...counting } = channel;
  return ignoredSource(channel, order) === undefined ? [] : orderLines(counting, order, receivedAt).lines;
}
