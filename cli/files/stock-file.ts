/** Reads the rows of a stock file: receipts, counts, adjustments or transfers. */
import {
  type LocationId,
  parseLocationId,
  parseQuantity,
  parseReason,
  parseSku,
  quoted,
  REASON_LENGTH_MAX,
} from '../../shared/domain/identifiers.ts';
import type { RowPlace, StockFileKind, StockRow } from '../../shared/domain/stock/stock-file.ts';
import { messageOf } from '../../shared/message-of.ts';
import type { Sold } from '../../shared/usecases/linking/sold-under.ts';
import { csvLinesUnder } from './csv-lines.ts';
import { wholeUnits } from './whole-units.ts';

/** The rows of a file, and what is wrong with others: a sentence for each, with its line. */
export type ParsedStockFile = {
  readonly rows: readonly StockRow[];
  readonly problems: readonly string[];
  /** What was made of rows that are no problem, for the person to know. */
  readonly notes: readonly string[];
};

/** The columns of each kind of file, by name; others are ignored. */
const COLUMNS: Readonly<Record<StockFileKind, readonly string[]>> = {
  receive: ['quantity'],
  count: ['quantity'],
  adjust: ['quantity'],
  transfer: ['from', 'to', 'quantity'],
};

/** The columns that can say which article a row is of; the first of them that a file has does. */
const NAMING = ['sku', 'gtin', 'listing'] as const;
export type NamingColumn = (typeof NAMING)[number];

/** What the cells of a naming column stand for; throws a sentence for a cell that stands for nothing, or for several things. */
export type ReadName = (cell: string) => Sold;

const BY_SKU: ReadName = (cell) => ({ sku: parseSku(cell), units: 1 });

/** Which column of the file says what its rows are of. Throws a sentence for a file without any. */
export function namingColumnOf(text: string): NamingColumn {
  let named: NamingColumn | undefined;
  csvLinesUnder(text, (header) => {
    const names = header.map((name) => name.toLowerCase());
    named = NAMING.find((column) => names.includes(column));
    return names.map((name, index) => `${index}: ${name}`);
  });
  if (named === undefined) {
    throw new Error('The first line needs a column sku, gtin or listing, and a column quantity.');
  }
  return named;
}

/**
 * The rows of CSV text under a header that names the columns `sku` (or `gtin`, or `listing`), `quantity`, `location` (or `from` and `to`), and `reason`, in
 * any order and case. Without a column `location` all rows are at the only location, where there is one. Rows of one SKU at
 * one place add up. Throws a sentence for a header that does not fit.
 */
export function parseStockFile(
  kind: StockFileKind,
  text: string,
  locations: readonly LocationId[],
  reason?: string,
  readName: ReadName = BY_SKU,
): ParsedStockFile {
  const only = locations.length === 1 ? locations[0] : undefined;
  const naming = namingColumnOf(text);
  const lines = csvLinesUnder(text, (header) => checkedHeader(header, kind, only));
  const rows = new Map<string, StockRow>();
  const problems: string[] = [];
  const notes: string[] = [];
  for (const { cells, line, separator } of lines) {
    try {
      const place = placeIn(cells, kind, locations, only);
      const own = reasonIn(cells['reason'] ?? '') ?? reason;
      const sold = readName(cells[naming] ?? '');
      const quantity = wholeUnits(cells['quantity'] ?? '', separator);
      const units = unitsIn(kind, quantity * sold.units);
      if (sold.units > 1) {
        notes.push(`Line ${line}: ${quantity} of ${quoted(cells[naming] ?? '')} are ${units} units of ${sold.sku}.`);
      }
      const row: StockRow = {
        sku: sold.sku,
        place,
        units,
        ...(own !== undefined && { reason: own }),
        lines: [line],
      };
      const name = JSON.stringify([row.sku, place]);
      const before = rows.get(name);
      const sum = before === undefined ? row : addedUp(kind, before, row);
      if (before !== undefined) {
        notes.push(`Line ${line}: ${row.sku} ${placeWords(place)} again, ${before.units} + ${units} = ${sum.units}.`);
      }
      rows.set(name, sum);
    } catch (error) {
      problems.push(`Line ${line}: ${messageOf(error)}`);
    }
  }
  if (lines.length === 0) {
    throw new Error('The file has no rows under its first line: nothing is to be posted.');
  }
  const [nothing, something] = [[...rows.values()].filter((row) => isNothing(kind, row)), [...rows.values()]];
  notes.push(...nothing.map((row) => `Line ${row.lines.join(', ')}: 0 units of ${row.sku}, nothing to post.`));
  return { rows: something.filter((row) => !nothing.includes(row)), problems, notes };
}

