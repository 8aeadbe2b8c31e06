/** The fields of Square's secret. */

import * as v from 'valibot';
import { parseSecret, secretText } from '../../secret.ts';

const schema = v.object({ accessToken: secretText, signatureKey: secretText }, 'must be an object');

export type SquareCredentials = v.InferOutput<typeof schema>;

/** Parses `{"accessToken", "signatureKey"}` or throws UnusableSecretError naming the field at fault. */
export function parseSquareCredentials(text: string): SquareCredentials {
  return parseSecret('Square', text, schema);
}

/** Parses what connecting takes, `{"accessToken"}`, before Square has given out a signature key. */
export function parseSquareAccess(text: string): Pick<SquareCredentials, 'accessToken'> {
  return parseSecret('Square', text, v.object({ accessToken: secretText }, 'must be an object'));
}
