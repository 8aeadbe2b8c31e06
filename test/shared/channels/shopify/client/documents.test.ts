import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import {
  ADJUST_QUANTITIES,
  AVAILABLE_AT_LOCATION,
  COMPONENTS_OF_BUNDLE,
  QUANTITIES_AT_LOCATION,
  variantsDocument,
} from '../../../../../shared/channels/shopify/client/documents.ts';
import {
  CREATE_SUBSCRIPTION,
  GRANTED_SCOPES,
  LOCATIONS,
  REDIRECT_SUBSCRIPTION,
  REMOVE_SUBSCRIPTION,
  SUBSCRIPTIONS,
} from '../../../../../shared/channels/shopify/connecting/connection-documents.ts';
import {
  MORE_FULFILLED_LINES,
  MORE_LINES,
  MORE_REFUNDED_LINES,
  ORDER,
  ORDERS,
} from '../../../../../shared/channels/shopify/orders/order-documents.ts';

const SCHEMA = buildSchema(
  readFileSync(
    new URL('../../../../../sandbox/shopify/admin-api/schema/admin-2026-10.graphql', import.meta.url),
    'utf8',
  ),
);

describe('what we ask of Shopify', () => {
  it.each([
    ['a push', ADJUST_QUANTITIES],
    ['a reading', AVAILABLE_AT_LOCATION],
    ['a reading of a cut-over', QUANTITIES_AT_LOCATION],
    ['what a bundle is made of', COMPONENTS_OF_BUNDLE],
    ['an order', ORDER],
    ['orders by search', ORDERS],
    ['more lines of an order', MORE_LINES],
    ['more lines of a fulfillment', MORE_FULFILLED_LINES],
    ['more lines of a refund', MORE_REFUNDED_LINES],
    ['the scopes that the app was granted', GRANTED_SCOPES],
    ['which locations there are', LOCATIONS],
    ['the webhooks', SUBSCRIPTIONS],
    ['a new webhook', CREATE_SUBSCRIPTION],
    ['a webhook led elsewhere', REDIRECT_SUBSCRIPTION],
    ['a webhook that goes', REMOVE_SUBSCRIPTION],
    ['the catalogue without a location', variantsDocument(0)],
    ['the catalogue at one location', variantsDocument(1)],
    ['the catalogue at three locations', variantsDocument(3)],
  ])('is valid in Shopify’s own schema of 2026-10: %s', (_, document) => {
    expect(validate(SCHEMA, parse(document))).toEqual([]);
  });

  it('would not be valid with a field that Shopify does not have', () => {
    const wrong = AVAILABLE_AT_LOCATION.replace('quantity\n', 'amount\n');
    expect(wrong).not.toBe(AVAILABLE_AT_LOCATION);
    expect(validate(SCHEMA, parse(wrong))).not.toEqual([]);
  });
});
