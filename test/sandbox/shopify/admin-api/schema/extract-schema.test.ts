import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { introspectionFromSchema } from 'graphql';
import { readAdminSchema } from '../../../../../sandbox/shopify/admin-api/schema/admin-schema.ts';
import { extractSchema } from '../../../../../sandbox/shopify/admin-api/schema/extract-schema.ts';

describe('the schema of Shopify, cut down', () => {
  const introspection = introspectionFromSchema(readAdminSchema());

  it('is as the extraction writes it, not edited by hand', () => {
    const file = new URL('../../../../../sandbox/shopify/admin-api/schema/admin-2026-10.graphql', import.meta.url);
    expect(extractSchema(introspection)).toBe(readFileSync(file, 'utf8'));
  });

  it('is not written when Shopify has removed a field that is relied on', () => {
    const types = introspection.__schema.types.map((type) =>
      type.kind === 'OBJECT' && type.name === 'LineItem'
        ? { ...type, fields: type.fields.filter(({ name }) => name !== 'currentQuantity') }
        : type,
    );
    const without = { __schema: { ...introspection.__schema, types } };
    expect(() => extractSchema(without)).toThrow('LineItem.currentQuantity is kept but no longer in the schema');
  });
});
