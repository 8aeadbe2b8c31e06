// Counts what a restored ledger lacks of the present one.
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import type { LedgerStore } from '../../ports/posting/posting.ts';
import type { StockReader } from '../../ports/reading/stock-reader.ts';
import { entriesAfter } from './entries-after.ts';

export type LedgerPair = {
  readonly present: Pick<StockReader, 'entries'>;
  readonly restored: Pick<LedgerStore, 'load'>;
};

/** Entries by the channel that they came from; `skus` are those that have any. */
export type EntriesMissing = { readonly skus: number; readonly byChannel: ReadonlyMap<ChannelId, number> };

/** Counts the entries of the SKUs that the present ledger has and the restored one does not. */
export async function entriesMissing(ports: LedgerPair, skus: AsyncIterable<Sku>): Promise<EntriesMissing> {
  const byChannel = new Map<ChannelId, number>();
  let lacking = 0;
  for await (const sku of skus) {
    const { seq } = await ports.restored.load(sku, []);
    let last = seq;
    for await (const entry of entriesAfter(ports.present, sku, seq)) {
      const { channel } = entry.source;
      byChannel.set(channel, (byChannel.get(channel) ?? 0) + 1);
      last = entry.seq;
    }
    lacking += last > seq ? 1 : 0;
  }
  return { skus: lacking, byChannel };
}
