/** Shopify's own library, set up for one app. */

import '@shopify/shopify-api/adapters/web-api';
import { ApiVersion, LogSeverity, type Shopify, shopifyApi } from '@shopify/shopify-api';

/** The Admin API version that everything here is written for. */
export const SHOPIFY_API_VERSION = ApiVersion.October26;

/** Shopify's library for one client secret. It logs nothing: the journal says what a merchant needs to know. */
export function shopifyLibrary(clientId: string, clientSecret: string): Shopify {
  return shopifyApi({
    apiKey: clientId,
    apiSecretKey: clientSecret,
    apiVersion: SHOPIFY_API_VERSION,
    // Mandatory, and used for redirects of installations only, which this app has none of.
    hostName: 'stockline.invalid',
    isEmbeddedApp: false,
    userAgentPrefix: 'Stockline',
    logger: { level: LogSeverity.Error, log: () => undefined },
  });
}
