/** A direct channel's secret, as a person is asked for it. */

import type { SecretFields } from '../../../ports/connecting/connection.ts';
import { listed, rotated } from '../../own-format/signing-secrets.ts';
import { mergeFields, type SecretForm } from '../../secret-form.ts';

const STORED = ['signingSecrets', 'callingSecrets'];

/** One key for each direction, made by the merchant. A new one comes first, and the one before stays behind it. */
export const DIRECT_SECRET: SecretForm = {
  fields: [
    {
      name: 'callingSecret',
      question: 'Secret that Stockline signs its calls with, whsec_ and base64',
      isHidden: true,
      isOptional: false,
    },
    {
      name: 'signingSecret',
      question: 'Secret that your shop signs its messages with, whsec_ and base64',
      isHidden: true,
      isOptional: false,
    },
  ],
  merge: (stored, { signingSecret, callingSecret, ...given }) =>
    mergeFields(STORED, stored, {
      ...given,
      ...kept('signingSecrets', stored, given, signingSecret),
      ...kept('callingSecrets', stored, given, callingSecret),
    }),
};

function kept(list: string, stored: SecretFields, given: SecretFields, one: unknown): SecretFields {
  const all = rotated([...(one === undefined ? [] : [one]), ...listed(given[list])], stored[list]);
  return all.length === 0 ? {} : { [list]: all };
}
