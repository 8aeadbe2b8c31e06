/** The store's own database connection, as far as this plugin uses it. */

/** What knex offers of it: statements with `?` for values, alone or in a transaction. */
export type Sql = {
  raw(statement: string, values?: readonly unknown[]): Promise<{ readonly rows: unknown }>;
};

export type Database = Sql & {
  transaction<T>(run: (transaction: Sql) => Promise<T>): Promise<T>;
};

/** One row as the driver answers it: numeric columns as texts, times as dates, JSON as values. */
export type Row = Readonly<Record<string, unknown>>;

export async function rows(sql: Sql, statement: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
  const answer = await sql.raw(statement, values);
  return Array.isArray(answer.rows) ? answer.rows : [];
}

/** A text column that may not be null. */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') {
    throw new Error(`Column ${column} holds no text.`);
  }
  return value;
}

/** A numeric column: the driver answers those as texts. */
export function numberOf(row: Row, column: string): number {
  const value = Number(row[column]);
  if (row[column] === null || Number.isNaN(value)) {
    throw new Error(`Column ${column} holds no number.`);
  }
  return value;
}

export function timeOf(row: Row, column: string): Date {
  const value = row[column];
  if (!(value instanceof Date)) {
    throw new Error(`Column ${column} holds no time.`);
  }
  return value;
}
