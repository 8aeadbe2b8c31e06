/** The fields of a POS secret. */

import { Webhook } from 'standardwebhooks';
import * as v from 'valibot';
import { parseSecret, secretText } from '../../secret.ts';

const schema = v.object(
  {
    /** One, or two while the sender changes from one to the other. */
    signingSecrets: v.pipe(
      v.array(
        v.pipe(secretText, v.check(isSigningSecret, 'must be whsec_ followed by base64 (Standard Webhooks)')),
        'must be a list',
      ),
      v.minLength(1, 'must name at least one secret'),
    ),
  },
  'must be an object',
);

export type PosCredentials = v.InferOutput<typeof schema>;

/** Parses `{"signingSecrets": ["whsec_…"]}` or throws UnusableSecretError naming the field at fault. */
export function parsePosCredentials(text: string): PosCredentials {
  return parseSecret('POS', text, schema);
}

function isSigningSecret(secret: string): boolean {
  try {
    return secret.startsWith('whsec_') && new Webhook(secret) instanceof Webhook;
  } catch {
    return false;
  }
}
