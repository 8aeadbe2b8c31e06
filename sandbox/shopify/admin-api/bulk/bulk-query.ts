/** What a bulk operation may ask for, and the lines of its result. */
import {
  type DocumentNode,
  defaultFieldResolver,
  execute,
  type FieldNode,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  Kind,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';

const CONNECTIONS_MAX = 5;
const DEPTH_MAX = 2;

export type ReadBulkQuery = { outcome: 'valid'; document: DocumentNode } | { outcome: 'refused'; message: string };

/**
 * Reads a bulk query as Shopify does. Rules and wordings were recorded from a dev shop on 2026-04
 * (github.com/airhorns/shopify-draft-proxy, bulk-operations/bulk-operation-run-query-validators.json).
 */
export function readBulkQuery(schema: GraphQLSchema, query: string): ReadBulkQuery {
  const refuse = (message: string): ReadBulkQuery => ({ outcome: 'refused', message });
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    return refuse(`Invalid bulk query: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (getOperationAST(document)?.operation !== 'query')
    return refuse('Invalid operation type. Only `query` operations are supported.');
  const [invalid] = validate(schema, document);
  if (invalid) return refuse(`Invalid bulk query: ${invalid.message}`);
  const connections = connectionsOf(schema, document);
  if (connections.length === 0) return refuse('Bulk queries must contain at least one connection.');
  if (connections.length > CONNECTIONS_MAX)
    return refuse(`Bulk queries cannot contain more than ${CONNECTIONS_MAX} connections.`);
  if (connections.some(({ depth }) => depth > DEPTH_MAX))
    return refuse(`Bulk queries cannot contain connections with a nesting depth greater than ${DEPTH_MAX}.`);
  const listed = connections.filter(({ field }) => selects(field, 'nodes'));
  if (listed[0]) {
    const names = listed.map(({ field }) => `'${field.name.value}'`).join(', ');
    return refuse(
      `All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: '${listed[0].field.name.value} { edges { node {'. Selecting via 'nodes' is not supported. Invalid connection fields: ${names}.`,
    );
  }
  const unnamed = connections.filter(({ parent, depth }) => depth > 1 && !parent);
  if (unnamed.length > 0)
    return refuse(
      `The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' return type. Connection fields without 'id': ${unnamed.map(({ field }) => field.name.value).join(', ')}.`,
    );
  return { outcome: 'valid', document };
}

/** `parent` says whether the node that the connection is in selects its id. */
type FoundConnection = { field: FieldNode; depth: number; parent: boolean };

function connectionsOf(schema: GraphQLSchema, document: DocumentNode): FoundConnection[] {
  const types = new TypeInfo(schema);
  const found: FoundConnection[] = [];
  const open: FieldNode[] = [];
  const nodes: FieldNode[] = [];
  const isConnection = () => getNamedType(types.getType() ?? undefined)?.name.endsWith('Connection') ?? false;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: {
        enter(field) {
          if (isConnection()) {
            const node = nodes.at(-1);
            found.push({ field, depth: open.length + 1, parent: node !== undefined && selects(node, 'id') });
            open.push(field);
          }
          if (field.name.value === 'node') nodes.push(field);
        },
        leave(field) {
          if (open.at(-1) === field) open.pop();
          if (nodes.at(-1) === field) nodes.pop();
        },
      },
    }),
  );
  return found;
}

function selects(field: FieldNode, name: string): boolean {
  return (
    field.selectionSet?.selections.some(
      (selection) => selection.kind === Kind.FIELD && selection.name.value === name && !selection.alias,
    ) ?? false
  );
}

export type BulkResult =
  | { outcome: 'lines'; lines: object[]; roots: number }
  | { outcome: 'failed'; errorCode: 'ACCESS_DENIED' | 'INTERNAL_SERVER_ERROR' };

/**
 * Carries the query out with every connection whole. One line for each node; a nested one names its parent in
 * `__parentId`. Lines of children follow their parent when they are grouped, and all parents when they are not: the
 * order of ungrouped lines is not promised (https://shopify.dev/docs/api/usage/bulk-operations/queries).
 */
export async function runBulkQuery(
  schema: GraphQLSchema,
  document: DocumentNode,
  rootValue: Record<string, unknown>,
  { isGrouped }: { isGrouped: boolean },
): Promise<BulkResult> {
  const { data, errors } = await execute({
    schema,
    document,
    rootValue,
    fieldResolver: (source, args, context, info) =>
      defaultFieldResolver(source, { ...args, isWhole: true }, context, info),
  });
  if (errors || !data) {
    const isDenied = errors?.[0]?.extensions['code'] === 'ACCESS_DENIED';
    return { outcome: 'failed', errorCode: isDenied ? 'ACCESS_DENIED' : 'INTERNAL_SERVER_ERROR' };
  }
  const roots = Object.values(data).flatMap(nodesIn);
  const blocks = roots.map((node) => linesOf(node, undefined));
  const parents = blocks.flatMap(([own]) => (own ? [own] : []));
  const lines = isGrouped ? blocks.flat() : [...parents, ...blocks.flatMap(([, ...children]) => children)];
  return { outcome: 'lines', lines, roots: roots.length };
}

/** The node's own line, then those of its connections. */
function linesOf(node: Record<string, unknown>, parentId: unknown): object[] {
  const fields = Object.entries(node);
  const own = Object.fromEntries(fields.filter(([, value]) => !isConnectionValue(value)));
  const children = fields.flatMap(([, value]) => nodesIn(value).flatMap((child) => linesOf(child, node['id'])));
  return [parentId === undefined ? own : { ...own, __parentId: parentId }, ...children];
}

function nodesIn(value: unknown): Record<string, unknown>[] {
  return isConnectionValue(value) ? value.edges.map(({ node }) => node) : [];
}

function isConnectionValue(value: unknown): value is { edges: { node: Record<string, unknown> }[] } {
  return typeof value === 'object' && value !== null && 'edges' in value;
}
