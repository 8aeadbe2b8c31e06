import { expect, it } from '@jest/globals';
import { SHOPIFY_API_VERSION, versionNotice } from '../../../../shared/channels/shopify/api-version.ts';
import { shopifyLibrary } from '../../../../shared/channels/shopify/client/library.ts';

it('is the version that the library calls', () => {
  expect(shopifyLibrary('client', 'secret').config.apiVersion).toBe(SHOPIFY_API_VERSION);
});

it.each([
  ['2026-11-28', undefined],
  ['2027-07-15', undefined],
  ['2027-07-17', 'is served until 2027-10-16'],
  ['2027-10-17', 'was served until 2027-10-16'],
])('on %s it says: %s', (day, says) => {
  const notice = versionNotice(new Date(day));
  if (says === undefined) {
    expect(notice).toBeUndefined();
  } else {
    expect(notice).toContain(says);
  }
});