/** The place in words: `at main`, `from main to shop`. */
export function placeWords(place: RowPlace): string {
  return 'at' in place ? `at ${place.at}` : `from ${place.from} to ${place.to}`;
}

/** Nothing moves; but a count of nothing says that nothing is there. */
function isNothing(kind: StockFileKind, { units }: StockRow): boolean {
  return kind !== 'count' && units === 0;
}

/** What is on several lines of a cell is one line in the ledger. */
function reasonIn(cell: string): string | undefined {
  const words = cell.replaceAll(/\s+/g, ' ');
  return words === '' ? undefined : parseReason(words);
}

function addedUp(kind: StockFileKind, one: StockRow, other: StockRow): StockRow {
  const reasons = [...new Set([...(one.reason?.split('; ') ?? []), other.reason])].filter((each) => each !== undefined);
  const reason = reasons.join('; ');
  if (reason.length > REASON_LENGTH_MAX) {
    throw new Error(
      `The reasons of ${one.sku} ${placeWords(one.place)} have ${reason.length} characters together, and ${REASON_LENGTH_MAX} are kept: give its rows one reason.`,
    );
  }
  return {
    ...one,
    units: unitsIn(kind, one.units + other.units),
    ...(reason !== '' && { reason }),
    lines: [...one.lines, ...other.lines],
  };
}

function checkedHeader(
  header: readonly string[],
  kind: StockFileKind,
  only: LocationId | undefined,
): readonly string[] {
  const names = header.map((name) => name.toLowerCase());
  const place = kind !== 'transfer' && only === undefined ? ['location'] : [];
  const missing = [...COLUMNS[kind], ...place].filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new Error(`The first line needs the columns ${missing.join(', ')}: it is ${quoted(header.join(', '))}.`);
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index && name !== '');
  if (twice !== undefined) {
    throw new Error(`The first line names the column ${quoted(twice)} twice.`);
  }
  // Empty headers are columns that a spreadsheet left: they get names that no cell is asked by.
  return names.map((name, index) => name || `column ${index + 1}`);
}

function placeIn(
  cells: Readonly<Record<string, string>>,
  kind: StockFileKind,
  locations: readonly LocationId[],
  only: LocationId | undefined,
): RowPlace {
  if (kind !== 'transfer') {
    return { at: locationIn(cells['location'] || only || '', locations) };
  }
  const from = locationIn(cells['from'] ?? '', locations);
  const to = locationIn(cells['to'] ?? '', locations);
  if (from === to) {
    throw new Error(`The units would go from ${from} to ${to}: nothing moves.`);
  }
  return { from, to };
}

function locationIn(text: string, locations: readonly LocationId[]): LocationId {
  const location = locations.find((each) => each === text);
  if (location === undefined) {
    throw new Error(`${quoted(text)} is no location of this deployment: use one of ${locations.join(', ')}.`);
  }
  return parseLocationId(location);
}

function unitsIn(kind: StockFileKind, units: number): number {
  if (kind === 'adjust') {
    parseQuantity(Math.abs(units));
    return units;
  }
  if (units < 0) {
    throw new Error(`${units} units cannot be ${PAST[kind]}: use 0 or more.`);
  }
  return parseQuantity(units);
}

const PAST: Readonly<Record<StockFileKind, string>> = {
  receive: 'received',
  count: 'counted',
  adjust: 'adjusted',
  transfer: 'transferred',
};
