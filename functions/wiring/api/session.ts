/** The session of a page: a signed cookie with an end, which stands for the API's token in requests that read. */
import { createHmac } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { headersOf } from '../../../shared/aws/lambda/http.ts';
import type { SecretReader } from '../../../shared/aws/secrets/secrets.ts';
import { type BearerCheck, isSameToken, readToken } from './bearer-check.ts';

/** A working day: then the token is entered again. */
const SESSION_SECONDS = 12 * 3_600;

/**
 * Over HTTPS the name says that the cookie is of this host alone and was set securely (RFC 6265bis, section 4.1.3.2). The local
 * run has no HTTPS.
 */
export type CookieName = '__Host-stockline' | 'stockline';

export const cookieName = (isLocal: boolean): CookieName => (isLocal ? 'stockline' : '__Host-stockline');

/** The `Set-Cookie` of a session that begins now. No script can read it, and no other site's request carries it. */
export function beginSession(token: string, name: CookieName, now: Date): string {
  const end = Math.floor(now.getTime() / 1_000) + SESSION_SECONDS;
  return setCookie(name, `${end}.${signature(token, end)}`, SESSION_SECONDS);
}

/** The `Set-Cookie` that ends a session. */
export function endSession(name: CookieName): string {
  return setCookie(name, '', 0);
}

function setCookie(name: CookieName, value: string, seconds: number): string {
  const secure = name.startsWith('__Host-') ? '; Secure' : '';
  return `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`;
}

/**
 * Whether the request reads, and has the cookie of a session that was begun with the present token and is not over. A new
 * token ends all sessions.
 */
export function sessionCheck(
  readSecret: SecretReader,
  secret: string,
  name: CookieName,
  now: () => number = Date.now,
): (event: APIGatewayProxyEventV2) => Promise<boolean> {
  return async (event) => {
    const value = cookiesOf(event).get(name);
    const [, end, signed = ''] = /^(\d{1,12})\.([\w-]+)$/.exec(value ?? '') ?? [];
    if (event.requestContext.http.method !== 'GET' || end === undefined || Number(end) * 1_000 <= now()) {
      return false;
    }
    return isSameToken(signed, signature(await readToken(readSecret, secret), Number(end)));
  };
}

/** The one or the other. */
export function eitherOf(bearer: BearerCheck, session: ReturnType<typeof sessionCheck>): BearerCheck {
  return async (event) => (await bearer(event)) || (await session(event));
}

/** A key of its own, so that what is signed here is of no use elsewhere. */
function signature(token: string, end: number): string {
  const key = createHmac('sha256', token).update('stockline page session').digest();
  return createHmac('sha256', key).update(`${end}`).digest('base64url');
}

/** API Gateway gives cookies in a list of their own (payload format 2.0). */
function cookiesOf(event: APIGatewayProxyEventV2): ReadonlyMap<string, string> {
  const pairs = [...(event.cookies ?? []), ...(headersOf(event)['cookie']?.split(';') ?? [])];
  return new Map(
    pairs.map((pair) => {
      const [name = '', ...value] = pair.trim().split('=');
      return [name, value.join('=')];
    }),
  );
}
