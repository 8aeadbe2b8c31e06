import { describe, expect, it } from '@jest/globals';
import {
  checkShopifyDocuments,
  documentFaults,
  keptSchemas,
  shopifyDocuments,
} from '../../../local/checks/shopify-documents.ts';
import { SHOPIFY_API_VERSION } from '../../../shared/channels/shopify/api-version.ts';
import { AVAILABLE_AT_LOCATION } from '../../../shared/channels/shopify/client/documents.ts';

const documents = await shopifyDocuments();
const schemas = keptSchemas();

describe('what we ask of Shopify', () => {
  it('is held to the schema of each version that we call', () => {
    expect(schemas.map(({ version }) => version)).toContain(SHOPIFY_API_VERSION);
  });

  it.each(documents)('is valid in Shopify’s own schema: $name', (document) => {
    expect(documentFaults([document], schemas)).toEqual([]);
  });

  it('is found wherever it stands, for no location, one and several', () => {
    expect(documents.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['ADJUST_QUANTITIES', 'ANY_ORDER', 'ORDERS', 'SUBSCRIPTIONS', 'variantsDocument(3)']),
    );
  });

  it.each([
    ['2026-11-28', []],
    ['2027-08-01', [expect.stringContaining('is served until 2027-10-16')]],
  ])('is checked on %s with these notices: %j', async (day, notices) => {
    expect(await checkShopifyDocuments(new Date(day))).toEqual({
      documents: documents.length,
      versions: [SHOPIFY_API_VERSION],
      notices,
      faults: [],
    });
  });

  it('would not be valid with a field that Shopify does not have', () => {
    const text = AVAILABLE_AT_LOCATION.replace('quantity\n', 'amount\n');
    expect(text).not.toBe(AVAILABLE_AT_LOCATION);
    expect(documentFaults([{ name: 'WRONG', text }], schemas)).toEqual([
      expect.stringMatching(/^WRONG is not valid in Admin API 2026-10: Cannot query field "amount"/),
    ]);
  });
});
