import { randomUUID } from 'node:crypto';
import { jsonBody, type PlatformRoute, type SandboxAnswer, type SandboxRequest } from '../kernel/platform.ts';
import type { AmazonAccount } from './account.ts';
import { refusal } from './errors.ts';

const TOKEN_SECONDS = 3_600;
const GRANTLESS_SCOPES = ['sellingpartnerapi::notifications', 'sellingpartnerapi::client_credential:rotation'];

export type Login = {
  route: PlatformRoute;
  /** The route behind the seller's access token: 403 without it, as with an expired or a grantless one. */
  behindToken: (route: PlatformRoute) => PlatformRoute;
  /** The route behind a token of the application's own, for operations that need no seller's grant. */
  behindGrantlessToken: (route: PlatformRoute) => PlatformRoute;
};

/** Login with Amazon: gives out access tokens for an hour against the application's credentials. */
export function loginWithAmazon(account: AmazonAccount, nowMs: () => number): Login {
  const ofSeller = new Map<string, number>();
  const grantless = new Map<string, number>();
  const issue = (expiryByToken: Map<string, number>, extra: object): SandboxAnswer => {
    const token = `Atza|${randomUUID()}`;
    expiryByToken.set(token, nowMs() + TOKEN_SECONDS * 1_000);
    return { status: 200, body: { access_token: token, token_type: 'bearer', expires_in: TOKEN_SECONDS, ...extra } };
  };
  const behind = (expiryByToken: ReadonlyMap<string, number>) => (route: PlatformRoute) => ({
    ...route,
    handle(request: SandboxRequest, how: { apply: boolean }) {
      const expiry = expiryByToken.get(String(request.headers['x-amz-access-token']));
      if (expiry !== undefined && expiry > nowMs()) return route.handle(request, how);
      // The words of the real answer: amazon-sp-api fetches a new token when the details say "expired".
      const details = 'The access token you provided has expired.';
      return refusal(403, 'Unauthorized', 'Access to requested resource is denied.', details);
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
  return json.ok && typeof json.value === 'object' && json.value !== null
    ? (json.value as Record<string, string | undefined>)
    : {};
}
