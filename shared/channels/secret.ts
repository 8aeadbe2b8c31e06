/** Parses a channel's secret without ever showing what is in it. */

import * as v from 'valibot';
import { PermanentError } from '../ports/permanent-error.ts';

/** A field of a secret: text that is not empty. */
export const secretText = v.pipe(v.string('must be text'), v.nonEmpty('must not be empty'));

/** An error that says what is wrong with a channel's secret and never what is in it. */
export class UnusableSecretError extends PermanentError {
  override readonly name = 'UnusableSecretError';
}

/** Parses a channel's secret or throws UnusableSecretError with a sentence that names the first field at fault. */
export function parseSecret<const Schema extends v.GenericSchema>(
  platform: string,
  text: string,
  schema: Schema,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, jsonOf(platform, text), { abortEarly: true });
  if (result.success) {
    return result.output;
  }
  const [issue] = result.issues;
  const field = v.getDotPath(issue) ?? 'the whole of it';
  const fault = issue.input === undefined ? 'is missing' : issue.message;
  throw new UnusableSecretError(`The ${platform} secret is not usable: ${field} ${fault}.`);
}

function jsonOf(platform: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, so it is not passed on, not even as a cause.
    throw new UnusableSecretError(`The ${platform} secret is not usable: it is not JSON.`);
  }
}
