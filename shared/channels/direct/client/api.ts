/** Calls a shop that speaks the channel protocol, signed as Standard Webhooks and within a time limit. */

import * as v from 'valibot';
import type { DirectChannel } from '../../../channel-config.ts';
import { keptText } from '../../../domain/identifiers.ts';
import { CredentialsGoneError } from '../../../ports/channel/credentials-gone.ts';
import { readJson, whyMalformed } from '../../json-body.ts';
import { signedHeaders } from '../../own-format/sign.ts';
import { retryAfterMs, whileThrottled } from '../../while-throttled.ts';
import type { DirectCredentials } from '../connecting/credentials.ts';

const TIMEOUT_MS = 8_000;
const REASON_LENGTH_MAX = 300;

/** What the shop is asked for: the last part of the address (docs/channel-protocol.json). */
export type Operation = 'describe' | 'connect' | 'test' | 'push' | 'figures' | 'listings' | 'open-orders' | 'changes';

export type DirectAnswer<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'throttled'; readonly retryAfterMs: number }
  /** The shop did nothing, and will not do it when asked the same again. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The shop did nothing, because it does not accept our signature. */
  | { readonly kind: 'credentialsGone'; readonly reason: string };

export type DirectApi = {
  /** Asks once. Rejects when no answer came in time, on a 5xx, and on an answer that is not of the protocol. */
  ask<const Schema extends v.GenericSchema>(
    operation: Operation,
    body: object,
    schema: Schema,
  ): Promise<DirectAnswer<v.InferOutput<Schema>>>;
  /** The same for reads, which wait while the shop throttles, at most `triesMax` times; a refusal rejects. */
  read<const Schema extends v.GenericSchema>(
    operation: Operation,
    body: object,
    schema: Schema,
    triesMax: number,
  ): Promise<v.InferOutput<Schema>>;
};

/** Where an operation of the shop answers. */
export function addressOf({ url }: Pick<DirectChannel, 'url'>, operation: Operation): string {
  return `${url.replace(/\/+$/, '')}/${operation}`;
}

/** The shop's API; an answer may take `timeoutMs`. */
export function createDirectApi(
  channel: Pick<DirectChannel, 'id' | 'url'>,
  { callingSecrets }: Pick<DirectCredentials, 'callingSecrets'>,
  timeoutMs = TIMEOUT_MS,
): DirectApi {
  const ask: DirectApi['ask'] = async (operation, content, schema) => {
    const body = JSON.stringify(content);
    const response = await fetch(addressOf(channel, operation), {
      method: 'POST',
      headers: signedHeaders(body, callingSecrets),
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    const answered = `The direct channel ${channel.id} answered ${operation} with status ${response.status}`;
    if (response.status === 200) {
      const read = readJson(text, schema);
      if (read.kind === 'malformed') {
        throw new Error(`${answered}, and not as agreed: ${whyMalformed(read)}`);
      }
      return { kind: 'done', value: read.value };
    }
    return notDone(response.status, response.headers.get('retry-after'), text, answered);
  };
  return {
    ask,
    async read(operation, content, schema, triesMax) {
      const answer = await whileThrottled(() => ask(operation, content, schema), triesMax);
      if (answer.kind === 'credentialsGone') {
        throw new CredentialsGoneError(answer.reason);
      }
      if (answer.kind === 'refused') {
        throw new Error(answer.reason);
      }
      return answer.value;
    },
  };
}

const errorBody = v.object({ error: v.object({ code: v.string(), message: v.string() }) });

/**
 * What a status other than 200 means. A 4xx is the shop's own word only where its body has the protocol's form of an error: a
 * proxy before a shop that is being deployed answers 404, too, and says nothing of a listing.
 */
function notDone(status: number, retryAfter: string | null, text: string, answered: string): DirectAnswer<never> {
  if (status === 429) {
    return { kind: 'throttled', retryAfterMs: retryAfterMs(retryAfter) };
  }
  const read = readJson(text, errorBody);
  if (read.kind === 'malformed' || status >= 500 || status === 408 || status < 400) {
    throw new Error(`${answered}: it may have done it or not.`);
  }
  const { code, message } = read.value.error;
  const reason = `${answered}. ${shortened(code)}: ${shortened(message)}`;
  return { kind: status === 401 ? 'credentialsGone' : 'refused', reason };
}

/** A shop's sentence as it is kept beside a listing. */
export function shortened(sentence: string): string {
  return keptText(sentence, REASON_LENGTH_MAX);
}
