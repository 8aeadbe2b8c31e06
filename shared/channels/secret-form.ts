/** How a person is asked for a channel's secret, and how it is put together. */

import type { SecretFields } from '../ports/connecting/connection.ts';

/** A field of a secret, as a person is asked for it. */
export type SecretField = {
  readonly name: string;
  readonly question: string;
  /** Typed unseen. */
  readonly isHidden: boolean;
  readonly isOptional: boolean;
};

/** A channel's secret as it is asked for and put together. */
export type SecretForm = {
  readonly fields: readonly SecretField[];
  /** What is stored with what is given put over it. Throws a sentence for a field that the secret does not have. */
  merge(stored: SecretFields, given: SecretFields): SecretFields;
};

/** What is given takes the place of what is stored; all that a secret does not have is dropped or, if given, refused. */
export function mergeFields(names: readonly string[], stored: SecretFields, given: SecretFields): SecretFields {
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new Error(`The secret has no field “${unknown}”: its fields are ${names.join(', ')}.`);
  }
  const both = { ...stored, ...given };
  return Object.fromEntries(names.flatMap((name) => (both[name] === undefined ? [] : [[name, both[name]]])));
}
