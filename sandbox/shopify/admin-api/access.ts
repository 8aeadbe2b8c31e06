/** The app's access tokens. */
import { randomBytes } from 'node:crypto';
import { jsonBody, type PlatformRoute, type SandboxRequest } from '../../kernel/platform.ts';
import type { InstalledApp } from '../app.ts';

/** Access tokens of the app's one installation. */
export type Access = {
  accepts: (request: SandboxRequest) => boolean;
  /** The app is uninstalled: no token is good any more, and none is granted. */
  revoke: () => void;
  /** The app is installed again: tokens are granted as before. */
  restore: () => void;
  tokenRoute: PlatformRoute;
};

export type AccessOptions = { clientId: string; clientSecret: string; app: InstalledApp; now: () => Date };

// https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/client-credentials-grant (2026-07).
const TOKEN_LIFE_SECONDS = 86_399;

/** The client credentials grant, and what its tokens are good for: 24 hours of the Admin API. */
export function createAccess({ clientId, clientSecret, app, now }: AccessOptions): Access {
  const expiries = new Map<string, number>();
  let isInstalled = true;
  const grant = () => {
    const token = `shpat_${randomBytes(16).toString('hex')}`;
    expiries.set(token, now().getTime() + TOKEN_LIFE_SECONDS * 1_000);
    return { access_token: token, scope: app.scopes.join(','), expires_in: TOKEN_LIFE_SECONDS };
  };
  return {
    accepts({ headers }) {
      const token = headers['x-shopify-access-token'];
      return typeof token === 'string' && (expiries.get(token) ?? 0) > now().getTime();
    },
    revoke() {
      isInstalled = false;
      expiries.clear();
    },
    restore() {
      isInstalled = true;
    },
    tokenRoute: {
      method: 'POST',
      path: '/admin/oauth/access_token',
      faults: false,
      handle(request) {
        const asked = grantFields(request);
        if (asked['grant_type'] !== 'client_credentials')
          return refusal(400, 'unsupported_grant_type', 'The sandbox grants client_credentials only.');
        if (asked['client_id'] !== clientId || asked['client_secret'] !== clientSecret)
          return refusal(401, 'invalid_client', 'The client id or the client secret is not the one of this app.');
        if (!isInstalled) return refusal(400, 'app_not_installed', 'The app is not installed on this shop.');
        return { status: 200, body: grant() };
      },
    },
  };
}

function grantFields(request: SandboxRequest): Record<string, unknown> {
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(request.rawBody.toString('utf8')));
  const json = jsonBody(request);
  return json.ok && typeof json.value === 'object' ? { ...json.value } : {};
}

function refusal(status: number, error: string, description: string) {
  return { status, body: { error, error_description: description } };
}
