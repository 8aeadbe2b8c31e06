/** What each refusal of Amazon means for a push, and for connecting the seller. */
import * as v from 'valibot';
import { readJson } from '../../json-body.ts';

export type Refusal = {
  /**
   * `newToken`: the access token is not accepted: fetch another and ask again. `credentialsGone`: no call will be
   * accepted until a person acts. `refused`: Amazon will not do this one thing, whenever it is asked.
   */
  readonly means: 'newToken' | 'credentialsGone' | 'refused';
  /** As a sentence, with Amazon's own words, `details` among them: they alone say what was wrong. */
  readonly reason: string;
};

type Row = {
  readonly status: number;
  /** What the details say; absent: whatever they say. */
  readonly details?: RegExp;
  readonly means: Refusal['means'];
};

/**
 * The first row that fits decides. A 429 means throttled. After a 5xx or a 408 the call may have been applied. Any other
 * 4xx is about this listing. The code of a 403 is always `Unauthorized`.
 *
 * | row | source |
 * |---|---|
 * | no token | https://github.com/amzn/selling-partner-api-models/issues/945 (2021) |
 * | client secret expired | https://github.com/PipedreamHQ/pipedream/issues/16843 (2025) |
 * | token expired | the words that amazon-sp-api 1.2.1 looks for (lib/SellingPartner.js) |
 * | revoked, malformed or invalid | https://github.com/amzn/selling-partner-api-models/issues/2333 (2022) |
 * | no details: a role is missing | https://github.com/amzn/selling-partner-api-models/issues/826 (2020) |
 */
const ROWS: readonly Row[] = [
  { status: 401, means: 'newToken' },
  { status: 403, details: /secret.*expired/i, means: 'credentialsGone' },
  { status: 403, details: /token is missing/i, means: 'newToken' },
  { status: 403, details: /token.*expired/i, means: 'newToken' },
  { status: 403, details: /revoked|malformed|invalid/i, means: 'newToken' },
  { status: 403, means: 'credentialsGone' },
];

/** What a 4xx means. A token that was just fetched and is refused all the same is credentials that are gone. */
export function readRefusal(status: number, text: string, { isTokenNew }: { readonly isTokenNew: boolean }): Refusal {
  const error = firstError(text);
  const details = `${error?.message ?? ''} ${error?.details ?? ''}`;
  const row = ROWS.find((each) => each.status === status && (each.details?.test(details) ?? true));
  const means = row?.means ?? 'refused';
  return {
    means: means === 'newToken' && isTokenNew ? 'credentialsGone' : means,
    reason:
      error === undefined
        ? `Amazon refused with status ${status}.`
        : `Amazon refused with ${error.code}: ${[error.message, error.details].filter((part) => part).join(' ')}`,
  };
}

const errorList = v.object({
  errors: v.pipe(
    v.array(v.object({ code: v.string(), message: v.string(), details: v.nullish(v.string(), '') })),
    v.minLength(1),
  ),
});

function firstError(text: string) {
  const read = readJson(text, errorList);
  return read.kind === 'read' ? read.value.errors[0] : undefined;
}

/**
 * Errors of Login with Amazon that trying again does not end: RFC 6749, section 5.2. amazon-sp-api 1.2.1 throws them with
 * the error as its code. An application that may not have the scope of a call gets `invalid_scope`
 * (https://github.com/saleweaver/python-amazon-sp-api/issues/278, 2021).
 */
const LOGIN_ERRORS = [
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_request',
  'invalid_scope',
];

/** Why Login with Amazon gave no token, where that is final; undefined where it may be another time. */
export function loginRefusal(error: unknown): string | undefined {
  const { code, message } = fieldsOf(error);
  if (typeof code === 'string' && LOGIN_ERRORS.includes(code)) {
    return `Login with Amazon refused the credentials: ${code}, ${String(message).replace(/\.$/, '')}.`;
  }
  return error instanceof Error && error.cause !== undefined ? loginRefusal(error.cause) : undefined;
}

function fieldsOf(error: unknown): { readonly code?: unknown; readonly message?: unknown } {
  return typeof error === 'object' && error !== null ? error : {};
}
