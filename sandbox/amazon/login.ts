/** Login with Amazon: who gets an access token, and which calls a token opens. */
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { jsonBody, type PlatformRoute, type SandboxAnswer, type SandboxRequest } from '../kernel/platform.ts';
import { type Access, DENIED } from './access.ts';
import type { AmazonAccount } from './account.ts';
import { refusal } from './errors.ts';

const TOKEN_SECONDS = 3_600;
const GRANTLESS_SCOPES = ['sellingpartnerapi::notifications', 'sellingpartnerapi::client_credential:rotation'];

export type Login = {
  route: PlatformRoute;
  /** The route behind the seller's access token: 403 without it, as with an expired or a grantless one. */
  behindToken: (operation: string, route: PlatformRoute) => PlatformRoute;
  /** The route behind a token of the application's own, for operations that need no seller's grant. */
  behindGrantlessToken: (operation: string, route: PlatformRoute) => PlatformRoute;
};

type Token = { issuedMs: number; expiresMs: number };

/** Login with Amazon: gives out access tokens for an hour against the application's credentials. */
export function loginWithAmazon(account: AmazonAccount, access: Access, nowMs: () => number): Login {
  const ofSeller = new Map<string, Token>();
  const grantless = new Map<string, Token>();
  const issue = (tokens: Map<string, Token>, extra: object): SandboxAnswer => {
    const token = `Atza|${randomUUID()}`;
    const issuedMs = nowMs();
    tokens.set(token, { issuedMs, expiresMs: issuedMs + TOKEN_SECONDS * 1_000 });
    return { status: 200, body: { access_token: token, token_type: 'bearer', expires_in: TOKEN_SECONDS, ...extra } };
  };
  const problemOf = (given: string | undefined, tokens: ReadonlyMap<string, Token>): string | undefined => {
    if (given === undefined) return DENIED.noToken;
    const token = tokens.get(given);
    // A token of the other kind is a good token without the role.
    if (token === undefined) return ofSeller.has(given) || grantless.has(given) ? DENIED.noRole : DENIED.revoked;
    if (access.current().secret === 'expired') return DENIED.secretExpired;
    if (tokens === ofSeller && access.current().grant === 'revoked') return DENIED.revoked;
    return token.expiresMs > nowMs() && token.issuedMs > access.endedAtMs() ? undefined : DENIED.expired;
  };
  const behind = (tokens: ReadonlyMap<string, Token>) => (operation: string, route: PlatformRoute) => ({
    ...route,
    handle(request: SandboxRequest, how: { apply: boolean }) {
      const given = request.headers['x-amz-access-token'];
      const problem =
        problemOf(given === undefined ? undefined : String(given), tokens) ??
        (access.current().forbidden.includes(operation) ? DENIED.noRole : undefined);
      return problem === undefined
        ? route.handle(request, how)
        : refusal(403, 'Unauthorized', 'Access to requested resource is denied.', problem);
    },
  });
  return {
    route: {
      method: 'POST',
      path: '/auth/o2/token',
      faults: false,
      handle(request) {
        const fields = formOrJson(request);
        if (fields['client_id'] !== account.clientId || fields['client_secret'] !== account.clientSecret) {
          return denied(401, 'invalid_client', 'Client authentication failed');
        }
        if (access.current().secret === 'expired') {
          return denied(401, 'invalid_client', 'Client authentication failed');
        }
        if (fields['grant_type'] === 'client_credentials') {
          const isKnown = GRANTLESS_SCOPES.includes(fields['scope'] ?? '');
          return isKnown
            ? issue(grantless, {})
            : denied(400, 'invalid_scope', `The scope ${fields['scope']} is not known`);
        }
        if (fields['grant_type'] !== 'refresh_token') {
          return denied(400, 'unsupported_grant_type', `The grant type ${fields['grant_type']} is not supported`);
        }
        if (fields['refresh_token'] !== account.refreshToken) {
          return denied(400, 'invalid_grant', 'The request has an invalid grant parameter : refresh_token');
        }
        if (access.current().grant === 'revoked') {
          // https://github.com/amzn/selling-partner-api-docs/issues/2379 (2022).
          const why = "User may have revoked or didn't grant the permission.";
          return denied(400, 'invalid_grant', `The request has an invalid grant parameter : refresh_token. ${why}`);
        }
        return issue(ofSeller, { refresh_token: account.refreshToken });
      },
    },
    behindToken: behind(ofSeller),
    behindGrantlessToken: behind(grantless),
  };
}

function denied(status: number, error: string, description: string): SandboxAnswer {
  return { status, body: { error, error_description: description } };
}

function formOrJson(request: SandboxRequest): Record<string, string | undefined> {
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(request.rawBody.toString('utf8')));
  }
  const json = jsonBody(request);
  const fields = v.safeParse(v.record(v.string(), v.unknown()), json.ok ? json.value : undefined);
  if (!fields.success) return {};
  return Object.fromEntries(
    Object.entries(fields.output).filter((field): field is [string, string] => typeof field[1] === 'string'),
  );
}
