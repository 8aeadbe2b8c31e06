// Reads a SKU's sales from the ledger, for export.
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import { unitsSold } from '../../domain/ledger/sale.ts';
import type { StockReader } from '../../ports/reading/stock-reader.ts';
import { entriesAfter } from './entries-after.ts';

/** A sale as the ledger has it: when the channel sold (ISO 8601), and how many units. */
export type RecordedSale = {
  readonly time: string;
  readonly channel: ChannelId;
  readonly sku: Sku;
  readonly quantity: number;
};

/**
 * Every sale of the SKU since that time (ISO 8601; absent: since its cut-over), in the order in which the channels made
 * them. The ledger may have received them in another order.
 */
export async function salesOf(
  reader: Pick<StockReader, 'entries'>,
  sku: Sku,
  since: string | undefined,
): Promise<readonly RecordedSale[]> {
  const sales: RecordedSale[] = [];
  for await (const entry of entriesAfter(reader, sku, 0)) {
    const quantity = unitsSold(entry);
    if (quantity > 0 && (since === undefined || entry.occurredAt >= since)) {
      sales.push({ time: entry.occurredAt, channel: entry.source.channel, sku, quantity });
    }
  }
  return sales.sort((one, other) => (one.time < other.time ? -1 : one.time > other.time ? 1 : 0));
}
