/** Runs a mutation once per idempotency key. */
import { GraphQLError, type GraphQLResolveInfo, getDirectiveValues } from 'graphql';
import type { UserError } from '../../inventory/inventory-rules.ts';
import type { IdempotencyKeys } from './idempotency.ts';

/** What every mutation with `@idempotent` answers besides its own fields. */
export type RefusableAnswer = { userErrors: UserError[] };

export type IdempotentRun = {
  keys: IdempotencyKeys<RefusableAnswer>;
  info: GraphQLResolveInfo;
  args: Record<string, unknown>;
  /** How long the mutation holds its key before it takes effect. */
  inFlightMs: number;
  run: () => RefusableAnswer;
  refuse: (errors: UserError[]) => RefusableAnswer;
  /** Called before an answer is replayed: what it returns is answered instead; undefined replays the answer. */
  beforeReplay?: () => RefusableAnswer | undefined;
};

/** Of InventoryAdjustQuantitiesUserErrorCode, schema 2026-10; the words of `otherParameters` are ours. */
const REFUSALS = {
  inFlight: {
    code: 'IDEMPOTENCY_CONCURRENT_REQUEST',
    message: 'This request is currently in progress, please try again.',
  },
  otherParameters: {
    code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH',
    message: 'The request with this idempotency key has different parameters than the original request.',
  },
  failedBefore: {
    code: 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED',
    message: 'A previous request with this idempotency key failed. Retry with a new idempotency key.',
  },
} as const;

/**
 * Runs a mutation once per key. Throws Shopify's BAD_REQUEST when the field has no `@idempotent(key:)`: the schema does
 * not ask for it, the servers do since 2026-04.
 */
export function runOnce(idempotent: IdempotentRun): RefusableAnswer | Promise<RefusableAnswer> {
  const { keys, info, args, inFlightMs, run, refuse, beforeReplay } = idempotent;
  const key = idempotencyKeyOf(info);
  if (key === undefined)
    throw new GraphQLError('The @idempotent directive is required for this mutation but was not provided.', {
      extensions: { code: 'BAD_REQUEST' },
    });
  const claim = keys.claim(key, `${info.fieldName} ${canonical(args)}`);
  if (claim.outcome === 'replay') return beforeReplay?.() ?? claim.answer;
  if (claim.outcome !== 'first') return refuse([{ field: null, ...REFUSALS[claim.outcome] }]);
  const answerOf = (): RefusableAnswer => {
    try {
      const answer = run();
      claim.complete(answer, answer.userErrors.length === 0);
      return answer;
    } catch (error) {
      claim.release();
      throw error;
    }
  };
  if (inFlightMs === 0) return answerOf();
  return new Promise<void>((resolve) => setTimeout(resolve, inFlightMs).unref()).then(answerOf);
}

/** The key that a mutation's field carries. */
export function idempotencyKeyOf({
  schema,
  fieldNodes,
  variableValues,
}: Pick<GraphQLResolveInfo, 'schema' | 'fieldNodes' | 'variableValues'>): string | undefined {
  const directive = schema.getDirective('idempotent');
  const [field] = fieldNodes;
  const values = directive && field && getDirectiveValues(directive, field, variableValues);
  const key = values?.['key'];
  return typeof key === 'string' ? key : undefined;
}

/** JSON with sorted keys: parameters are the same in whatever order they are written. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
