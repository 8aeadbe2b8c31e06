/** Pushes again what a channel refused, because nobody reports to us that the listing was mended there. */
import type { RefusedRetry } from '../../ports/pushing/retry-queue.ts';
import type { ReturnedMessage } from '../progress.ts';
import type { PushPorts } from './push-ports.ts';
import { pushStock } from './push-stock.ts';

export type RetryMessage = { readonly id: string; readonly retry: RefusedRetry };

/** The longest that a message may be kept away from its queue: 12 hours (SQS API reference, ChangeMessageVisibility). */
const WAIT_MS_MAX = 12 * 60 * 60_000;

/**
 * Pushes what is due of each listing whose time has come, through the same gates as every push. One that is refused again
 * has its next retry noted on the listing. Resolves with the messages that come again: those whose time has not come, and
 * those whose push has to wait.
 */
export async function retryRefused(
  ports: PushPorts,
  messages: readonly RetryMessage[],
): Promise<readonly ReturnedMessage[]> {
  const now = ports.clock().getTime();
  const early = messages.filter(({ retry }) => Date.parse(retry.at) > now);
  const due = messages.filter((message) => !early.includes(message));
  const pushed = await Promise.all(due.map((message) => retryOne(ports, message)));
  return [
    ...early.map(({ id, retry }) => ({
      id,
      retryAfterMs: Math.min(WAIT_MS_MAX, Date.parse(retry.at) - now),
      isExact: true,
    })),
    ...pushed.flat(),
  ];
}

/** Where the listing notes another time, another message carries that, or a push was applied since. */
async function retryOne(ports: PushPorts, { id, retry }: RetryMessage): Promise<readonly ReturnedMessage[]> {
  const { sku, channel, channelLocation, at } = retry;
  const skuState = await ports.store.read(sku);
  const listing = skuState?.listings.find((each) => each.channelLocation === channelLocation);
  if (listing?.retryAt !== at) {
    return [];
  }
  ports.journal.info(`${sku}: ${channel} refused a push, it is tried again`, {
    step: 'retry',
    sku,
    channel,
    channelLocation,
    problem: listing.problem,
  });
  return await pushStock(ports, [{ id, sku, receivedAt: ports.clock().toISOString() }]);
}
