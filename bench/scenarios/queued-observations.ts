/** Puts observations into the stack's queue, as the functions that receive them do. */
import { SHOPIFY, SQUARE } from '../../sandbox/kernel/identities.ts';
import { sqsClient } from '../../shared/aws/lambda/sqs-client.ts';
import { sqsObservationQueue } from '../../shared/aws/messaging/queues.ts';
import { parseChannelId, parseLocationId, parseSku } from '../../shared/domain/identifiers.ts';
import type { OrderLineObservation } from '../../shared/domain/stock/observation.ts';
import { LOCATION, SELLING, type Selling } from '../stack/bench-config.ts';
import type { RunningStack } from '../stack/running-stack.ts';

/** Amazon keeps no quantities per location. */
export const CHANNEL_LOCATIONS: Readonly<Record<Selling, string | undefined>> = {
  shopify: String(SHOPIFY.locationId),
  amazon: undefined,
  square: SQUARE.locationId,
};

/** One order line each, of the three channels in turn; `skuOf` says which SKU the nth order takes, `together` how many are sent at once. */
export async function queueOrders(
  stack: RunningStack,
  count: number,
  skuOf: (nth: number) => string,
  together = 1,
): Promise<void> {
  const at = stack.clock.now().toISOString();
  const orders = Array.from({ length: count }, (_, nth) => orderLine(skuOf(nth), nth, at));
  const queue = sqsObservationQueue(sqsClient(), stack.setting('post-observations', 'OBSERVATIONS_QUEUE_URL'));
  // As they come: what is sent together of a SKU is one message.
  for (let start = 0; start < orders.length; start += together) {
    await queue.send(orders.slice(start, start + together));
  }
}

export function orderLine(sku: string, nth: number, at: string): OrderLineObservation {
  const order = String(1_000_000 + nth);
  const selling = SELLING[nth % SELLING.length] ?? SELLING[0];
  const [channel, place] = [parseChannelId(selling), CHANNEL_LOCATIONS[selling]];
  return {
    kind: 'orderLine',
    sku: parseSku(sku),
    source: { channel, order, line: '1', key: `order:${order}:line:1` },
    location: parseLocationId(LOCATION),
    ...(place !== undefined && { channelLocation: place }),
    version: nth + 1,
    state: { ordered: 1, shipped: 0, returned: 0, deducted: 1 },
    occurredAt: at,
    receivedAt: at,
  };
}
