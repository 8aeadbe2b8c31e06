/** What Shopify's GraphQL errors mean for the caller. */

import * as v from 'valibot';
import { codesMeaning } from './answers.ts';

/**
 * The body of a GraphQL answer with errors, as the library hands it over: Shopify throttles with HTTP 200.
 * Source: https://shopify.dev/docs/api/usage/limits (2026-07).
 */
const errorBody = v.object({
  errors: v.object({
    graphQLErrors: v.array(v.object({ extensions: v.optional(v.object({ code: v.optional(v.string()) })) })),
  }),
  extensions: v.optional(
    v.object({
      cost: v.object({
        requestedQueryCost: v.number(),
        throttleStatus: v.object({ currentlyAvailable: v.number(), restoreRate: v.number() }),
      }),
    }),
  ),
});

/** Where Shopify does not say how full its bucket is. */
const DEFAULT_WAIT_MS = 1_000;
/** Others drink from the same bucket: never come back at once. */
const LEAST_MS = 100;

/**
 * How long until the bucket holds what the query asks for, in milliseconds; undefined when the errors are not that
 * Shopify throttles. The library's own wait is of no use: it takes the seconds of Retry-After for milliseconds.
 */
export function throttledMs(body: unknown): number | undefined {
  const read = v.safeParse(errorBody, body);
  if (!read.success || !hasCode(read.output, 'THROTTLED')) {
    return undefined;
  }
  const cost = read.output.extensions?.cost;
  if (cost === undefined || cost.throttleStatus.restoreRate <= 0) {
    return DEFAULT_WAIT_MS;
  }
  const missing = cost.requestedQueryCost - cost.throttleStatus.currentlyAvailable;
  return Math.max(LEAST_MS, Math.ceil((missing / cost.throttleStatus.restoreRate) * 1_000));
}

/** What the errors mean for the credentials; undefined where they say nothing of them. */
export function credentialsMeaning(body: unknown): ReturnType<typeof codesMeaning> {
  const read = v.safeParse(errorBody, body);
  return read.success ? codesMeaning(codesOf(read.output)) : undefined;
}

function hasCode(errors: v.InferOutput<typeof errorBody>, code: string): boolean {
  return codesOf(errors).includes(code);
}

function codesOf({ errors }: v.InferOutput<typeof errorBody>): readonly (string | undefined)[] {
  return errors.graphQLErrors.map(({ extensions }) => extensions?.code);
}
