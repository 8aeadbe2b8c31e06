/** The secret of a till, a 3PL or an ERP, as a person is asked for it. */

import { randomBytes } from 'node:crypto';
import type { SecretFields } from '../../../ports/connecting/connection.ts';
import { mergeFields, type SecretForm } from '../../secret-form.ts';

const STORED = ['signingSecrets'];

/** The one in use, and the one before while senders change over. */
const SECRETS_MAX = 2;

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
      const offered = [...(signingSecret === undefined ? [] : [signingSecret]), ...secretsIn(given)];
      const all = [...new Set([...offered, ...secretsIn(stored)])].slice(0, SECRETS_MAX);
      return mergeFields(STORED, stored, { ...given, signingSecrets: all.length > 0 ? all : [draw()] });
    },
  };
}

/** As Standard Webhooks recommends: `whsec_` and 24 to 64 random bytes in base64. */
export function newSigningSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

function secretsIn({ signingSecrets }: SecretFields): readonly unknown[] {
  return Array.isArray(signingSecrets) ? signingSecrets : [];
}
