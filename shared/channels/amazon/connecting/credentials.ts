/** The fields of Amazon's secret. */

import * as v from 'valibot';
import { parseSecret, secretText } from '../../secret.ts';

const schema = v.object(
  { clientId: secretText, clientSecret: secretText, refreshToken: secretText },
  'must be an object',
);

export type AmazonCredentials = v.InferOutput<typeof schema>;

/** Parses `{"clientId", "clientSecret", "refreshToken"}` or throws UnusableSecretError naming the field at fault. */
export function parseAmazonCredentials(text: string): AmazonCredentials {
  return parseSecret('Amazon', text, schema);
}
