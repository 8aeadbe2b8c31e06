/** What each answer of Square that names errors means for a push, and for connecting the account. */
import * as v from 'valibot';
import { readJson } from '../../json-body.ts';

export type SquareErrors = {
  /**
   * `again`: it may have been done or not, and the same call under the same key is safe. `credentialsGone`: no call will be
   * accepted until a person acts. `refused`: Square will not do this one thing, whenever it is asked.
   */
  readonly means: 'again' | 'credentialsGone' | 'refused';
  /** Square's code of the first error, or HTTP_<status>. */
  readonly code: string;
  /** As a sentence, with Square's own words. */
  readonly reason: string;
};

type Row = {
  readonly status?: number;
  readonly category?: string;
  readonly codes?: readonly string[];
  readonly means: SquareErrors['means'];
};

/**
 * The first row that fits holds; what fits none is refused. A 429 is throttled, a 5xx and a 408 are `again` whatever they
 * say.
 *
 * | row | source |
 * |---|---|
 * | 401, authentication | https://developer.squareup.com/docs/build-basics/handling-errors (2026-11): a token that is not valid, expired or revoked |
 * | 403 | the same: a scope that is missing, or an account that may not |
 * | temporary | `TEMPORARY_ERROR`: “you can safely retry your call using the same idempotency key” (Square's API definition); with which status is written nowhere |
 * | API errors in a 200 | the same page: a bulk endpoint may have errors in a 200 |
 */
const ROWS: readonly Row[] = [
  { codes: ['TEMPORARY_ERROR', 'RATE_LIMITED', 'GATEWAY_TIMEOUT', 'SERVICE_UNAVAILABLE'], means: 'again' },
  { status: 401, means: 'credentialsGone' },
  { status: 403, means: 'credentialsGone' },
  { category: 'AUTHENTICATION_ERROR', means: 'credentialsGone' },
  { category: 'API_ERROR', means: 'again' },
  { category: 'RATE_LIMIT_ERROR', means: 'again' },
];

/** What an answer with this status says by its errors; undefined for a 2xx without any. */
export function readErrors(status: number, text: string): SquareErrors | undefined {
  const read = readJson(text, errorBody);
  const [error] = read.kind === 'read' ? (read.value.errors ?? []) : [];
  if (error === undefined && status < 300) {
    return undefined;
  }
  const row = ROWS.find(
    (each) =>
      (each.status === undefined || each.status === status) &&
      (each.category === undefined || each.category === error?.category) &&
      (each.codes === undefined || each.codes.includes(error?.code ?? '')),
  );
  return {
    means: row?.means ?? 'refused',
    code: error?.code ?? `HTTP_${status}`,
    reason:
      error === undefined
        ? `Square refused with status ${status}.`
        : `Square refused with ${error.code}${error.detail ? `: ${asSentence(error.detail)}` : '.'}`,
  };
}

/** Square ends some of its details with a full stop, and some not. */
function asSentence(detail: string): string {
  return detail.trim().replace(/[.\s]*$/, '.');
}

const errorBody = v.object({
  errors: v.nullish(
    v.array(v.object({ category: v.nullish(v.string()), code: v.string(), detail: v.nullish(v.string(), '') })),
  ),
});
