/** Cuts a list into pages, as the platforms do. */

/** One page; `next` is the token of the page after it, absent on the last. */
export type Page<T> = { items: T[]; next?: string };

/** The page that a token of an earlier page stands for, or undefined when the token is none of ours. */
export function pageOf<T>(items: readonly T[], token: string | null | undefined, size: number): Page<T> | undefined {
  const start = token ? startOf(token) : 0;
  if (start === undefined) return undefined;
  const end = start + size;
  const page = { items: items.slice(start, end) };
  return end < items.length ? { ...page, next: tokenFor(end) } : page;
}

function tokenFor(start: number): string {
  return Buffer.from(`from ${start}`).toString('base64url');
}

function startOf(token: string): number | undefined {
  const start = /^from (\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1];
  return start === undefined ? undefined : Number(start);
}
