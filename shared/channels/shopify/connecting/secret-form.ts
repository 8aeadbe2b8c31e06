/** Shopify's secret, as a person is asked for it. */

import type { SecretFields } from '../../../ports/connecting/connection.ts';
import { mergeFields, type SecretForm } from '../../secret-form.ts';

const STORED = ['clientId', 'clientSecrets', 'accessToken'];

/** The one in use, and the one before while Shopify still signs with it. */
const SECRETS_MAX = 2;

/**
 * Shopify's secret. A new client secret comes first and the one before stays behind it: for up to an hour after a
 * rotation Shopify signs with the older one. Another app's secrets are of no use and go.
 */
export const SHOPIFY_SECRET: SecretForm = {
  fields: [
    { name: 'clientId', question: 'Client ID of the app', isHidden: false, isOptional: false },
    { name: 'clientSecret', question: 'Client secret', isHidden: true, isOptional: false },
    {
      name: 'accessToken',
      question: 'Access token, only for a custom app made before 2026',
      isHidden: true,
      isOptional: true,
    },
  ],
  merge(stored, { clientSecret, ...given }) {
    const isSameApp = given['clientId'] === undefined || given['clientId'] === stored['clientId'];
    const before = isSameApp ? stored : {};
    const offered = [...(clientSecret === undefined ? [] : [clientSecret]), ...secretsIn(given)];
    const secrets = [...new Set([...offered, ...secretsIn(before)])].slice(0, SECRETS_MAX);
    return mergeFields(STORED, before, { ...given, ...(secrets.length > 0 && { clientSecrets: secrets }) });
  },
};

function secretsIn({ clientSecrets }: SecretFields): readonly unknown[] {
  return Array.isArray(clientSecrets) ? clientSecrets : [];
}
