import { parse } from 'csv-parse/sync';
import { parseQuantity, parseSku, type Sku } from '../shared/domain/identifiers.ts';
import type { Purchase } from './purchases.ts';

const COLUMNS = ['time', 'channel', 'sku', 'quantity'] as const;
type Line = Readonly<Record<(typeof COLUMNS)[number], string>>;

/** A merchant's own sales. */
export type RecordedSales = {
  /** Every channel that sold something, by name; a purchase names one by its place here. */
  readonly channels: readonly string[];
  /** In the order of time; seconds since the first sale of the SKU. */
  readonly purchases: ReadonlyMap<Sku, readonly Purchase[]>;
};

/**
 * Sales from CSV text with the header `time,channel,sku,quantity`, as `stockline export` prints it: times ISO 8601, in
 * any order. Throws a sentence with the line number for whatever does not fit.
 */
export function parseRecordedSales(text: string): RecordedSales {
  const lines: { readonly record: Line; readonly info: { readonly lines: number } }[] = parse(text, {
    bom: true,
    columns: (header: string[]) => checkedHeader(header),
    info: true,
    skip_empty_lines: true,
    trim: true,
  });
  const sales = lines.map(({ record, info }) => parsedLine(record, info.lines));
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

function checkedHeader(header: readonly string[]): string[] {
  const names = header.map((name) => name.toLowerCase());
  if (names.join(',') !== COLUMNS.join(',')) {
    throw new Error(`The first line must be “${COLUMNS.join(',')}”, not “${header.join(',')}”.`);
  }
  return names;
}

function parsedLine({ time, channel, sku, quantity }: Line, line: number): Sale {
  const timeMs = Date.parse(time);
  if (!/^\d{4}-\d{2}-\d{2}T/.test(time) || Number.isNaN(timeMs)) {
    throw new Error(`Line ${line}: “${time}” is not a time: use ISO 8601, as 2026-11-27T18:00:00.000Z.`);
  }
  if (channel === '') {
    throw new Error(`Line ${line}: the channel is missing.`);
  }
  try {
    return {
      timeMs,
      channel,
      sku: parseSku(sku),
      units: parseQuantity(quantity === '' ? Number.NaN : Number(quantity)),
    };
  } catch (error) {
    throw new Error(`Line ${line}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
