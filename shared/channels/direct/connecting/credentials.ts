/** The fields of a direct channel's secret: one key for each direction. */

import * as v from 'valibot';
import { signingSecrets } from '../../own-format/signing-secrets.ts';
import { parseSecret } from '../../secret.ts';

const schema = v.object(
  {
    /** What the shop signs its messages with. */
    signingSecrets,
    /** What Stockline signs its calls with: with all of them, so that the shop can change from one to the next. */
    callingSecrets: signingSecrets,
  },
  'must be an object',
);

export type DirectCredentials = v.InferOutput<typeof schema>;

/** Parses `{"signingSecrets": ["whsec_…"], "callingSecrets": ["whsec_…"]}` or throws UnusableSecretError naming the field. */
export function parseDirectCredentials(text: string): DirectCredentials {
  return parseSecret('direct channel’s', text, schema);
}
