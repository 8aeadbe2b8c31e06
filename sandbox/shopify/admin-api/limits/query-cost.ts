/** What an operation costs, in points. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isCompositeType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** A query above this is refused whatever the bucket holds: https://shopify.dev/docs/api/usage/limits (2026-07). */
export const QUERY_COST_MAX = 1_000;

const MUTATION_POINTS = 10;
const CONNECTION_POINTS = 2;

// A mutation's 10 points include the objects of its payload; these cost nothing anywhere.
const FREE_TYPES = /Edge$|^PageInfo$|^WebhookSubscriptionEndpoint$/;

type Costing = {
  schema: GraphQLSchema;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
};

/**
 * Points of an operation: with no `data`, what Shopify asks for up front (by `first` and `last`); with its answer's
 * data, what it takes. The rules are fitted to answers recorded from dev shops on 2026-04 (github.com/airhorns/
 * shopify-draft-proxy, fixtures/conformance): a scalar 0, an object or a plain list of them 1, a mutation 10, and a
 * connection of n nodes 2 plus ⌊2 ln n⌋ times what a node costs.
 */
export function queryCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
  data?: unknown,
): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const root = schema.getRootType(operation.operation);
  if (!root) return 0;
  return Math.ceil(selectionCost({ schema, fragments, variables }, root, operation.selectionSet, data));
}

function selectionCost(
  costing: Costing,
  type: GraphQLCompositeType,
  selections: SelectionSetNode,
  value: unknown,
): number {
  let cost = 0;
  const byType = new Map<string, number>();
  for (const selection of selections.selections) {
    if (selection.kind === Kind.FIELD) {
      cost += fieldCost(costing, type, selection, value);
      continue;
    }
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? costing.fragments.get(selection.name.value) : selection;
    const typeName = fragment?.typeCondition?.name.value ?? type.name;
    const onType = costing.schema.getType(typeName);
    if (!fragment || !isCompositeType(onType)) continue;
    const inside = selectionCost(costing, onType, fragment.selectionSet, value);
    byType.set(typeName, (byType.get(typeName) ?? 0) + inside);
  }
  const branches = [...byType.values()];
  if (!isAbstractType(type)) return branches.reduce((sum, branch) => sum + branch, cost);
  return cost + Math.max(0, ...branches);
}

function fieldCost(costing: Costing, parent: GraphQLCompositeType, node: FieldNode, parentValue: unknown): number {
  const field = 'getFields' in parent ? parent.getFields()[node.name.value] : undefined;
  const type = field && getNamedType(field.type);
  const { selectionSet } = node;
  if (!field || !selectionSet || !isCompositeType(type)) return 0;
  const key = node.alias?.value ?? node.name.value;
  const value = parentValue === undefined ? undefined : memberOf(parentValue, key);
  const inside = (of: unknown) => selectionCost(costing, type, selectionSet, of);
  if (value === null) return parent === costing.schema.getMutationType() ? MUTATION_POINTS : 0;
  if (parent === costing.schema.getMutationType()) return MUTATION_POINTS + inside(value);
  const args = getArgumentValues(field, node, costing.variables);
  if (type.name.endsWith('Connection')) {
    const length = value === undefined ? Number(args['first'] ?? args['last'] ?? 0) : nodeCount(value);
    return CONNECTION_POINTS + scale(length) * inside(value);
  }
  const ids = args['ids'];
  if (Array.isArray(ids)) return scale(ids.length) * (1 + inside(firstOf(value)));
  const isFree = parent.name.endsWith('Payload') || FREE_TYPES.test(type.name);
  return (isFree ? 0 : 1) + inside(firstOf(value));
}

function scale(nodes: number): number {
  return nodes < 1 ? 0 : Math.max(1, Math.floor(2 * Math.log(nodes)));
}

function nodeCount(connection: unknown): number {
  const nodes = memberOf(connection, 'nodes') ?? memberOf(connection, 'edges');
  return Array.isArray(nodes) ? nodes.length : 0;
}

/** The elements of a list cost alike; the first stands for all. */
function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? (value[0] ?? null) : value;
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return null;
  const member: unknown = Reflect.get(value, key);
  return member ?? null;
}
