/** Checks that a request carries a token of the stock API, and that the token may do what is asked. */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { parseApiTokens, permits, type Scope, validTokens } from '../../../shared/api-tokens.ts';
import { headersOf } from '../../../shared/aws/lambda/http.ts';
import type { SecretReader } from '../../../shared/aws/secrets/secrets.ts';

/** `false`: nobody whom we know. `outOfScope`: the token is known, and may not do this. */
export type Access = boolean | 'outOfScope';

export type BearerCheck = (event: APIGatewayProxyEventV2) => Promise<Access>;

/** Notes that the token was used; resolves whatever becomes of it. */
type UseNoted = (name: string) => Promise<void>;

type Settings = { readonly noteUse?: UseNoted; readonly now?: () => number };

/**
 * Whether the request has a token of the secret, as `Authorization: Bearer <token>`, with the scope that its method takes. Digests are
 * compared, in constant time and of all tokens, so that neither a token's length nor its beginning can be found out by trying.
 */
export function bearerCheck(
  readSecret: SecretReader,
  secret: string,
  { noteUse, now = Date.now }: Settings = {},
): BearerCheck {
  return async (event) => {
    const given = /^Bearer (.+)$/i.exec(headersOf(event)['authorization'] ?? '')?.[1];
    if (given === undefined) {
      return false;
    }
    const tokens = validTokens(parseApiTokens(await readSecret(secret)), new Date(now()));
    const found = tokens.filter(({ token }) => isSameToken(given, token));
    const [caller] = found;
    if (caller === undefined) {
      return false;
    }
    await noteUse?.(caller.name);
    return permits(caller.scopes, scopeOf(event)) || 'outOfScope';
  };
}

function scopeOf({ requestContext }: APIGatewayProxyEventV2): Scope {
  return requestContext.http.method === 'GET' ? 'read' : 'hold';
}

/** Whether the texts are the same; how long that takes says nothing of where they differ. */
export function isSameToken(given: string, token: string): boolean {
  return timingSafeEqual(digest(given), digest(token));
}

/** The API's first token, which opens the page. Rejects when the secret has none. */
export async function readToken(readSecret: SecretReader, secret: string): Promise<string> {
  return parseApiTokens(await readSecret(secret)).token;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
