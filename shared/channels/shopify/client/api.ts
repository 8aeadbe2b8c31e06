/** Calls Shopify's Admin API, with a token and within a time limit. */

import { AsyncLocalStorage } from 'node:async_hooks';
import { GraphqlQueryError, HttpResponseError, HttpThrottlingError, Session, type Shopify } from '@shopify/shopify-api';
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';
import * as v from 'valibot';
import type { ShopifyChannel } from '../../../channel-config.ts';
import type { Clock } from '../../../ports/journal.ts';
import { whileThrottled } from '../../while-throttled.ts';
import type { ShopifyCredentials } from '../connecting/credentials.ts';
import { isDenied, throttledMs } from './graphql-errors.ts';
import { shopifyLibrary } from './library.ts';

export type AdminAnswer<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'throttled'; readonly retryAfterMs: number }
  /** The app may not do this: it lacks an access scope. */
  | { readonly kind: 'denied'; readonly reason: string };

export type AdminApi = {
  /**
   * Asks once. Rejects when no answer came in time, on any HTTP status but 200 and 429, on GraphQL errors other than
   * THROTTLED and ACCESS_DENIED, and when the answer lacks a field of the schema.
   */
  ask<const Schema extends v.GenericSchema>(
    document: string,
    variables: Readonly<Record<string, unknown>>,
    schema: Schema,
  ): Promise<AdminAnswer<v.InferOutput<Schema>>>;
  /** The same for reads, which wait while Shopify throttles, at most `triesMax` times. */
  read<const Schema extends v.GenericSchema>(
    document: string,
    variables: Readonly<Record<string, unknown>>,
    schema: Schema,
    triesMax: number,
  ): Promise<v.InferOutput<Schema>>;
};

export type AdminApiOptions = {
  readonly clock: Clock;
  /** How long an answer may take. */
  readonly timeoutMs: number;
};

/** A token is renewed so long before it ends, so that none ends on its way. */
const TOKEN_MARGIN_MS = 5 * 60_000;
/** Where Shopify states no end: its client credentials tokens live for a day. */
const TOKEN_LIFE_MS = 60 * 60_000;

type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/**
 * The library has one fetch for the whole process. This one looks up whose call it is in, so that each shop has its own
 * endpoint and timeout and no two disturb each other.
 */
const ownFetch = new AsyncLocalStorage<Fetch>();
setAbstractFetchFunc(((url: string, init?: RequestInit) => (ownFetch.getStore() ?? fetch)(url, init)) as typeof fetch);

/** Shopify's Admin API of one shop. The token is kept for this instance and renewed by one caller at a time. */
export function createAdminApi(
  channel: ShopifyChannel,
  credentials: ShopifyCredentials,
  { clock, timeoutMs }: AdminApiOptions,
): AdminApi {
  const [currentSecret = ''] = credentials.clientSecrets;
  const library = shopifyLibrary(credentials.clientId, currentSecret);
  const tokens = tokenKeeper(library, channel, credentials, clock);
  const fetchOfShop = shopFetch(channel, timeoutMs);
  const ask = <const Schema extends v.GenericSchema>(
    document: string,
    variables: Readonly<Record<string, unknown>>,
    schema: Schema,
  ) =>
    ownFetch.run(fetchOfShop, async (): Promise<AdminAnswer<v.InferOutput<Schema>>> => {
      const session = await tokens.get();
      try {
        const client = new library.clients.Graphql({ session });
        const { data } = await client.request(document, { variables: { ...variables } });
        return { kind: 'done', value: parsed(data, schema) };
      } catch (error) {
        if (error instanceof HttpResponseError && error.response.code === 401) {
          tokens.drop(session);
        }
        const expected = expectedAnswer(error);
        if (expected === undefined) {
          throw error;
        }
        return expected;
      }
    });
  return {
    ask,
    async read(document, variables, schema, triesMax) {
      const answer = await whileThrottled(() => ask(document, variables, schema), triesMax);
      if (answer.kind === 'denied') {
        throw new Error(answer.reason);
      }
      return answer.value;
    },
  };
}

/** The answers among the library's errors; undefined for what must be tried again. */
function expectedAnswer(error: unknown): Exclude<AdminAnswer<never>, { kind: 'done' }> | undefined {
  if (error instanceof HttpThrottlingError) {
    return { kind: 'throttled', retryAfterMs: Math.ceil((error.response.retryAfter ?? 1) * 1_000) };
  }
  if (!(error instanceof GraphqlQueryError)) {
    return undefined;
  }
  const retryAfterMs = throttledMs(error.body);
  if (retryAfterMs !== undefined) {
    return { kind: 'throttled', retryAfterMs };
  }
  return isDenied(error.body)
    ? { kind: 'denied', reason: `Shopify denied it: ${error.message} Grant the app the scope in its settings.` }
    : undefined;
}

function parsed<Schema extends v.GenericSchema>(data: unknown, schema: Schema): v.InferOutput<Schema> {
  const result = v.safeParse(schema, data, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    throw new Error(`Shopify answered without what was asked: ${v.getDotPath(issue) ?? 'data'} is not as expected.`);
  }
  return result.output;
}

/** Sends the library's calls of this shop to `apiEndpoint`, where one is configured, and ends each in time. */
function shopFetch({ shop, apiEndpoint }: ShopifyChannel, timeoutMs: number): Fetch {
  return async (url, init) => {
    const asked = new URL(url);
    const target =
      apiEndpoint !== undefined && asked.hostname === shop
        ? new URL(asked.pathname + asked.search, apiEndpoint)
        : asked;
    try {
      return await fetch(target, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    } catch (error) {
      // The library passes on the message alone, and "fetch failed" would not say what failed.
      const { name, message, cause } = error as { name?: string; message?: string; cause?: { message?: string } };
      const why = name === 'TimeoutError' ? `no answer in ${timeoutMs} ms` : (cause?.message ?? message);
      throw new Error(`${asked.host} gave no answer: ${why}`, { cause: error });
    }
  };
}

type TokenKeeper = {
  get(): Promise<Session>;
  /** Forgets the session, unless another has taken its place. */
  drop(session: Session): void;
};

function tokenKeeper(
  library: Shopify,
  { shop }: ShopifyChannel,
  { accessToken }: ShopifyCredentials,
  clock: Clock,
): TokenKeeper {
  let kept: { readonly session: Session; readonly usableUntilMs: number } | undefined;
  let renewing: Promise<Session> | undefined;
  const renew = async () => {
    const { session } = await library.auth.clientCredentials({ shop });
    const endsAtMs = session.expires?.getTime() ?? clock().getTime() + TOKEN_LIFE_MS;
    kept = { session, usableUntilMs: endsAtMs - TOKEN_MARGIN_MS };
    return session;
  };
  if (accessToken !== undefined) {
    const session = new Session({ id: `offline_${shop}`, shop, state: '', isOnline: false, accessToken });
    return { get: async () => session, drop: () => undefined };
  }
  return {
    async get() {
      if (kept !== undefined && clock().getTime() < kept.usableUntilMs) {
        return kept.session;
      }
      renewing ??= renew().finally(() => {
        renewing = undefined;
      });
      return await renewing;
    },
    drop(session) {
      if (kept?.session === session) {
        kept = undefined;
      }
    },
  };
}
