import { describe, expect, it } from '@jest/globals';
import { readErrors } from '../../../../../shared/channels/square/client/answers.ts';

const body = (category: string, code: string) => JSON.stringify({ errors: [{ category, code, detail: 'Why.' }] });

describe('errors of Square', () => {
  it.each([
    [200, body('API_ERROR', 'INTERNAL_SERVER_ERROR'), 'again'],
    [200, body('INVALID_REQUEST_ERROR', 'INVALID_VALUE'), 'refused'],
    [200, body('AUTHENTICATION_ERROR', 'UNAUTHORIZED'), 'credentialsGone'],
    [400, body('API_ERROR', 'TEMPORARY_ERROR'), 'again'],
    [400, body('INVALID_REQUEST_ERROR', 'TEMPORARY_ERROR'), 'again'],
    [400, body('INVALID_REQUEST_ERROR', 'IDEMPOTENCY_KEY_REUSED'), 'refused'],
    [401, body('AUTHENTICATION_ERROR', 'UNAUTHORIZED'), 'credentialsGone'],
    [401, body('AUTHENTICATION_ERROR', 'ACCESS_TOKEN_EXPIRED'), 'credentialsGone'],
    [401, body('AUTHENTICATION_ERROR', 'ACCESS_TOKEN_REVOKED'), 'credentialsGone'],
    [401, '<html>', 'credentialsGone'],
    [403, body('AUTHENTICATION_ERROR', 'INSUFFICIENT_SCOPES'), 'credentialsGone'],
    [404, body('INVALID_REQUEST_ERROR', 'NOT_FOUND'), 'refused'],
    [409, '', 'refused'],
  ] as const)('%i %s mean %s', (status, text, means) => {
    expect(readErrors(status, text)?.means).toBe(means);
  });

  it.each(['{}', '{"errors":[]}', '{"errors":null,"counts":[]}'])('are none in a 200 with %s', (text) => {
    expect(readErrors(200, text)).toBeUndefined();
  });
});
