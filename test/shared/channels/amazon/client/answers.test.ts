import { describe, expect, it } from '@jest/globals';
import { loginRefusal, readRefusal } from '../../../../../shared/channels/amazon/client/answers.ts';

const unauthorized = (details?: string) =>
  JSON.stringify({
    errors: [{ code: 'Unauthorized', message: 'Access to requested resource is denied.', ...(details && { details }) }],
  });

describe('a refusal of Amazon', () => {
  it.each([
    [403, unauthorized('Access token is missing in the request header.'), 'newToken'],
    [403, unauthorized('The access token you provided has expired.'), 'newToken'],
    [403, unauthorized('The access token you provided is revoked, malformed or invalid.'), 'newToken'],
    [403, unauthorized('The LWA secret token you provided has expired.'), 'credentialsGone'],
    [403, unauthorized(''), 'credentialsGone'],
    [403, unauthorized(), 'credentialsGone'],
    [403, '<html>', 'credentialsGone'],
    [401, '{}', 'newToken'],
    [400, unauthorized('The access token you provided has expired.'), 'refused'],
    [404, '{"errors":[{"code":"NOT_FOUND","message":"No SKU."}]}', 'refused'],
    [413, '', 'refused'],
  ] as const)('%i %s means %s', (status, text, means) => {
    expect(readRefusal(status, text, { isTokenNew: false }).means).toBe(means);
  });

  it('of a token that was just fetched is of credentials that are gone', () => {
    const revoked = unauthorized('The access token you provided is revoked, malformed or invalid.');
    expect(readRefusal(403, revoked, { isTokenNew: true })).toEqual({
      means: 'credentialsGone',
      reason:
        'Amazon refused with Unauthorized: Access to requested resource is denied. The access token you provided is revoked, malformed or invalid.',
    });
  });
});

describe('Login with Amazon', () => {
  it.each(['invalid_client', 'invalid_grant', 'unauthorized_client', 'invalid_scope'])('is final with %s', (code) => {
    const error = new Error('no answer', { cause: Object.assign(new Error('Why.'), { code }) });
    expect(loginRefusal(error)).toBe(`Login with Amazon refused the credentials: ${code}, Why.`);
  });

  it.each([[new Error('socket hang up')], [Object.assign(new Error('busy'), { code: 'server_error' })], ['text']])(
    'is tried again with %s',
    (error) => {
      expect(loginRefusal(error)).toBeUndefined();
    },
  );
});
