import { describe, expect, it } from '@jest/globals';
import { bearerCheck } from '../../../../functions/wiring/api/bearer-check.ts';
import { eventOf } from './stock-api-under-test.ts';

const TOKEN = 'a-token-of-sixteen-letters';
const check = bearerCheck(async () => JSON.stringify({ token: TOKEN }), 'stockline/api');

const asking = (headers: Record<string, string>, route = 'GET /stock') => ({ ...eventOf(route), headers });

describe('the bearer of a named token', () => {
  const tokens = [
    { name: 'reader', token: 'a-token-that-only-reads', scopes: ['read'] },
    { name: 'cart', token: 'a-token-that-only-holds', scopes: ['hold'] },
    { name: 'old', token: 'a-token-that-is-over-by-now', scopes: ['operate'], until: '2026-01-01T00:00:00.000Z' },
  ];
  const used: string[] = [];
  const named = bearerCheck(async () => JSON.stringify({ token: TOKEN, tokens }), 'stockline/api', {
    noteUse: async (name) => void used.push(name),
  });

  it.each([
    ['a-token-that-only-reads', 'GET /stock', true],
    ['a-token-that-only-reads', 'POST /holds', 'outOfScope'],
    ['a-token-that-only-holds', 'POST /holds', true],
    ['a-token-that-only-holds', 'GET /stock', 'outOfScope'],
    ['a-token-that-is-over-by-now', 'GET /stock', false],
    [TOKEN, 'POST /holds', true],
  ])('%s asks %s: %s', async (token, route, expected) => {
    expect(await named(asking({ authorization: `Bearer ${token}` }, route))).toBe(expected);
  });

  it('is noted by its name, and never by the token', () => {
    expect(new Set(used)).toEqual(new Set(['reader', 'cart', 'main']));
  });
});

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
    expect(await check(asking({ authorization }))).toBe(isAuthorised);
  });

  it('is nobody while the secret has a token that is too short to be one', async () => {
    const short = bearerCheck(async () => JSON.stringify({ token: 'x' }), 'stockline/api');
    await expect(short(asking({ authorization: 'Bearer x' }))).rejects.toThrow();
  });

  it('is nobody without the header', async () => {
    expect(await check(asking({}))).toBe(false);
  });
});
