/** Reads CSV text line by line under a header. */
import { parse } from 'csv-parse/sync';
import { messageOf } from '../../shared/message-of.ts';

/** A line of CSV text under its header, with its number in the text. */
export type CsvLine<Column extends string> = {
  readonly cells: Readonly<Record<Column, string>>;
  readonly line: number;
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
  const rows: { readonly record: CsvLine<Column>['cells']; readonly info: { readonly lines: number } }[] = parse(text, {
    bom: true,
    columns: (header: string[]) => [...columnsOf(header)],
    info: true,
    skip_empty_lines: true,
    trim: true,
  });
  return rows.map(({ record, info }) => ({ cells: record, line: info.lines }));
}

/** Makes something of a line; what does not fit is thrown as a sentence with the line's number. */
export function atLine<Result>(line: number, make: () => Result): Result {
  try {
    return make();
  } catch (error) {
    throw new Error(`Line ${line}: ${messageOf(error)}`, { cause: error });
  }
}
