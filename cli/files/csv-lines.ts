/** Reads CSV text line by line under a header. */
import { parse } from 'csv-parse/sync';
import { messageOf } from '../../shared/message-of.ts';
import { cellText } from './csv-field.ts';

/** What is between the cells: spreadsheets write a semicolon where the decimal mark is a comma, and tabs as “text”. */
export type Separator = ',' | ';' | '\t';

/** A line of CSV text under its header, with its number in the text. */
export type CsvLine<Column extends string> = {
  readonly cells: Readonly<Record<Column, string>>;
  readonly line: number;
  readonly separator: Separator;
};

/** The lines of CSV text whose header has exactly these columns, in this order. Throws a sentence for another header. */
export function csvLines<const Columns extends readonly string[]>(
  text: string,
  columns: Columns,
): readonly CsvLine<Columns[number]>[] {
  return csvLinesUnder(text, (header) => {
    const names = header.map((name) => name.toLowerCase());
    if (names.join(',') !== columns.join(',')) {
      throw new Error(`The first line must be “${columns.join(',')}”, not “${header.join(',')}”.`);
    }
    return names;
  });
}

/**
 * The lines of CSV text under whatever header `columnsOf` takes; it gives the columns their names, or throws. A row may have
 * fewer cells than the header has columns: Excel and others leave out separators behind the last cell that has something
 * (https://github.com/dilshod/xlsx2csv/issues/122, https://github.com/exceljs/exceljs/issues/454, read 2026-11-29).
 */
export function csvLinesUnder<Column extends string>(
  text: string,
  columnsOf: (header: readonly string[]) => readonly Column[],
): readonly CsvLine<Column>[] {
  const { separator, rest } = separatorOf(text);
  let names: readonly Column[] | undefined;
  const rows: { readonly record: CsvLine<Column>['cells']; readonly info: { readonly lines: number } }[] = parse(rest, {
    bom: true,
    columns: (header: string[]) => {
      names = columnsOf(withoutEmptyEnd(header));
      return [...names];
    },
    delimiter: separator,
    info: true,
    on_record: ({ record, info }, { error }) => {
      refuseMore(error?.['record'], names, info.lines);
      const cells = Object.entries<string>(record).map(([name, cell]) => [name, cellText(cell)]);
      return { record: Object.fromEntries([...(names ?? []).map((name) => [name, '']), ...cells]), info };
    },
    relax_column_count: true,
    // Programs that quote nothing write inches as they are: 19" rack.
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    trim: true,
  });
  if (names === undefined) {
    throw new Error('The file is empty: its first line names the columns.');
  }
  return rows.map(({ record, info }) => ({ cells: record, line: info.lines, separator }));
}

/** The header without the empty columns that a spreadsheet writes behind it where a cell there once had something. */
function withoutEmptyEnd(header: readonly string[]): readonly string[] {
  return header.slice(0, header.findLastIndex((name) => name !== '') + 1);
}

/** Refuses a row with something behind the last column: a separator within a cell has moved all cells after it. */
function refuseMore(cells: unknown, names: readonly string[] = [], line: number): void {
  if (Array.isArray(cells) && cells.slice(names.length).some((cell) => cell !== '')) {
    throw new Error(
      `Line ${line} has ${cells.length} cells, and the first line names ${names.length} columns: a cell with a separator in it needs quotes.`,
    );
  }
}

/** The line by which a file gives Excel its separator (https://github.com/parsecsv/parsecsv-for-php/issues/60, read 2026-11-29). */
const SEPARATOR_LINE = /^\uFEFF?"?sep=([,;\t])"?(?=\r|\n)/i;

/**
 * What is between the cells, as the file says or as it is between the names of the header, outside of quotes; and the text
 * without what it says. A header of one column has nothing between.
 */
function separatorOf(text: string): { readonly separator: Separator; readonly rest: string } {
  const separators: readonly Separator[] = [',', ';', '\t'];
  const [line = '', stated] = SEPARATOR_LINE.exec(text) ?? [];
  const rest = text.slice(line.length);
  const named = separators.find((each) => each === stated);
  if (named !== undefined) {
    return { separator: named, rest };
  }
  const [header = ''] = text.trimStart().split(/[\r\n]/, 1);
  const bare = header.replaceAll(/"[^"]*"/g, '');
  const count = (separator: Separator) => bare.split(separator).length - 1;
  return { separator: separators.reduce((most, each) => (count(each) > count(most) ? each : most)), rest };
}

/** Makes something of a line; what does not fit is thrown as a sentence with the line's number. */
export function atLine<Result>(line: number, make: () => Result): Result {
  try {
    return make();
  } catch (error) {
    throw new Error(`Line ${line}: ${messageOf(error)}`, { cause: error });
  }
}
