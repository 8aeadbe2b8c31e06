/** Calls Shopify's Admin API, with a token and within a time limit. */

import {
  GraphqlQueryError,
  HttpRequestError,
  HttpResponseError,
  HttpThrottlingError,
  type Session,
} from '@shopify/shopify-api';
import * as v from 'valibot';
import type { ShopifyChannel } from '../../../channel-config.ts';
import { CredentialsGoneError } from '../../../ports/channel/credentials-gone.ts';
import type { Clock } from '../../../ports/journal.ts';
import { whileThrottled } from '../../while-throttled.ts';
import type { ShopifyCredentials } from '../connecting/credentials.ts';
import { redirectMeaning, statusMeaning } from './answers.ts';
import { untilHalfFullMs } from './call-budget.ts';
import { credentialsMeaning, throttledMs } from './graphql-errors.ts';
import { shopifyLibrary } from './library.ts';
import { createShopFetch, withFetch } from './shop-fetch.ts';
import { createTokenKeeper } from './tokens.ts';

export type AdminAnswer<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'throttled'; readonly retryAfterMs: number }
  /** Shopify did nothing, and accepts no such call of the app until a person acts. `reason` is a sentence. */
  | { readonly kind: 'credentialsGone'; readonly reason: string };

export type AdminApi = {
  /**
   * Asks, and asks again only with a new token. Rejects when no answer came in time, on a status or a GraphQL error of
   * which answers.ts does not say that it is for good, and when the answer lacks a field of the schema.
   */
  ask<const Schema extends v.GenericSchema>(
    document: string,
    variables: Readonly<Record<string, unknown>>,
    schema: Schema,
  ): Promise<AdminAnswer<v.InferOutput<Schema>>>;
  /**
   * The same for reads, which wait while Shopify throttles, at most `triesMax` times; credentials that are gone reject with
   * CredentialsGoneError.
   */
  read<const Schema extends v.GenericSchema>(
    document: string,
    variables: Readonly<Record<string, unknown>>,
    schema: Schema,
    triesMax: number,
  ): Promise<v.InferOutput<Schema>>;
  /** How long after its last answer the shop's call budget is half full, in milliseconds; undefined where it did not say. */
  untilHalfFullMs(): number | undefined;
};

export type AdminApiOptions = {
  readonly clock: Clock;
  /** How long an answer may take. */
  readonly timeoutMs: number;
};

/** Shopify's Admin API of one shop. The token is kept for this instance and renewed by one caller at a time. */
export function createAdminApi(
  channel: ShopifyChannel,
  credentials: ShopifyCredentials,
  { clock, timeoutMs }: AdminApiOptions,
): AdminApi {
  const [currentSecret = ''] = credentials.clientSecrets;
  const library = shopifyLibrary(credentials.clientId, currentSecret);
  const shopFetch = createShopFetch(channel, timeoutMs);
  const tokens = createTokenKeeper(library, channel, credentials, { clock, shopFetch });
  let halfFullAfterMs: number | undefined;
  const askWith = async <const Schema extends v.GenericSchema>(
    document: string,
    variables: Readonly<Record<string, unknown>>,
    schema: Schema,
    { isTokenNew }: { readonly isTokenNew: boolean },
  ): Promise<AdminAnswer<v.InferOutput<Schema>>> => {
    let session: Session | undefined;
    try {
      session = await tokens.get();
      const client = new library.clients.Graphql({ session });
      const { data, extensions } = await client.request(document, { variables: { ...variables } });
      halfFullAfterMs = untilHalfFullMs(extensions);
      return { kind: 'done', value: parsed(data, schema) };
    } catch (error) {
      const expected = expectedAnswer(channel, error);
      if (expected === undefined) {
        throw worded(channel, error);
      }
      if (expected.kind !== 'tokenRefused') {
        return expected;
      }
      // Dropped even where it is new: it must not be kept for the next call.
      const isRenewable = session !== undefined && tokens.drop(session);
      return isRenewable && !isTokenNew
        ? await askWith(document, variables, schema, { isTokenNew: true })
        : { kind: 'credentialsGone', reason: expected.reason };
    }
  };
  const ask: AdminApi['ask'] = (document, variables, schema) =>
    withFetch(shopFetch, () => askWith(document, variables, schema, { isTokenNew: false }));
  return {
    ask,
    untilHalfFullMs: () => halfFullAfterMs,
    async read(document, variables, schema, triesMax) {
      const answer = await whileThrottled(() => ask(document, variables, schema), triesMax);
      if (answer.kind === 'credentialsGone') {
        throw new CredentialsGoneError(answer.reason);
      }
      return answer.value;
    },
  };
}

type Expected =
  | Exclude<AdminAnswer<never>, { readonly kind: 'done' }>
  /** Another token may be accepted. */
  | { readonly kind: 'tokenRefused'; readonly reason: string };

/** The answers among the library's errors; undefined for what must be tried again. */
function expectedAnswer({ shop }: ShopifyChannel, error: unknown): Expected | undefined {
  if (error instanceof CredentialsGoneError) {
    return { kind: 'credentialsGone', reason: error.message };
  }
  if (error instanceof HttpThrottlingError) {
    return { kind: 'throttled', retryAfterMs: Math.ceil((error.response.retryAfter ?? 1) * 1_000) };
  }
  if (error instanceof HttpResponseError) {
    const { code, headers } = error.response;
    const refusal = redirectMeaning(shop, code, locationIn(headers)) ?? statusMeaning('admin', code);
    return refusal && refusedAs(refusal.means, `${shop}: ${refusal.reason}`);
  }
  if (!(error instanceof GraphqlQueryError)) {
    return undefined;
  }
  const retryAfterMs = throttledMs(error.body);
  if (retryAfterMs !== undefined) {
    return { kind: 'throttled', retryAfterMs };
  }
  const why = `${error.message} Grant the app the scope or the approval that it lacks.`;
  return refusedAs(credentialsMeaning(error.body), `${shop}: Shopify denied it. ${why}`);
}

/** The library's own words are a dump of the answer, and name no shop. */
function worded({ shop }: ShopifyChannel, error: unknown): unknown {
  if (error instanceof HttpResponseError) {
    const { code } = error.response;
    const what =
      code >= 200 && code < 300
        ? `${code} and something else than JSON: this is not the Admin API`
        : `status ${code}: it may have done it or not`;
    return new Error(`${shop} answered with ${what}.`, { cause: error });
  }
  if (error instanceof GraphqlQueryError) {
    return new Error(`${shop} answered with an error: ${error.message}`, { cause: error });
  }
  return error instanceof HttpRequestError ? new Error(error.message.replace(NO_ANSWER, ''), { cause: error }) : error;
}

/** What the library puts before the words of shop-fetch.ts, which say it all. */
const NO_ANSWER = /^Http request error, no response available: (?:GraphQL Client: )?/;

/** The library gives each header as a list of its values. */
function locationIn(headers: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const [location] = [headers?.['Location']].flat();
  return typeof location === 'string' ? location : undefined;
}

function refusedAs(means: ReturnType<typeof credentialsMeaning>, reason: string): Expected | undefined {
  return means && { kind: means === 'newToken' ? 'tokenRefused' : 'credentialsGone', reason };
}

function parsed<Schema extends v.GenericSchema>(data: unknown, schema: Schema): v.InferOutput<Schema> {
  const result = v.safeParse(schema, data, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    throw new Error(`Shopify answered without what was asked: ${v.getDotPath(issue) ?? 'data'} is not as expected.`);
  }
  return result.output;
}
