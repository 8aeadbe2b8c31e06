/** The fields of Shopify's secret. */

import * as v from 'valibot';
import { parseSecret, secretText } from '../../secret.ts';

const schema = v.object(
  {
    clientId: secretText,
    /** The current one first: it gets tokens. The others only verify webhooks until Shopify signs with the first. */
    clientSecrets: v.pipe(
      v.array(secretText, 'must be a list'),
      v.minLength(1, 'must name at least one client secret'),
    ),
    /** Only for a custom app made in the Shopify admin before 2026: its token does not expire. */
    accessToken: v.optional(secretText),
  },
  'must be an object',
);

export type ShopifyCredentials = v.InferOutput<typeof schema>;

/**
 * Parses `{"clientId", "clientSecrets": [...], "accessToken"?}` or throws UnusableSecretError naming the field at
 * fault.
 */
export function parseShopifyCredentials(text: string): ShopifyCredentials {
  return parseSecret('Shopify', text, schema);
}
