/** Shopify's search syntax and sort keys. */
import { GraphQLError } from 'graphql';

type Searchable = Date | number | string | readonly string[];

/** What can be searched for, by its name in search syntax. */
export type SearchFields<Element> = Record<string, (element: Element) => Searchable>;

type Term = { field: string; operator: string; value: string };

/**
 * Filters by Shopify's search syntax (https://shopify.dev/docs/api/usage/search-syntax): `field:value` with `:<`, `:<=`,
 * `:>`, `:>=`, quotes, a trailing `*`, AND and OR. Shopify ignores a field that it does not know; here it is a GraphQL
 * error, as are parentheses and NOT, so that no filter is left out unnoticed.
 */
export function matchesSearch<Element>(
  query: string | null | undefined,
  fields: SearchFields<Element>,
): (element: Element) => boolean {
  const alternatives = parse(query ?? '');
  for (const { field } of alternatives.flat())
    if (!fields[field]) throw unsearchable(`The sandbox does not search by ${field || 'bare words'}.`);
  return (element) =>
    alternatives.some((terms) =>
      terms.every(({ field, operator, value }) => holds(fields[field]?.(element) ?? '', operator, value)),
    );
}

function parse(query: string): Term[][] {
  if (/[()]/.test(query)) throw unsearchable('The sandbox does not search with parentheses.');
  const alternatives: Term[][] = [[]];
  for (const token of query.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []) {
    if (token === 'AND') continue;
    if (token === 'OR') {
      alternatives.push([]);
      continue;
    }
    if (token === 'NOT' || token.startsWith('-')) throw unsearchable('The sandbox does not search with NOT.');
    const [, field = '', operator = '', value = ''] = /^([a-z_]+):(<=|>=|<|>)?(.*)$/s.exec(token) ?? [];
    alternatives.at(-1)?.push({ field, operator, value: value.replace(/^(["'])(.*)\1$/s, '$2') });
  }
  return alternatives;
}

function holds(found: Searchable, operator: string, value: string): boolean {
  if (found instanceof Date) return compares(found.getTime() - Date.parse(value), operator);
  if (typeof found === 'number') return compares(found - Number(value), operator);
  const texts = typeof found === 'string' ? [found] : found;
  if (operator !== '') return texts.some((text) => compares(Number(text) - Number(value), operator));
  const wanted = value.toLowerCase();
  if (wanted.endsWith('*')) return texts.some((text) => text.toLowerCase().startsWith(wanted.slice(0, -1)));
  return texts.some((text) => text.toLowerCase() === wanted);
}

/** A value that is no date or number gives NaN, which compares to nothing. */
function compares(difference: number, operator: string): boolean {
  switch (operator) {
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
    default:
      return difference === 0;
  }
}

/** Sorts a copy by the reader of a sort key; an unknown key is a GraphQL error. */
export function sortedBy<Element>(
  elements: readonly Element[],
  sortKey: string,
  readers: Record<string, (element: Element) => bigint | number | string>,
): Element[] {
  const read = readers[sortKey];
  if (!read) throw unsearchable(`The sandbox does not sort by ${sortKey}.`);
  return [...elements].sort((a, b) => {
    const [left, right] = [read(a), read(b)];
    if (left === right) return 0;
    return left < right ? -1 : 1;
  });
}

function unsearchable(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'NOT_IN_SANDBOX' } });
}
