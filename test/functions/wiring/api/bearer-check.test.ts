import { describe, expect, it } from '@jest/globals';
import { bearerCheck } from '../../../../functions/wiring/api/bearer-check.ts';

const TOKEN = 'a-token-of-sixteen-letters';
const check = bearerCheck(async () => JSON.stringify({ token: TOKEN }), 'stockline/api');

describe('the bearer of the token', () => {
  it.each([
    [`Bearer ${TOKEN}`, true],
    [`bearer ${TOKEN}`, true],
    ['Bearer another-token-of-letters', false],
    [`Bearer ${TOKEN}x`, false],
    [`Bearer ${TOKEN.slice(1)}`, false],
    [`Basic ${TOKEN}`, false],
    [TOKEN, false],
    ['Bearer ', false],
  ])('%s: %s', async (authorization, isAuthorised) => {
    expect(await check({ headers: { authorization } })).toBe(isAuthorised);
  });

  it('is nobody while the secret has a token that is too short to be one', async () => {
    const short = bearerCheck(async () => JSON.stringify({ token: 'x' }), 'stockline/api');
    await expect(short({ headers: { authorization: 'Bearer x' } })).rejects.toThrow();
  });

  it('is nobody without the header', async () => {
    expect(await check({ headers: {} })).toBe(false);
  });
});
