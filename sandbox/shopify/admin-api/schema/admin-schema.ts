/** The version of the Admin API that the sandbox serves. */
import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema } from 'graphql';

/** The one version that the sandbox serves, and which its webhooks are written in. */
export const API_VERSION = '2026-10';

/** Shopify's own schema, cut down by extract-schema.ts, which names its source. */
export function readAdminSchema(): GraphQLSchema {
  return buildSchema(readFileSync(new URL(`./admin-${API_VERSION}.graphql`, import.meta.url), 'utf8'));
}
