/** What each answer of Shopify means for a push, a reading and connecting the shop. */

/**
 * What an error of a mutation means for the push. `again`: nothing was applied under this key; ask later under the same
 * one. `unknown`: nobody can say whether it was applied. Whatever is not in the table is refused: this listing cannot be
 * pushed like this.
 */
export type AnswerMeaning = 'stale' | 'spent' | 'again' | 'unknown' | 'refused';

/**
 * By the code of a `userErrors` entry: InventoryAdjustQuantitiesUserErrorCode, Admin API 2026-10
 * (https://shopify.dev/docs/api/admin-graphql/2026-10/enums/InventoryAdjustQuantitiesUserErrorCode).
 */
const MEANINGS = new Map<string, AnswerMeaning>([
  ['CHANGE_FROM_QUANTITY_STALE', 'stale'],
  // https://shopify.dev/docs/api/usage/implementing-idempotency (2026-04): the key is of a call that failed.
  ['IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED', 'spent'],
  // The key is of a call with other contents, which the same call again cannot change. Whether that one was applied, a
  // stale comparison is resolved as well: by reading what the shop shows, and a new key.
  ['IDEMPOTENCY_KEY_PARAMETER_MISMATCH', 'stale'],
  ['IDEMPOTENCY_CONCURRENT_REQUEST', 'again'],
  // "The quantity could not be adjusted. Try again."
  ['ADJUST_QUANTITIES_FAILED', 'again'],
  ['SERVICE_UNAVAILABLE', 'unknown'],
  // "For example, the parent of a bundle": Shopify computes its quantity from its components'. `stockline import` finds it.
  ['NON_MUTABLE_INVENTORY_ITEM', 'refused'],
]);

/** An error without a code names no reason that could last: it is tried again. */
export function errorMeaning(code: string | null): AnswerMeaning {
  return code === null ? 'again' : (MEANINGS.get(code) ?? 'refused');
}

/** Who answers: the Admin API, or the endpoint that grants access tokens. */
export type ShopifyCall = 'admin' | 'token';

type StatusRow = {
  readonly call: ShopifyCall;
  readonly status: number;
  /** `newToken`: another access token may be accepted. `credentialsGone`: no call will be until a person acts. */
  readonly means: 'newToken' | 'credentialsGone';
  readonly because: string;
};

/**
 * By HTTP status. A 429 means throttled. Any other status, 423 (locked for calling too often, or suspected of fraud) among
 * them, says nothing for good: the call is made again later.
 *
 * | row | source |
 * |---|---|
 * | Admin API | https://shopify.dev/docs/api/usage/response-codes (2026-10) |
 * | token: 400, 401, 403 | https://github.com/unopim/shopify-connector/issues/43 (2026-06), with the error in the body |
 * | token: 404 | the answer of a shop name that nobody has |
 */
const STATUS_ROWS: readonly StatusRow[] = [
  { call: 'admin', status: 401, means: 'newToken', because: 'The access token is not accepted.' },
  { call: 'admin', status: 402, means: 'credentialsGone', because: 'The shop is frozen until its owner has paid.' },
  { call: 'admin', status: 403, means: 'newToken', because: 'The app may not call this shop.' },
  { call: 'token', status: 400, means: 'credentialsGone', because: 'No access token is granted.' },
  { call: 'token', status: 401, means: 'credentialsGone', because: 'The client id or secret is not that of the app.' },
  { call: 'token', status: 402, means: 'credentialsGone', because: 'The shop is frozen until its owner has paid.' },
  { call: 'token', status: 403, means: 'credentialsGone', because: 'No access token is granted.' },
  { call: 'token', status: 404, means: 'credentialsGone', because: 'There is no such shop.' },
];

/** What is known of the errors with which no token is granted (OAuth, RFC 6749 section 5.2, and Shopify's own). */
const TOKEN_ERRORS = new Map([
  ['app_not_installed', 'The app is not installed on this shop.'],
  ['shop_not_permitted', 'The app and the shop are not of one organisation.'],
  ['invalid_client', 'The client id or secret is not that of the app.'],
  ['application_cannot_be_found', 'There is no app with this client id.'],
]);

/** What a status means for good, with a sentence for the merchant; undefined where the call is worth making again. */
export function statusMeaning(
  call: ShopifyCall,
  status: number,
  body = '',
): { readonly means: StatusRow['means']; readonly reason: string } | undefined {
  const row = STATUS_ROWS.find((each) => each.call === call && each.status === status);
  if (row === undefined) {
    return undefined;
  }
  // The error is in JSON, or in a page for a browser. Its description may repeat the client id.
  const error = /(?:"error"\s*:\s*"|oauth error )([a-z_]{1,40})/i.exec(body)?.[1];
  const known = error === undefined ? undefined : TOKEN_ERRORS.get(error);
  const why = call === 'token' && error !== undefined ? `${error}. ${known ?? row.because}` : row.because;
  return { means: row.means, reason: `Shopify answered ${status}: ${why}` };
}

const SHOP_HOST = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

/**
 * That the shop has another name now, where a redirect leads to another host of myshopify.com: no call of the old name is
 * answered until a person corrects the configuration. Undefined for every other redirect, which says nothing for good.
 * Source: the Admin API answers a host that is not the shop's own with 301 and the shop's host in `Location`
 * (https://github.com/Shopify/shopify-app-js/issues/1868, 2024). That the old name of a renamed shop is answered alike is our
 * assumption.
 */
export function redirectMeaning(
  shop: string,
  status: number,
  location: string | undefined,
): { readonly means: 'credentialsGone'; readonly reason: string } | undefined {
  const isRedirect = status >= 300 && status < 400 && location !== undefined && URL.canParse(location);
  const host = isRedirect ? new URL(location).hostname.toLowerCase() : shop;
  if (host === shop || !SHOP_HOST.test(host)) {
    return undefined;
  }
  const remedy = `Set the channel's shop to ${host} in stockline.config.ts, deploy, and run stockline connect again`;
  return { means: 'credentialsGone', reason: `Shopify answered ${status}: the shop's name is ${host} now. ${remedy}.` };
}

/**
 * Codes of GraphQL errors after which no call of the kind is accepted until a person acts. An app lacks an access scope or
 * the approval for protected customer data: a token keeps the scopes that it was granted with, so another is tried first.
 * Source: https://shopify.dev/docs/api/admin-graphql (2026-10), status and error codes.
 */
const GRAPHQL_CODES: ReadonlyMap<string, StatusRow['means']> = new Map([
  ['ACCESS_DENIED', 'newToken'],
  ['SHOP_INACTIVE', 'credentialsGone'],
]);

/** What GraphQL errors with these codes mean for the credentials; undefined where they say nothing of them. */
export function codesMeaning(codes: readonly (string | undefined)[]): StatusRow['means'] | undefined {
  const means = codes.map((code) => (code === undefined ? undefined : GRAPHQL_CODES.get(code)));
  return means.includes('credentialsGone') ? 'credentialsGone' : means.find((each) => each !== undefined);
}
