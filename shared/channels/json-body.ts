/** Reads a message's JSON without losing digits, and says where it is malformed. */

import { isSafeNumber, parse } from 'lossless-json';
import * as v from 'valibot';
import { messageOf } from '../message-of.ts';

/** A message that is not as its platform documents it; `path` names the field as `line_items[0].quantity`. */
export type Malformed = { readonly kind: 'malformed'; readonly path: string; readonly reason: string };

export type Read<Value> = { readonly kind: 'read'; readonly value: Value } | Malformed;

/** Where and how it is malformed, as one sentence. */
export function whyMalformed({ path, reason }: Malformed): string {
  return path === '' ? reason : `${path}: ${reason}`;
}

/**
 * The text of exactly these bytes, or undefined when they are not UTF-8. A lenient decoder would turn bad bytes into
 * U+FFFD, and a signature over the decoded text would then hold for bytes that nobody signed.
 */
export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Reads JSON and the fields named by the schema; everything else, personal data above all, goes no further. A number
 * beyond 2^53 becomes the string of its digits, so that an 18-digit id survives byte for byte.
 */
export function readJson<const Schema extends v.GenericSchema>(
  body: Uint8Array | string,
  schema: Schema,
): Read<v.InferOutput<Schema>> {
  const text = typeof body === 'string' ? body : utf8Text(body);
  if (text === undefined) {
    return { kind: 'malformed', path: '', reason: 'The body is not UTF-8.' };
  }
  let json: unknown;
  try {
    json = parse(text, null, (digits) => (isSafeNumber(digits) ? Number(digits) : digits));
  } catch (error) {
    // lossless-json 4 refuses a name that an object has twice, and says so: which of the two is meant, only the sender knows.
    const isTwice = messageOf(error).startsWith('Duplicate key');
    const reason = isTwice ? 'The body has a field twice in one object.' : 'The body is not JSON.';
    return { kind: 'malformed', path: '', reason };
  }
  const result = v.safeParse(schema, json, { abortEarly: true });
  return result.success ? { kind: 'read', value: result.output } : malformedAt(result.issues[0]);
}

function malformedAt(issue: v.BaseIssue<unknown>): Malformed {
  const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  // The message of a valibot issue ends with the value received, which may be anything; only ours goes further.
  const expected = issue.message.replace(/(?: but|:) received .*$/isu, '.');
  return {
    kind: 'malformed',
    path: path.replace(/^\./, ''),
    reason: issue.input === undefined ? 'The field is missing.' : expected,
  };
}
