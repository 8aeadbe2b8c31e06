/** Reads a page of a platform row by row: one that is odd is set aside with its reason, and never costs the others. */
import * as v from 'valibot';

/** What was read of a page. */
export type Rows<Row> = { readonly rows: readonly Row[]; readonly odd: readonly OddRow[] };

/** A row that is not as its platform documents it. `reason` names the field and what was expected, never what is in it. */
export type OddRow = { readonly row: unknown; readonly reason: string };

/** Each row by itself, in the order of the page. */
export function readRows<const Schema extends v.GenericSchema>(
  page: readonly unknown[],
  schema: Schema,
): Rows<v.InferOutput<Schema>> {
  const rows: v.InferOutput<Schema>[] = [];
  const odd: OddRow[] = [];
  for (const row of page) {
    const read = v.safeParse(schema, row, { abortEarly: true });
    if (read.success) {
      rows.push(read.output);
    } else {
      odd.push({ row, reason: reasonOf(read.issues[0]) });
    }
  }
  return { rows, odd };
}

/** The text in one field of a row that may be anything, to name the row by; undefined where there is none. */
export function textOf(row: unknown, field: string): string | undefined {
  const value: unknown = typeof row === 'object' && row !== null ? Reflect.get(row, field) : undefined;
  return typeof value === 'string' ? value : undefined;
}

function reasonOf(issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).map(({ key }) => String(key)).join('.');
  // The message of a valibot issue ends with the value received, which may be anything; only ours goes further.
  const expected = issue.message.replace(/(?: but|:) received .*$/isu, '.');
  return `${path === '' ? 'The row' : path}: ${issue.input === undefined ? 'The field is missing.' : expected}`;
}
