/** Works out the events of a posting: which channels to notify of a change, and an oversell. */

import type { ExposureRules } from '../../domain/exposure/exposure.ts';
import type { Transaction } from '../../domain/posting/decision.ts';
import { channelsToNotify } from '../../domain/pushing/channels-due.ts';
import { available, totalStock } from '../../domain/stock/stock.ts';
import type { Journal } from '../../ports/journal.ts';
import type { LedgerStore, Oversold, StockChanged } from '../../ports/posting/posting.ts';
import { bundlesTouched, withBundles } from './bundle-components.ts';
import { causeOf } from './cause-of.ts';

type EventPorts = { readonly ledger: Pick<LedgerStore, 'inBundles'>; readonly rules: ExposureRules };

/**
 * The changes to emit after these transactions of one SKU, once they are committed. Also without a new entry, when a channel
 * may show a wrong quantity: the event of an earlier attempt may have been lost after its commit.
 */
export async function changesToEmit(
  { ledger, rules }: EventPorts,
  transactions: readonly Transaction[],
): Promise<readonly StockChanged[]> {
  const before = transactions[0]?.before;
  const after = transactions.at(-1)?.after;
  if (before === undefined || after === undefined || after.seq === 0) {
    return [];
  }
  const observations = transactions.flatMap(({ decided }) => decided.map(({ observation }) => observation));
  const received = observations.map(({ receivedAt }) => receivedAt).sort();
  const latest = observations.at(-1);
  const { due, urgent } = channelsToNotify(before, after, rules);
  const changed: StockChanged = {
    sku: after.sku,
    seq: after.seq,
    due,
    urgent,
    available: available(totalStock(after.stock)),
    cause: latest === undefined ? '' : causeOf(latest.source),
    receivedAt: received[0] ?? after.lastPostedAt,
    postedAt: after.lastPostedAt,
  };
  const isNews = after.seq > before.seq || due.length > 0 || urgent.length > 0;
  const touched = await bundlesTouched(ledger, transactions);
  return withBundles(rules, after, changed, { isNews, touched });
}

/**
 * The oversell to emit after one transaction: caused or deepened by it, or standing while one of its observations came
 * again, whose event may have been lost the first time. The event carries the same `seq` then.
 */
export function oversoldToEmit(journal: Journal, { before, after, decided }: Transaction): readonly Oversold[] {
  const was = available(totalStock(before.stock));
  const now = available(totalStock(after.stock));
  const latest = decided.at(-1)?.observation;
  const isNew = now < was;
  const isRepeated = decided.some(({ decision }) => decision.outcome.kind === 'duplicate');
  if (latest === undefined || now >= 0 || !(isNew || isRepeated)) {
    return [];
  }
  const { sku, occurredAt, source } = latest;
  const oversold: Oversold = {
    sku,
    seq: after.seq,
    available: now,
    oversold: -now,
    cause: causeOf(source),
    occurredAt,
  };
  if (isNew) {
    journal.count('Oversold', decided[0]?.observation.source.channel);
    journal.warn(`${sku}: oversold by ${oversold.oversold} after ${oversold.cause}`, { ...oversold, step: 'oversold' });
  }
  return [oversold];
}
