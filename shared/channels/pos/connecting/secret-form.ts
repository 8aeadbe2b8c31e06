/** The secret of a till, a 3PL or an ERP, as a person is asked for it. */

import { listed, rotated } from '../../own-format/signing-secrets.ts';
import { mergeFields, type SecretForm } from '../../secret-form.ts';

const STORED = ['signingSecrets'];

/**
 * The secret of a till, a 3PL or an ERP, which no platform gives out: one is drawn where none is given or stored. A new
 * one comes first and the one before stays behind it, so that senders can change over one by one.
 */
export function posSecret(draw: () => string): SecretForm {
  return {
    fields: [
      {
        name: 'signingSecret',
        question: 'Signing secret, whsec_ and base64; one is drawn where there is none',
        isHidden: true,
        isOptional: true,
      },
    ],
    merge(stored, { signingSecret, ...given }) {
      const offered = [...(signingSecret === undefined ? [] : [signingSecret]), ...listed(given['signingSecrets'])];
      const all = rotated(offered, stored['signingSecrets']);
      return mergeFields(STORED, stored, { ...given, signingSecrets: all.length > 0 ? all : [draw()] });
    },
  };
}
