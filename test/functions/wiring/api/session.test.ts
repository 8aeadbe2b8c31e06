import { describe, expect, it } from '@jest/globals';
import { beginSession, cookieName, endSession, sessionCheck } from '../../../../functions/wiring/api/session.ts';
import { NOON } from '../../../fakes/facts.ts';
import { eventOf } from './stock-api-under-test.ts';

const TOKEN = 'a-token-of-some-length';
const NAME = cookieName(false);
const BEGUN = new Date(NOON);
const HOUR_MS = 3_600_000;

const cookieOf = (set: string) => set.split(';')[0] ?? '';
const session = cookieOf(beginSession(TOKEN, NAME, BEGUN));

type Facts = { readonly token?: string; readonly afterHours?: number; readonly route?: string };

/** Whether a request with that cookie is let in. */
function isLetIn(cookie: string, { token = TOKEN, afterHours = 0, route = 'GET /stock' }: Facts = {}) {
  const check = sessionCheck(
    async () => JSON.stringify({ token }),
    'stockline/api',
    NAME,
    () => BEGUN.getTime() + afterHours * HOUR_MS,
  );
  return check({ ...eventOf(route), cookies: ['other=1', cookie] });
}

describe('the cookie of a session', () => {
  it('is of this host alone, and no script can read it', () => {
    const set = beginSession(TOKEN, NAME, BEGUN);
    expect(set).toMatch(/^__Host-stockline=\d+\.[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure$/);
    expect(set).not.toContain(TOKEN);
  });

  it('is not for HTTPS only where the stack runs on one machine', () => {
    expect(beginSession(TOKEN, cookieName(true), BEGUN)).toMatch(/^stockline=.*; HttpOnly; SameSite=Strict$/);
  });

  it('is gone when the session ends', () => {
    expect(endSession(NAME)).toContain('__Host-stockline=; Path=/; Max-Age=0');
  });
});

describe('a request with a session', () => {
  it('is let in for twelve hours', async () => {
    expect(await isLetIn(session, { afterHours: 11.9 })).toBe(true);
    expect(await isLetIn(session, { afterHours: 12 })).toBe(false);
  });

  it('is let in also where the cookie comes as a header', async () => {
    const check = sessionCheck(
      async () => JSON.stringify({ token: TOKEN }),
      'stockline/api',
      NAME,
      () => BEGUN.getTime(),
    );
    expect(await check(eventOf('GET /stock', { headers: { Cookie: `other=1; ${session}` } }))).toBe(true);
  });

  it('writes nothing', async () => {
    expect(await isLetIn(session, { route: 'POST /holds' })).toBe(false);
  });

  it('is over once the token is another one', async () => {
    expect(await isLetIn(session, { token: 'another-token-of-some-length' })).toBe(false);
  });

  it.each([
    ['no signature', '__Host-stockline=4102444800.'],
    ['another end', session.replace(/=\d+/, '=4102444800')],
    ['another signature', `${session.slice(0, -1)}${session.endsWith('A') ? 'B' : 'A'}`],
    ['a longer signature', `${session}A`],
    ['nothing', '__Host-stockline='],
    ['another name', session.replace('__Host-', '')],
  ])('is not let in with %s', async (_, cookie) => {
    expect(await isLetIn(cookie)).toBe(false);
  });
});
