import { parse } from 'csv-parse/sync';
import type { Component } from '../shared/domain/bundle.ts';
import { parseSku, type Sku } from '../shared/domain/identifiers.ts';

const COLUMNS = ['bundle', 'component', 'quantity'] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

/**
 * What bundles are made of, from CSV text with the header `bundle,component,quantity`, a line for each component.
 * Throws a sentence with the line number for whatever does not fit.
 */
export function parseBundles(text: string): ReadonlyMap<Sku, readonly Component[]> {
  const rows: { readonly record: Row; readonly info: { readonly lines: number } }[] = parse(text, {
    bom: true,
    columns: (header: string[]) => checkedHeader(header),
    info: true,
    skip_empty_lines: true,
    trim: true,
  });
  const parsed = rows.map(({ record, info }) => parsedRow(record, info.lines));
  const groups = [...Map.groupBy(parsed, ({ bundle }) => bundle)];
  return new Map(groups.map(([bundle, group]) => [bundle, group.map(({ component }) => component)]));
}

/** `SKU=2`, or `SKU` for one. */
export function parseComponent(text: string): Component {
  const at = text.lastIndexOf('=');
  const [sku, quantity] = at < 0 ? [text, '1'] : [text.slice(0, at), text.slice(at + 1)];
  return { sku: parseSku(sku), quantity: parseTimes(quantity) };
}

function checkedHeader(header: readonly string[]): string[] {
  const names = header.map((name) => name.toLowerCase());
  if (names.join(',') !== COLUMNS.join(',')) {
    throw new Error(`The first line must be “${COLUMNS.join(',')}”, not “${header.join(',')}”.`);
  }
  return names;
}

function parsedRow({ bundle, component, quantity }: Row, line: number) {
  try {
    return { bundle: parseSku(bundle), component: { sku: parseSku(component), quantity: parseTimes(quantity) } };
  } catch (error) {
    throw new Error(`Line ${line}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function parseTimes(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) {
    throw new Error(`“${text}” is not how many units go into one bundle: use a whole number of 1 or more.`);
  }
  return Number(text);
}
