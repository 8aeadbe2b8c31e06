/** Answers that Square gives for other reasons than the request: to be tried later, or once somebody mends the access. */
import type { SandboxAnswer } from '../kernel/platform.ts';
import { refusal } from './errors.ts';

/**
 * Sources: codes, `ErrorCode` of npm square 46.0.0; that a bulk endpoint may have errors in a 200, and that a failure has
 * a status from 400 on, https://developer.squareup.com/docs/build-basics/handling-errors (2026-11); TEMPORARY_ERROR,
 * "you can safely retry your call using the same idempotency key" (its description in Square's API definition). That
 * TEMPORARY_ERROR comes with 400 is the worst case, and nowhere excluded.
 */
export const SQUARE_ANSWERS = {
  errorsIn200(): SandboxAnswer {
    const detail = 'The change could not be made.';
    const errors = [{ category: 'API_ERROR', code: 'INTERNAL_SERVER_ERROR', detail }];
    return { status: 200, body: { errors, counts: [], changes: [] }, outcome: 'errors in 200' };
  },
  temporaryError: () => refusal(400, 'API_ERROR', 'TEMPORARY_ERROR', 'A temporary internal error occurred.'),
  unauthorized: () => denied('UNAUTHORIZED', 'This request could not be authorized.'),
  tokenExpired: () => denied('ACCESS_TOKEN_EXPIRED', 'The provided access token has expired.'),
  tokenRevoked: () => denied('ACCESS_TOKEN_REVOKED', 'The provided access token has been revoked.'),
  // https://developer.squareup.com/forums/t/insufficient-scope-error/1374 (2020), its words.
  noScope: () =>
    refusal(
      403,
      'AUTHENTICATION_ERROR',
      'INSUFFICIENT_SCOPES',
      'The merchant has not given your application sufficient permissions to do that.',
    ),
};

function denied(code: string, detail: string): SandboxAnswer {
  return refusal(401, 'AUTHENTICATION_ERROR', code, detail);
}
