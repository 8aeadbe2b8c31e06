import { describe, expect, it } from '@jest/globals';
import { loginRoute, logoutRoute } from '../../../../functions/wiring/page/login.ts';
import { NOON } from '../../../fakes/facts.ts';
import { eventOf } from '../api/stock-api-under-test.ts';

const TOKEN = 'a-token-of-some-length';

function login() {
  const waited: number[] = [];
  const route = loginRoute({
    readSecret: async () => JSON.stringify({ token: TOKEN }),
    secret: 'stockline/api',
    cookie: 'stockline',
    clock: () => new Date(NOON),
    wait: async (milliseconds) => void waited.push(milliseconds),
  });
  return { waited, enter: (body: unknown) => route(eventOf('POST /sign-in', { body })) };
}

describe('POST /sign-in', () => {
  it('begins a session for the token, at once', async () => {
    const { enter, waited } = login();
    const answer = await enter({ token: ` ${TOKEN}\n` });
    expect(answer.statusCode).toBe(200);
    expect(answer.cookies).toEqual([expect.stringMatching(/^stockline=\d+\..*HttpOnly; SameSite=Strict/)]);
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(waited).toEqual([]);
  });

  it('answers each wrong token later than the one before, and none with a cookie', async () => {
    const { enter, waited } = login();
    for (let tries = 0; tries < 7; tries += 1) {
      const answer = await enter({ token: 'wrong' });
      expect(answer).toMatchObject({ statusCode: 401 });
      expect(answer.cookies).toBeUndefined();
      expect(answer.body).not.toContain(TOKEN);
    }
    expect(waited).toEqual([500, 1_000, 2_000, 4_000, 4_000, 4_000, 4_000]);
  });

  it('begins anew with its waits after a right one', async () => {
    const { enter, waited } = login();
    await enter({ token: 'wrong' });
    await enter({ token: TOKEN });
    await enter({ token: 'wrong' });
    expect(waited).toEqual([500, 500]);
  });

  it.each([
    ['no JSON', '{', 'body: use a JSON object.'],
    ['no token', {}, 'token: it is missing.'],
    ['an empty token', { token: '' }, 'token: enter the token.'],
    ['a number', { token: 7 }, 'token: use a text.'],
    ['a text that is too long', { token: 'x'.repeat(501) }, 'token: use at most 500 characters.'],
  ])('refuses %s, in words', async (_, body, says) => {
    const answer = await login().enter(body);
    expect(answer).toMatchObject({ statusCode: 400 });
    expect(JSON.parse(answer.body ?? '').error.message).toBe(says);
  });
});

describe('POST /sign-out', () => {
  it('takes the cookie away', () => {
    expect(logoutRoute({ cookie: 'stockline' }).cookies).toEqual([
      expect.stringContaining('stockline=; Path=/; Max-Age=0'),
    ]);
  });
});
