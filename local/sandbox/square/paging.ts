export type Page<T> = { items: T[]; cursor?: string };

/** The page at a cursor, or undefined when the cursor is none of ours. */
export function pageOf<T>(items: readonly T[], cursor: string | null | undefined, limit: number): Page<T> | undefined {
  const start = cursor ? Number(Buffer.from(cursor, 'base64url').toString('utf8').replace(/^at /, '')) : 0;
  if (!Number.isInteger(start) || start < 0) return undefined;
  const end = start + limit;
  const page = { items: items.slice(start, end) };
  return end < items.length ? { ...page, cursor: Buffer.from(`at ${end}`).toString('base64url') } : page;
}
