/** Pages of a connection of Shopify's Admin API. */

import * as v from 'valibot';

/** A page of a connection, whose rows are read one by one. */
export const rowPage = v.object({
  nodes: v.array(v.unknown()),
  pageInfo: v.object({ hasNextPage: v.boolean(), endCursor: v.nullable(v.string()) }),
});
export type RowPage = v.InferOutput<typeof rowPage>;

/** The nodes of all pages: `start` is the first, `more` asks for the one after a cursor. */
export async function everyNode(
  start: RowPage,
  more: (after: string) => Promise<RowPage>,
): Promise<readonly unknown[]> {
  const nodes = [...start.nodes];
  let { hasNextPage, endCursor } = start.pageInfo;
  while (hasNextPage && endCursor !== null) {
    const next = await more(endCursor);
    nodes.push(...next.nodes);
    ({ hasNextPage, endCursor } = next.pageInfo);
  }
  return nodes;
}
