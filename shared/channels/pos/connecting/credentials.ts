/** The fields of a POS secret. */

import * as v from 'valibot';
import { signingSecrets } from '../../own-format/signing-secrets.ts';
import { parseSecret } from '../../secret.ts';

const schema = v.object({ signingSecrets }, 'must be an object');

export type PosCredentials = v.InferOutput<typeof schema>;

/** Parses `{"signingSecrets": ["whsec_…"]}` or throws UnusableSecretError naming the field at fault. */
export function parsePosCredentials(text: string): PosCredentials {
  return parseSecret('POS', text, schema);
}
