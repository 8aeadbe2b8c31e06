/** Looks for a sale that could not be posted at any try, before a difference is taken for an edit. */
import type { Listing, Suspicion } from '../../../domain/listing/listing.ts';
import { messageOf } from '../../../message-of.ts';
import { CredentialsGoneError } from '../../../ports/channel/credentials-gone.ts';
import { OVERLAP_MS } from '../../intake/sweep-channel.ts';
import { anHourBefore, eachNews, nameOf, type OrderSearchPorts } from './each-news.ts';

/** Whether the channel sold units of the SKU that the ledger does not have, with the order's name. */
export type DeadSale =
  | { readonly kind: 'none' }
  | { readonly kind: 'dead'; readonly order: string }
  | { readonly kind: 'unread'; readonly why: string };

/**
 * All that changed on the channel since the listing was last compared is looked for in the ledger. Nothing is queued: it was
 * before, and became a dead letter. Rejects with CredentialsGoneError.
 */
export async function findDeadSale(
  ports: OrderSearchPorts,
  { sku, comparedAt }: Pick<Listing, 'sku' | 'comparedAt'>,
  suspicion: Suspicion,
): Promise<DeadSale> {
  const { lagMs } = ports.orders.sweep.search;
  const fromMs = comparedAt === undefined ? anHourBefore(suspicion) : Date.parse(comparedAt) - OVERLAP_MS;
  const window = { since: new Date(fromMs), until: new Date(ports.clock().getTime() - lagMs) };
  const orders: string[] = [];
  try {
    const isRead = await eachNews(ports, window, (news) => {
      orders.push(...news.filter((each) => each.sku === sku).map(nameOf));
    });
    const [order] = orders;
    if (order !== undefined) {
      return { kind: 'dead', order };
    }
    return isRead ? { kind: 'none' } : { kind: 'unread', why: 'more orders changed than a check can read' };
  } catch (error) {
    if (error instanceof CredentialsGoneError) {
      throw error;
    }
    return { kind: 'unread', why: `the channel’s orders could not be read: ${messageOf(error)}` };
  }
}
