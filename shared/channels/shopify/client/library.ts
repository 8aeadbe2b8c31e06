/** Shopify's own library, set up for one app. */

import '@shopify/shopify-api/adapters/web-api';
import { ApiVersion, LogSeverity, type Shopify, shopifyApi } from '@shopify/shopify-api';

/** Shopify's library for one client secret. It logs nothing: the journal says what a merchant needs to know. */
export function shopifyLibrary(clientId: string, clientSecret: string): Shopify {
  return shopifyApi({
    apiKey: clientId,
    apiSecretKey: clientSecret,
    // The same as SHOPIFY_API_VERSION of api-version.ts.
    apiVersion: ApiVersion.October26,
    // Mandatory, and used for redirects of installations only, which this app has none of.
    hostName: 'stockline.invalid',
    isEmbeddedApp: false,
    userAgentPrefix: 'Stockline',
    logger: { level: LogSeverity.Error, log: () => undefined },
  });
}
