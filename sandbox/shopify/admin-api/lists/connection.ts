/** Pages of a list, as the Admin API has them. */
import { GraphQLError } from 'graphql';

export type PageArguments = {
  first?: number | null;
  last?: number | null;
  after?: string | null;
  before?: string | null;
  reverse?: boolean | null;
  /** All of the list on one page, as bulk operations have it. */
  isWhole?: boolean;
};

export type Connection<Node> = {
  edges: { cursor: string; node: Node }[];
  nodes: Node[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
};

// https://shopify.dev/docs/api/usage/pagination-graphql (2026-07).
const PAGE_MAX = 250;

/**
 * A page of sorted elements. Throws a GraphQL error when neither `first` nor `last` is given, a page is above 250, or a
 * cursor is not one of this list.
 */
export function connection<Element, Node>(
  sorted: readonly Element[],
  args: PageArguments,
  idOf: (element: Element) => string,
  toNode: (element: Element) => Node,
): Connection<Node> {
  const size = args.isWhole ? sorted.length : pageSize(args);
  const ordered = args.reverse ? [...sorted].reverse() : sorted;
  const from = args.after ? positionOf(ordered, args.after, idOf) + 1 : 0;
  const until = args.before ? positionOf(ordered, args.before, idOf) : ordered.length;
  const start = args.first === null || args.first === undefined ? Math.max(from, until - size) : from;
  const end = Math.min(until, start + size);
  const page = ordered.slice(start, end);
  const edges = page.map((element) => ({ cursor: cursorOf(idOf(element)), node: toNode(element) }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: end < ordered.length,
      hasPreviousPage: start > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function pageSize({ first, last }: PageArguments): number {
  const size = first ?? last;
  if (size === null || size === undefined) throw badPage('you must provide one of first or last');
  if (typeof first === 'number' && typeof last === 'number')
    throw badPage('providing both first and last is not supported');
  if (size < 0) throw badPage('first and last cannot be negative');
  if (size > PAGE_MAX) throw badPage(`first and last cannot exceed ${PAGE_MAX}`);
  return size;
}

function positionOf<Element>(ordered: readonly Element[], cursor: string, idOf: (element: Element) => string): number {
  const position = ordered.findIndex((element) => cursorOf(idOf(element)) === cursor);
  if (position < 0) throw badPage('Invalid cursor for current pagination sort.');
  return position;
}

function cursorOf(id: string): string {
  return Buffer.from(JSON.stringify({ last_id: id })).toString('base64');
}

function badPage(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });
}
