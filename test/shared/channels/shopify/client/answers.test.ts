import { expect, it } from '@jest/globals';
import {
  codesMeaning,
  errorMeaning,
  redirectMeaning,
  statusMeaning,
} from '../../../../../shared/channels/shopify/client/answers.ts';

it.each([
  ['CHANGE_FROM_QUANTITY_STALE', 'stale'],
  ['IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED', 'spent'],
  ['IDEMPOTENCY_KEY_PARAMETER_MISMATCH', 'stale'],
  ['IDEMPOTENCY_CONCURRENT_REQUEST', 'again'],
  ['ADJUST_QUANTITIES_FAILED', 'again'],
  [null, 'again'],
  ['SERVICE_UNAVAILABLE', 'unknown'],
  ['NON_MUTABLE_INVENTORY_ITEM', 'refused'],
  ['INVALID_INVENTORY_ITEM', 'refused'],
  ['constructor', 'refused'],
])('Shopify’s %s means %s', (code, meaning) => {
  expect(errorMeaning(code)).toBe(meaning);
});

it.each([
  ['admin', 401, 'newToken'],
  ['admin', 402, 'credentialsGone'],
  ['admin', 403, 'newToken'],
  ['admin', 404, undefined],
  ['admin', 423, undefined],
  ['admin', 503, undefined],
  ['token', 400, 'credentialsGone'],
  ['token', 401, 'credentialsGone'],
  ['token', 402, 'credentialsGone'],
  ['token', 403, 'credentialsGone'],
  ['token', 404, 'credentialsGone'],
  ['token', 423, undefined],
  ['token', 500, undefined],
] as const)('%s: status %i means %s', (call, status, means) => {
  expect(statusMeaning(call, status)?.means).toBe(means);
});

it.each([
  ['{"error":"app_not_installed"}', 'app_not_installed. The app is not installed on this shop.'],
  [
    '<title>Oauth error shop_not_permitted: Client credentials cannot be performed on this shop.</title>',
    'shop_not_permitted. The app and the shop are not of one organisation.',
  ],
  ['{"error":"invalid_request","error_description":"no api_key 5e3c"}', 'invalid_request. No access token is granted.'],
  ['<html>', 'No access token is granted.'],
])('a refused token says why, and nothing of the credentials: %s', (body, why) => {
  expect(statusMeaning('token', 400, body)?.reason).toBe(`Shopify answered 400: ${why}`);
});

it.each([
  [['ACCESS_DENIED'], 'newToken'],
  [['SHOP_INACTIVE'], 'credentialsGone'],
  [['ACCESS_DENIED', 'SHOP_INACTIVE'], 'credentialsGone'],
  [['INTERNAL_SERVER_ERROR', undefined], undefined],
  [[], undefined],
])('GraphQL errors with the codes %j mean %s for the credentials', (codes, means) => {
  expect(codesMeaning(codes)).toBe(means);
});

it('a redirect to another shop of Shopify means that the shop was renamed, and says what to do', () => {
  expect(redirectMeaning('old.myshopify.com', 301, 'https://New-1.myshopify.com/admin/api')).toEqual({
    means: 'credentialsGone',
    reason:
      "Shopify answered 301: the shop's name is new-1.myshopify.com now. Set the channel's shop to new-1.myshopify.com in stockline.config.ts, deploy, and run stockline connect again.",
  });
});

it.each([
  [302, 'https://old.myshopify.com/password'],
  [302, 'https://accounts.shopify.com/lookup'],
  [301, 'https://myshopify.com.example/admin'],
  [301, '/admin'],
  [301, undefined],
  [200, 'https://new.myshopify.com/admin'],
])('a %i to %s says nothing for good', (status, location) => {
  expect(redirectMeaning('old.myshopify.com', status, location)).toBeUndefined();
});
