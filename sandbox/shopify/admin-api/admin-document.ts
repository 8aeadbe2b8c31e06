/** The GraphQL document of a request, checked against Shopify's schema (schema/extract-schema.ts names its source). */
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import * as v from 'valibot';
import { jsonBody, type SandboxRequest } from '../../kernel/platform.ts';

/** An operation that the schema takes, with its variables coerced. */
export type AdminDocument = {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Record<string, unknown>;
};

export type ReadDocument =
  | { outcome: 'valid'; value: AdminDocument }
  | { outcome: 'noQuery' }
  | { outcome: 'refused'; errors: readonly GraphQLError[] };

/** Reads the request as the schema's servers do: everything that the schema does not allow is refused. */
export function readDocument(schema: GraphQLSchema, request: SandboxRequest): ReadDocument {
  const asked = askedFor(request);
  if (!asked) return { outcome: 'noQuery' };
  let document: DocumentNode;
  try {
    document = parse(asked.query);
  } catch (error) {
    if (error instanceof GraphQLError) return { outcome: 'refused', errors: [error] };
    throw error;
  }
  const errors = validate(schema, document);
  if (errors.length > 0) return { outcome: 'refused', errors };
  const operation = getOperationAST(document, asked.operationName);
  if (!operation)
    return {
      outcome: 'refused',
      errors: [new GraphQLError('An operation name is required: the document has several.')],
    };
  const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], asked.variables);
  if (coerced.errors) return { outcome: 'refused', errors: coerced.errors.map((error) => invalidVariable(error)) };
  return { outcome: 'valid', value: { document, operation, variables: coerced.coerced } };
}

/** A request as graphql-over-http has it; variables and a name of another type are left aside, as if they were absent. */
const graphqlRequest = v.object({
  query: v.string(),
  variables: v.optional(v.fallback(v.record(v.string(), v.unknown()), {}), {}),
  operationName: v.optional(v.fallback(v.nullable(v.string()), null), null),
});

function askedFor(request: SandboxRequest): v.InferOutput<typeof graphqlRequest> | undefined {
  if (request.headers['content-type']?.startsWith('application/graphql'))
    return { query: request.rawBody.toString('utf8'), variables: {}, operationName: null };
  const json = jsonBody(request);
  const parsed = v.safeParse(graphqlRequest, json.ok ? json.value : undefined);
  return parsed.success ? parsed.output : undefined;
}

function invalidVariable(error: GraphQLError): GraphQLError {
  return new GraphQLError(error.message, {
    ...(error.nodes ? { nodes: error.nodes } : {}),
    extensions: { code: 'INVALID_VARIABLE' },
  });
}
