/** Reads CSV text line by line under a header. */
import { parse } from 'csv-parse/sync';
import { messageOf } from '../../shared/message-of.ts';

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

/** The lines of CSV text under whatever header `columnsOf` takes; it gives the columns their names, or throws. */
export function csvLinesUnder<Column extends string>(
  text: string,
  columnsOf: (header: readonly string[]) => readonly Column[],
): readonly CsvLine<Column>[] {
  const separator = separatorOf(text);
  const rows: { readonly record: CsvLine<Column>['cells']; readonly info: { readonly lines: number } }[] = parse(text, {
    bom: true,
    columns: (header: string[]) => [...columnsOf(header)],
    delimiter: separator,
    info: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    trim: true,
  });
  return rows.map(({ record, info }) => ({ cells: record, line: info.lines, separator }));
}

/** What is between the names of the header, outside of quotes. A header of one column has nothing between. */
function separatorOf(text: string): Separator {
  const [header = ''] = text.trimStart().split(/[\r\n]/, 1);
  const bare = header.replaceAll(/"[^"]*"/g, '');
  const count = (separator: Separator) => bare.split(separator).length - 1;
  const separators: readonly Separator[] = [',', ';', '\t'];
  return separators.reduce((most, each) => (count(each) > count(most) ? each : most));
}

/** Makes something of a line; what does not fit is thrown as a sentence with the line's number. */
export function atLine<Result>(line: number, make: () => Result): Result {
  try {
    return make();
  } catch (error) {
    throw new Error(`Line ${line}: ${messageOf(error)}`, { cause: error });
  }
}
