/** Reads what a channel's orders have and the ledger has not, in the time that a check has for it. */
import type { Suspicion } from '../../../domain/listing/listing.ts';
import type { ListingRegistry } from '../../../ports/importing/listing-registry.ts';
import type { Clock, Journal } from '../../../ports/journal.ts';
import type { OrderSearch } from '../../../ports/reconciling/unreported.ts';
import { withConcurrency } from '../../../with-concurrency.ts';
import { type Missing, type MissingPorts, missingOf } from '../../intake/missing-observations.ts';
import { eachPage } from '../../intake/sweep-window.ts';

export type OrderSearchPorts = {
  readonly orders: OrderSearch & MissingPorts;
  readonly registry: Pick<ListingRegistry, 'skuOf' | 'readMarks'>;
  readonly journal: Journal;
  readonly clock: Clock;
};

/** No further page begins after that: a batch of checks has a minute. A longer window is left to the sweep. */
const BUDGET_MS = 5_000;
const READS_AT_ONCE = 8;
const HOUR_MS = 3_600_000;

/**
 * Hands over what changed on the channel from `since` to `until` and is news to the ledger, page by page. False: there was no time
 * for all pages.
 */
export async function eachNews(
  ports: OrderSearchPorts,
  window: { readonly since: Date; readonly until: Date },
  take: (news: readonly Missing[]) => void | Promise<void>,
): Promise<boolean> {
  const { sweep } = ports.orders;
  const endsMs = ports.clock().getTime() + BUDGET_MS;
  return await eachPage({ ...ports, sweep }, window, endsMs, async (page, readAt) => {
    const found = await withConcurrency(READS_AT_ONCE, [...Map.groupBy(page, ({ sku }) => sku)], ([sku, group]) =>
      missingOf(ports.orders, sku, group, readAt),
    );
    await take(found.flat().filter(({ isNews }) => isNews));
  });
}

/** From when orders are read where no earlier time is known: milliseconds since 1970. */
export function anHourBefore({ at }: Suspicion): number {
  return Date.parse(at) - HOUR_MS;
}

/** The order, or the key of a sale without one. */
export function nameOf({ observation: { source } }: Missing): string {
  return source.order ?? source.key;
}
