/** Keeps the access token of one shop. */

import { Session, type Shopify } from '@shopify/shopify-api';
import type { ShopifyChannel } from '../../../channel-config.ts';
import { CredentialsGoneError } from '../../../ports/channel/credentials-gone.ts';
import type { Clock } from '../../../ports/journal.ts';
import type { ShopifyCredentials } from '../connecting/credentials.ts';
import { redirectMeaning, statusMeaning } from './answers.ts';
import { type ShopFetch, withFetch } from './shop-fetch.ts';

/** A token is renewed so long before it ends, so that none ends on its way. */
const TOKEN_MARGIN_MS = 5 * 60_000;
/** Where Shopify states no end: its client credentials tokens live for a day. */
const TOKEN_LIFE_MS = 60 * 60_000;

export type TokenKeeper = {
  /** Rejects with CredentialsGoneError when Shopify grants no token until a person acts. */
  get(): Promise<Session>;
  /**
   * Forgets the session, unless another has taken its place. False: there is no other token to be had, because this one
   * was given for good.
   */
  drop(session: Session): boolean;
};

/** The token that the app was given for good, or one for its client secret, renewed by one caller at a time. */
export function createTokenKeeper(
  library: Shopify,
  { shop }: ShopifyChannel,
  { accessToken }: ShopifyCredentials,
  { clock, shopFetch }: { readonly clock: Clock; readonly shopFetch: ShopFetch },
): TokenKeeper {
  if (accessToken !== undefined) {
    const session = new Session({ id: `offline_${shop}`, shop, state: '', isOnline: false, accessToken });
    return { get: async () => session, drop: () => false };
  }
  let kept: { readonly session: Session; readonly usableUntilMs: number } | undefined;
  let renewing: Promise<Session> | undefined;
  const renew = async () => {
    const { session } = await withFetch(tokenFetch(shopFetch, shop), () => library.auth.clientCredentials({ shop }));
    const endsAtMs = session.expires?.getTime() ?? clock().getTime() + TOKEN_LIFE_MS;
    kept = { session, usableUntilMs: endsAtMs - TOKEN_MARGIN_MS };
    return session;
  };
  return {
    async get() {
      if (kept !== undefined && clock().getTime() < kept.usableUntilMs) {
        return kept.session;
      }
      renewing ??= renew().finally(() => {
        renewing = undefined;
      });
      return await renewing;
    },
    drop(session) {
      if (kept?.session === session) {
        kept = undefined;
      }
      return true;
    },
  };
}

/** The library expects JSON with every status, but Shopify may answer with a page for a browser. */
function tokenFetch(shopFetch: ShopFetch, shop: string): ShopFetch {
  return async (url, init) => {
    const response = await shopFetch(url, init);
    // The library reads the wait out of a 429.
    if (response.ok || response.status === 429) {
      return response;
    }
    const location = response.headers.get('location') ?? undefined;
    const refusal =
      redirectMeaning(shop, response.status, location) ??
      statusMeaning('token', response.status, await response.text());
    if (refusal !== undefined) {
      throw new CredentialsGoneError(`${shop}: ${refusal.reason}`);
    }
    throw new Error(`${shop} answered with status ${response.status} when it was asked for an access token.`);
  };
}
