/**
 * Reads a list of a platform row by row, of a page or of a message: a row that is odd is set aside with its reason, and
 * never costs the others.
 */

import * as v from 'valibot';
import type { LeftOut, SetAside, SetAsideRow } from '../ports/channel/channel.ts';
import { idField } from './fields.ts';

/** What was read of a page. */
export type Rows<Row> = { readonly rows: readonly Row[]; readonly odd: readonly OddRow[] };

/** A row that is not as its platform documents it. `reason` names the field and what was expected, never what is in it. */
export type OddRow = { readonly row: unknown; readonly reason: string };

/** Each row by itself, in the order of the page. */
export function readRows<const Schema extends v.GenericSchema>(
  page: readonly unknown[],
  schema: Schema,
): Rows<v.InferOutput<Schema>> {
  const { rows, refused } = parseRows(page, schema);
  return { rows, odd: refused.map(oddRow) };
}

type RefusedRow = { readonly row: unknown; readonly issue: v.BaseIssue<unknown> };

function parseRows<const Schema extends v.GenericSchema>(page: readonly unknown[], schema: Schema) {
  const rows: v.InferOutput<Schema>[] = [];
  const refused: RefusedRow[] = [];
  for (const row of page) {
    const read = v.safeParse(schema, row, { abortEarly: true });
    if (read.success) {
      rows.push(read.output);
    } else {
      refused.push({ row, issue: read.issues[0] });
    }
  }
  return { rows, refused };
}

function oddRow({ row, issue }: RefusedRow): OddRow {
  return { row, reason: reasonOf(issue) };
}

/** What one field of a value has that may be anything; undefined where there is none. */
export function fieldOf(row: unknown, field: string): unknown {
  return typeof row === 'object' && row !== null ? Reflect.get(row, field) : undefined;
}

/** The text in one field of a value that may be anything; undefined where there is none. */
export function textOf(row: unknown, field: string): string | undefined {
  const value = fieldOf(row, field);
  return typeof value === 'string' ? value : undefined;
}

/** The list as a field of a message, each row by itself. */
export function eachRow<const Schema extends v.GenericSchema>(schema: Schema) {
  return v.pipe(
    v.array(v.unknown()),
    v.transform((list): Rows<v.InferOutput<Schema>> => readRows(list, schema)),
  );
}

/**
 * The same of the list that a message is about. One in which no row can be read is refused at its first row: nothing of the
 * message would be taken in, and its sender or a dead-letter queue must say so.
 */
export function rowByRow<const Schema extends v.GenericSchema>(schema: Schema) {
  return v.pipe(
    v.array(v.unknown()),
    v.rawTransform(({ dataset, addIssue, NEVER }): Rows<v.InferOutput<Schema>> => {
      const { rows, refused } = parseRows(dataset.value, schema);
      const [first] = refused;
      if (rows.length > 0 || first === undefined) {
        return { rows, odd: refused.map(oddRow) };
      }
      const { row, issue } = first;
      const { message, input, path = [] } = issue;
      const place = { type: 'array', origin: 'value', input: dataset.value, key: 0, value: row } as const;
      addIssue({ message, input, path: [place, ...path] });
      return NEVER;
    }),
  );
}

/** Odd rows as they are set aside, each named by its id, where it has one: `line 7 of order 1001`, `one line of order 1001`. */
export function setAsideRows(
  odd: readonly OddRow[],
  { field, what, of }: { readonly field: string; readonly what: string; readonly of?: string },
): readonly SetAsideRow[] {
  const whole = of === undefined ? '' : ` of ${of}`;
  return odd.map(({ row, reason }) => ({ id: `${namedRow(row, field, what)}${whole}`, reason }));
}

/** Begins the name of a row without an id. Only our own words begin other names. */
const NAMELESS = 'one ';

/** How a row that is set aside is named: by its id, where it has one. */
function namedRow(row: unknown, field: string, what: string): string {
  const id = idIn(row, field);
  return id === undefined ? `${NAMELESS}${what}` : `${what} ${id}`;
}

/** The id in one field of a row that may be anything; undefined where there is none. */
export function idIn(row: unknown, field: string): string | undefined {
  const named = v.safeParse(v.object({ [field]: idField }), row);
  return named.success ? named.output[field] : undefined;
}

/** What has no id is named each time: nobody can say whether it is the same. */
export function leftOutOnce(leftOut: (what: LeftOut) => void): (what: LeftOut) => void {
  return once(leftOut, ({ externalId }) => externalId);
}

/** Each row once, by its name (`variant 7`); those that have no id (`one variant`) are named each time. */
export function setAsideOnce(setAside: SetAside): SetAside {
  return once(setAside, ({ id }) => (id.startsWith(NAMELESS) ? '' : id));
}

function once<Row>(name: (row: Row) => void, idOf: (row: Row) => string): (row: Row) => void {
  const named = new Set<string>();
  return (row) => {
    const id = idOf(row);
    if (id === '' || !named.has(id)) {
      named.add(id);
      name(row);
    }
  };
}

function reasonOf(issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).map(({ key }) => String(key)).join('.');
  // The message of a valibot issue ends with the value received, which may be anything; only ours goes further.
  const expected = issue.message.replace(/(?: but|:) received .*$/isu, '.');
  return `${path === '' ? 'The row' : path}: ${issue.input === undefined ? 'The field is missing.' : expected}`;
}
