/** Reads a merchant's recorded sales from CSV. */
import { atLine, csvLines } from '../../cli/files/csv-lines.ts';
import { parseQuantity, parseSku, type Sku } from '../../shared/domain/identifiers.ts';
import type { Purchase } from '../market/purchases.ts';

/** A merchant's own sales. */
export type RecordedSales = {
  /** Every channel that sold something, by name; a purchase names one by its place here. */
  readonly channels: readonly string[];
  /** In the order of time; seconds since the first sale of the SKU. */
  readonly purchases: ReadonlyMap<Sku, readonly Purchase[]>;
};

/**
 * Sales from CSV text with the header `time,channel,sku,quantity`, as `npx stockline export` prints it: times ISO 8601, in
 * any order. Throws a sentence with the line number for a row that does not fit.
 */
export function parseRecordedSales(text: string): RecordedSales {
  const sales = csvLines(text, ['time', 'channel', 'sku', 'quantity']).map(({ cells, line }) =>
    atLine(line, () => parsedSale(cells)),
  );
  if (sales.length === 0) {
    throw new Error('There is no sale in the file.');
  }
  const channels = [...new Set(sales.map(({ channel }) => channel))].sort();
  const bySku = Map.groupBy(sales, ({ sku }) => sku);
  return {
    channels,
    purchases: new Map([...bySku].map(([sku, ofSku]) => [sku, purchasesOf(ofSku, channels)])),
  };
}

type Sale = { readonly timeMs: number; readonly channel: string; readonly sku: Sku; readonly units: number };

function purchasesOf(sales: readonly Sale[], channels: readonly string[]): readonly Purchase[] {
  const rising = sales.toSorted((a, b) => a.timeMs - b.timeMs);
  const first = rising[0]?.timeMs ?? 0;
  return rising.map(({ timeMs, channel, units }) => ({
    at: (timeMs - first) / 1000,
    channel: channels.indexOf(channel),
    units,
  }));
}

function parsedSale({ time, channel, sku, quantity }: Record<'time' | 'channel' | 'sku' | 'quantity', string>): Sale {
  const timeMs = Date.parse(time);
  if (!/^\d{4}-\d{2}-\d{2}T/.test(time) || Number.isNaN(timeMs)) {
    throw new Error(`“${time}” is not a time: use ISO 8601, as 2026-11-27T18:00:00.000Z.`);
  }
  if (channel === '') {
    throw new Error('the channel is missing.');
  }
  const units = parseQuantity(quantity === '' ? Number.NaN : Number(quantity));
  return { timeMs, channel, sku: parseSku(sku), units };
}
