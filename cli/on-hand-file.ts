import { parse } from 'csv-parse/sync';
import {
  type LocationId,
  parseLocationId,
  parseQuantity,
  parseSku,
  type Quantity,
  type Sku,
} from '../shared/domain/identifiers.ts';
import type { OnHand } from '../shared/ports.ts';

const COLUMNS = ['sku', 'location', 'quantity'] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

/**
 * On hand by SKU from CSV text with the header `sku,location,quantity`.
 * Throws a sentence with the line number for whatever does not fit.
 */
export function parseOnHand(text: string): ReadonlyMap<Sku, OnHand> {
  const rows: { readonly record: Row; readonly info: { readonly lines: number } }[] = parse(text, {
    bom: true,
    columns: (header: string[]) => checkedHeader(header),
    info: true,
    skip_empty_lines: true,
    trim: true,
  });
  const onHand = new Map<Sku, Record<LocationId, Quantity>>();
  for (const { record, info } of rows) {
    const { sku, location, quantity } = parsedRow(record, info.lines);
    const places = onHand.get(sku) ?? {};
    if (places[location] !== undefined) {
      throw new Error(`Line ${info.lines}: ${sku} at ${location} stands in the file twice.`);
    }
    onHand.set(sku, { ...places, [location]: quantity });
  }
  return onHand;
}

function checkedHeader(header: readonly string[]): string[] {
  const names = header.map((name) => name.toLowerCase());
  if (names.join(',') !== COLUMNS.join(',')) {
    throw new Error(`The first line must be “${COLUMNS.join(',')}”, not “${header.join(',')}”.`);
  }
  return names;
}

function parsedRow({ sku, location, quantity }: Row, line: number) {
  try {
    return {
      sku: parseSku(sku),
      location: parseLocationId(location),
      quantity: parseQuantity(quantity === '' ? Number.NaN : Number(quantity)),
    };
  } catch (error) {
    throw new Error(`Line ${line}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
