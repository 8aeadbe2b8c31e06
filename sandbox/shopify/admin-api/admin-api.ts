/** The route of the Admin API: who may call, what it costs, what it answers. */
import { execute, GraphQLError, type GraphQLSchema } from 'graphql';
import type { PlatformRoute, SandboxAnswer, SandboxRequest } from '../../kernel/platform.ts';
import type { Access } from './access.ts';
import type { AdminCall } from './admin-call.ts';
import { type AdminDocument, readDocument } from './admin-document.ts';
import { describeCall } from './call-description.ts';
import { guarded } from './field-access.ts';
import { QUERY_COST_MAX, queryCost } from './limits/query-cost.ts';
import type { Throttle, ThrottleStatus } from './limits/throttle.ts';
import { type MutationRules, mutationRoot } from './mutation-root.ts';
import { queryRoot } from './query-root.ts';
import { API_VERSION } from './schema/admin-schema.ts';

export type AdminApi = {
  schema: GraphQLSchema;
  access: Access;
  throttle: Throttle;
  rules: MutationRules;
  shopCall: Omit<AdminCall, 'apply' | 'refusals' | 'origin'>;
};

const DOCUMENTATION = 'https://shopify.dev/api/usage/rate-limits';

/** POST /admin/api/{version}/graphql.json, for the one version whose schema the sandbox has. */
export function adminApiRoute(api: AdminApi): PlatformRoute {
  return {
    method: 'POST',
    path: '/admin/api/{version}/graphql.json',
    describe: (request) => describeCall(api.schema, api.shopCall.shop, request),
    handle: (request, { apply }) => answer(api, request, apply),
  };
}

/** The answer to any call while the bucket is empty. */
export function emptyBucketAnswer({ schema, throttle }: AdminApi, request: SandboxRequest): SandboxAnswer {
  const read = readDocument(schema, request);
  if (read.outcome !== 'valid') return refused(read.outcome === 'refused' ? read.errors : []);
  const { document, operation, variables } = read.value;
  const requested = queryCost(schema, document, operation, variables);
  return throttledAnswer(requested, { ...throttle.status(), currentlyAvailable: 0 });
}

/** HTTP 200 and nothing done. */
function throttledAnswer(requested: number, status: ThrottleStatus): SandboxAnswer {
  return {
    status: 200,
    outcome: 'throttled',
    body: {
      errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED', documentation: DOCUMENTATION } }],
      extensions: { cost: { requestedQueryCost: requested, actualQueryCost: null, throttleStatus: status } },
    },
  };
}

async function answer(api: AdminApi, request: SandboxRequest, apply: boolean): Promise<SandboxAnswer> {
  const version = request.params['version'] ?? '';
  if (version !== API_VERSION) return plainError(404, `Not Found: the sandbox has the schema of ${API_VERSION} only.`);
  if (!api.access.accepts(request))
    return plainError(401, '[API] Invalid API key or access token (unrecognized login or wrong password)');
  const read = readDocument(api.schema, request);
  switch (read.outcome) {
    case 'noQuery':
      return { status: 400, body: { errors: { query: 'Required parameter missing or invalid' } } };
    case 'refused':
      return refused(read.errors);
    case 'valid':
      return run(api, read.value, { apply, origin: `http://${request.headers.host}` });
    default:
      return read satisfies never;
  }
}

async function run(
  api: AdminApi,
  { document, operation, variables }: AdminDocument,
  how: Pick<AdminCall, 'apply' | 'origin'>,
) {
  const requested = queryCost(api.schema, document, operation, variables);
  if (requested > QUERY_COST_MAX) return refused([tooCostly(requested)]);
  const charge = api.throttle.hold(requested);
  if (!charge) return throttledAnswer(requested, api.throttle.status());
  const call: AdminCall = { ...api.shopCall, ...how, refusals: [] };
  const { data, errors } = await execute({
    schema: api.schema,
    document,
    operationName: operation.name?.value ?? null,
    variableValues: variables,
    rootValue: guarded(
      call.shop.app,
      operation.operation === 'mutation' ? mutationRoot(call, api.rules) : queryRoot(call),
    ),
  });
  const actual = queryCost(api.schema, document, operation, variables, data ?? {});
  charge(actual);
  const cost = { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus: api.throttle.status() };
  const refusal = errors?.[0]?.extensions['code'] ?? call.refusals[0];
  return {
    status: 200,
    body: { ...(errors ? { errors } : {}), data, extensions: { cost } },
    ...(refusal === undefined ? {} : { outcome: String(refusal) }),
  };
}

function tooCostly(cost: number): GraphQLError {
  return new GraphQLError(
    `Query cost is ${cost}, which exceeds the single query max cost limit (${QUERY_COST_MAX}). See ${DOCUMENTATION}.`,
    { extensions: { code: 'MAX_COST_EXCEEDED', cost, maxCost: QUERY_COST_MAX, documentation: DOCUMENTATION } },
  );
}

function refused(errors: readonly GraphQLError[]): SandboxAnswer {
  return { status: 200, body: { errors }, outcome: String(errors[0]?.extensions['code'] ?? 'refused by the schema') };
}

function plainError(status: number, errors: string): SandboxAnswer {
  return { status, body: { errors } };
}
