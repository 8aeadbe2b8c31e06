import { expect, it } from '@jest/globals';
import { errorMeaning } from '../../../../../shared/channels/shopify/client/answers.ts';

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
