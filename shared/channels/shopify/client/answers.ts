/** What each answer of Shopify to a push means for the push. */

/**
 * `again`: nothing was applied under this key; ask later under the same one. `unknown`: nobody can say whether it was
 * applied. Whatever is not in the table is refused: this listing cannot be pushed like this.
 */
export type AnswerMeaning = 'stale' | 'spent' | 'again' | 'unknown' | 'refused';

/**
 * By the code of a `userErrors` entry: InventoryAdjustQuantitiesUserErrorCode, Admin API 2026-10
 * (https://shopify.dev/docs/api/admin-graphql/2026-10/enums/InventoryAdjustQuantitiesUserErrorCode).
 */
const MEANINGS = new Map<string, AnswerMeaning>([
  ['CHANGE_FROM_QUANTITY_STALE', 'stale'],
  // https://shopify.dev/docs/api/usage/implementing-idempotency (2026-04): the key is of a call that failed.
  ['IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED', 'spent'],
  // The key is of a call with other contents, which the same call again cannot change. Whether that one was applied, a
  // stale comparison is resolved as well: by reading what the shop shows, and a new key.
  ['IDEMPOTENCY_KEY_PARAMETER_MISMATCH', 'stale'],
  ['IDEMPOTENCY_CONCURRENT_REQUEST', 'again'],
  // "The quantity could not be adjusted. Try again."
  ['ADJUST_QUANTITIES_FAILED', 'again'],
  ['SERVICE_UNAVAILABLE', 'unknown'],
]);

/** An error without a code names no reason that could last: it is tried again. */
export function errorMeaning(code: string | null): AnswerMeaning {
  return code === null ? 'again' : (MEANINGS.get(code) ?? 'refused');
}
