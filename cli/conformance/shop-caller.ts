/** Calls a shop as Stockline does, well signed or badly, and keeps what was said, to show it. */

import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import { addressOf, type Operation } from '../../shared/channels/direct/client/api.ts';
import { readJson } from '../../shared/channels/json-body.ts';
import { whyNoAnswer } from '../../shared/channels/no-answer.ts';
import { signedHeaders } from '../../shared/channels/own-format/sign.ts';
import { retryAfterMs } from '../../shared/channels/while-throttled.ts';

const TIMEOUT_MS = 8_000;
const SHOWN_LENGTH_MAX = 400;
/** A shop may say that it is busy, as to Stockline. */
const THROTTLED_TRIES = 5;
const THROTTLED_WAIT_MAX_MS = 10_000;

/** One call and its answer, or one message and ours, as they are shown to a person. */
export type Exchange = {
  readonly request: string;
  /** Undefined: no answer came. */
  readonly status: number | undefined;
  readonly answer: string;
};

type Call = Exchange & { readonly retryAfter: string | null };

/** A promise of the protocol is not kept; the message is the sentence, `exchange` the call that shows it. */
export class NotConforming extends Error {
  override readonly name = 'NotConforming';
  readonly exchange: Exchange | undefined;

  constructor(message: string, exchange?: Exchange) {
    super(message);
    this.exchange = exchange;
  }
}

/** How a call is signed, where it is not as agreed. */
export type Signing = { readonly headers?: (body: string) => Record<string, string>; readonly sentBody?: string };

export type ShopCaller = {
  /** One call; never rejects: a call without an answer is an exchange without a status. */
  call(operation: Operation, body: object, signing?: Signing): Promise<Exchange>;
  /**
   * The same, whose answer must be 200 with a body of this form; while it is 429, the call is repeated after the wait that the shop
   * names. Throws NotConforming.
   */
  ask<const Schema extends v.GenericSchema>(
    operation: Operation,
    body: object,
    schema: Schema,
  ): Promise<{ readonly value: v.InferOutput<Schema>; readonly exchange: Exchange }>;
};

export function createShopCaller(url: string, callingSecret: string): ShopCaller {
  const call = async (operation: Operation, content: object, signing: Signing = {}): Promise<Call> => {
    const body = JSON.stringify(content);
    const headers = signing.headers?.(body) ?? signedHeaders(body, [callingSecret]);
    const sent = signing.sentBody ?? body;
    const request = `POST ${addressOf({ url }, operation)} ${shownText(sent)}`;
    try {
      const response = await fetch(addressOf({ url }, operation), {
        method: 'POST',
        headers,
        body: sent,
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const answer = await response.text();
      return { request, status: response.status, answer, retryAfter: response.headers.get('retry-after') };
    } catch (error) {
      return { request, status: undefined, answer: whyNoAnswer(error, TIMEOUT_MS), retryAfter: null };
    }
  };
  return {
    call,
    async ask(operation, content, schema) {
      let exchange = await call(operation, content);
      for (let tries = 1; exchange.status === 429 && tries < THROTTLED_TRIES; tries += 1) {
        await pause(Math.min(retryAfterMs(exchange.retryAfter), THROTTLED_WAIT_MAX_MS));
        exchange = await call(operation, content);
      }
      if (exchange.status !== 200) {
        throw new NotConforming(`It answers ${exchange.status ?? 'nothing'} where 200 was expected.`, exchange);
      }
      const read = readJson(exchange.answer, schema);
      if (read.kind === 'malformed') {
        throw new NotConforming(`The answer is not as agreed: ${read.path || 'all of it'}: ${read.reason}`, exchange);
      }
      return { value: read.value, exchange };
    },
  };
}

/** A call and its answer in two lines. */
export function exchangeLines({ request, status, answer }: Exchange): readonly string[] {
  return [request, `→ ${status ?? 'no answer'} ${shownText(answer)}`.trimEnd()];
}

/** What is long is shown by its beginning. */
export function shownText(text: string): string {
  return text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)} …` : text;
}

const errorBody = v.object({ error: v.object({ code: v.string(), message: v.string() }) });

/** Throws NotConforming unless the call was refused with this status and an error of the protocol's form. */
export function mustRefuse(exchange: Exchange, status: number): void {
  if (exchange.status !== status) {
    throw new NotConforming(`It answers ${exchange.status ?? 'nothing'} where ${status} was expected.`, exchange);
  }
  if (readJson(exchange.answer, errorBody).kind === 'malformed') {
    throw new NotConforming('The refusal has no body {"error": {"code", "message"}}.', exchange);
  }
}
