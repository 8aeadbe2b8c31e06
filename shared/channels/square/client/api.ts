/** Calls Square's API, within a time limit. */

import type * as v from 'valibot';
import type { SquareChannel } from '../../../channel-config.ts';
import { CredentialsGoneError } from '../../../ports/channel/credentials-gone.ts';
import { readJson, whyMalformed } from '../../json-body.ts';
import { retryAfterMs, whileThrottled } from '../../while-throttled.ts';
import type { SquareCredentials } from '../connecting/credentials.ts';
import { readErrors } from './answers.ts';

/** The version whose shapes are read and written here: the types of npm square 46.0.0. */
export const SQUARE_VERSION = '2026-09-16';
const SQUARE_ENDPOINT = 'https://connect.squareup.com';
const TIMEOUT_MS = 8_000;

export type SquareRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** From `/v2/…` on, with its query. */
  readonly path: string;
  readonly body?: object;
};

export type SquareAnswer<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'throttled'; readonly retryAfterMs: number }
  /** Square did nothing, and will not do it when asked the same again. */
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string }
  /** Square did nothing, and does not accept the access token for it. */
  | { readonly kind: 'credentialsGone'; readonly code: string; readonly reason: string };

export type SquareApi = {
  /** Asks once. Rejects when no answer came in time, on a 5xx and other errors that pass, and when the answer lacks a field of the schema. */
  ask<const Schema extends v.GenericSchema>(
    request: SquareRequest,
    schema: Schema,
  ): Promise<SquareAnswer<v.InferOutput<Schema>>>;
  /** The same for reads, which wait while Square throttles, at most `triesMax` times; a refusal rejects. */
  read<const Schema extends v.GenericSchema>(
    request: SquareRequest,
    schema: Schema,
    triesMax: number,
  ): Promise<v.InferOutput<Schema>>;
};

/**
 * Square's REST API with one account's token; an answer may take `timeoutMs`. The SDK is left out: it brings 3.7 MB
 * (npm square 46.0.0).
 */
export function createSquareApi(
  channel: SquareChannel,
  { accessToken }: Pick<SquareCredentials, 'accessToken'>,
  timeoutMs = TIMEOUT_MS,
): SquareApi {
  const ask: SquareApi['ask'] = async ({ method, path, body }, schema) => {
    const response = await fetch(new URL(path, channel.apiEndpoint ?? SQUARE_ENDPOINT), {
      method,
      headers: {
        authorization: `Bearer ${accessToken}`,
        'square-version': SQUARE_VERSION,
        'content-type': 'application/json',
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    if (response.status === 429) {
      return { kind: 'throttled', retryAfterMs: retryAfterMs(response.headers.get('retry-after')) };
    }
    if (response.status >= 500 || response.status === 408) {
      const done = method === 'GET' ? '' : ': it may have done it or not';
      throw new Error(`Square answered ${method} ${path} with status ${response.status}${done}.`);
    }
    const errors = readErrors(response.status, text);
    if (errors?.means === 'again') {
      throw new Error(`Square answered ${method} ${path} for now only: ${errors.reason}`);
    }
    if (errors !== undefined) {
      return { kind: errors.means, code: errors.code, reason: errors.reason };
    }
    const read = readJson(text, schema);
    if (read.kind === 'malformed') {
      throw new Error(`Square answered ${method} ${path} without what was asked: ${whyMalformed(read)}`);
    }
    return { kind: 'done', value: read.value };
  };
  return {
    ask,
    async read(request, schema, triesMax) {
      const answer = await whileThrottled(() => ask(request, schema), triesMax);
      if (answer.kind === 'credentialsGone') {
        throw new CredentialsGoneError(answer.reason);
      }
      if (answer.kind === 'refused') {
        throw new Error(`${answer.reason} (${request.method} ${request.path})`);
      }
      return answer.value;
    },
  };
}
