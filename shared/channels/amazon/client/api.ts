/** Calls the Selling Partner API, with a token and within a time limit. */

import { SellingPartner } from 'amazon-sp-api';
import * as v from 'valibot';
import type { AmazonChannel } from '../../../channel-config.ts';
import { messageOf } from '../../../message-of.ts';
import { CredentialsGoneError } from '../../../ports/channel/credentials-gone.ts';
import { readJson, whyMalformed } from '../../json-body.ts';
import { whileThrottled } from '../../while-throttled.ts';
import { AMAZON_CAPABILITIES } from '../capabilities.ts';
import type { AmazonCredentials } from '../connecting/credentials.ts';
import { loginRefusal, readRefusal } from './answers.ts';
import { EndpointAgent } from './endpoint-agent.ts';

/** A call of the Listings Items API 2021-08-01. */
export type ListingsCall = {
  readonly operation: 'patchListingsItem' | 'getListingsItem' | 'searchListingsItems';
  /** The seller's SKU, for the operations on one listing. */
  readonly sku?: string;
  /**
   * The one marketplace of the call: a patch of several is not supported, and a reading is answered for the first of them
   * (Amazon staff, https://github.com/amzn/selling-partner-api-models/issues/4356, 2024-12; selling-partner-api-docs 2362).
   */
  readonly marketplaceId: string;
  readonly query: Readonly<Record<string, string | number | readonly string[]>>;
  readonly body?: object;
};

/** A call of the Orders API 2026-01-01, which replaces v0 (gone after 2027-03-27). */
export type OrderCall = {
  readonly operation: 'getOrder' | 'searchOrders';
  /** The order's id, to get one. */
  readonly order?: string;
  readonly query: Readonly<Record<string, string | number | readonly string[]>>;
};

/**
 * A call of the Notifications API v1. Destinations belong to the application, and so does the removal of a subscription:
 * they take a token of the application's own. Subscriptions are the seller's.
 * Source: https://developer-docs.amazon.com/sp-api/docs/grantless-operations (2026).
 */
export type NotificationsCall = {
  readonly operation:
    | 'getDestinations'
    | 'createDestination'
    | 'getSubscription'
    | 'createSubscription'
    | 'deleteSubscriptionById';
  readonly path?: { readonly notificationType: string; readonly subscriptionId?: string };
  readonly body?: object;
};

/** A call of the Sellers API v1: on which marketplaces the seller sells. */
export type SellersCall = { readonly operation: 'getMarketplaceParticipations' };

export type SellingPartnerCall = ListingsCall | OrderCall | NotificationsCall | SellersCall;

export type AmazonAnswer<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'throttled'; readonly retryAfterMs: number }
  /** A 4xx: Amazon did nothing, and will not do it when asked the same again. `status` is 404 where there is no such thing. */
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string }
  /** Amazon did nothing, and does not accept these credentials for it; `status` is that of a 4xx, if there was one. */
  | { readonly kind: 'credentialsGone'; readonly status?: number; readonly reason: string };

export type SellingPartnerApi = {
  /** Asks once. Rejects when no answer came in time, on a 5xx, and when the answer lacks a field of the schema. */
  ask<const Schema extends v.GenericSchema>(
    call: SellingPartnerCall,
    schema: Schema,
  ): Promise<AmazonAnswer<v.InferOutput<Schema>>>;
  /**
   * The same for reads, which wait while Amazon throttles, at most `triesMax` times; a refusal rejects, and credentials that are
   * gone reject with CredentialsGoneError.
   */
  read<const Schema extends v.GenericSchema>(
    call: SellingPartnerCall,
    schema: Schema,
    triesMax: number,
  ): Promise<v.InferOutput<Schema>>;
};

const rawAnswer = v.object({
  statusCode: v.number(),
  headers: v.record(v.string(), v.unknown()),
  chunks: v.array(v.instance(Uint8Array)),
});

/**
 * The Selling Partner API of one seller, through amazon-sp-api 1.2.1 with its traps off: left alone it repeats throttled
 * calls and broken connections without end and waits for an answer as long as it takes.
 */
export function createSellingPartnerApi(
  channel: AmazonChannel,
  credentials: AmazonCredentials,
  timeoutMs: number,
): SellingPartnerApi {
  const partner = sellingPartner(channel, credentials, timeoutMs);
  const callOnce = async (call: SellingPartnerCall) => v.parse(rawAnswer, await called(partner, channel, call));
  const askOnce = async (call: SellingPartnerCall, how: { readonly isTokenNew: boolean }): Promise<Raw> => {
    const raw = await callOnce(call);
    const text = textOf(raw.chunks);
    if (raw.statusCode === 429) {
      return { kind: 'throttled', retryAfterMs: restoreMs(call, raw.headers['x-amzn-ratelimit-limit']) };
    }
    if (raw.statusCode === 200) {
      return { kind: 'text', text };
    }
    if (raw.statusCode < 400 || raw.statusCode >= 500 || raw.statusCode === 408) {
      const done = /^(?:get|search)/.test(call.operation) ? '' : ': it may have done it or not';
      throw new Error(`Amazon answered ${call.operation} with status ${raw.statusCode}${done}.`);
    }
    const { means, reason } = readRefusal(raw.statusCode, text, how);
    if (means === 'newToken') {
      await partner.refreshAccessToken(tokenScopeOf(call));
      return await askOnce(call, { isTokenNew: true });
    }
    return { kind: means, reason, status: raw.statusCode };
  };
  const ask: SellingPartnerApi['ask'] = async (call, schema) => {
    const raw = await askOnce(call, { isTokenNew: false }).catch((error: unknown): Raw => {
      const reason = loginRefusal(error);
      if (reason === undefined) {
        throw error;
      }
      return { kind: 'credentialsGone', reason };
    });
    if (raw.kind !== 'text') {
      return raw;
    }
    const { text } = raw;
    const read = readJson(text, schema);
    if (read.kind === 'malformed') {
      throw new Error(`Amazon answered ${call.operation} without what was asked: ${whyMalformed(read)}`);
    }
    return { kind: 'done', value: read.value };
  };
  return {
    ask,
    async read(call, schema, triesMax) {
      const answer = await whileThrottled(() => ask(call, schema), triesMax);
      switch (answer.kind) {
        case 'done':
          return answer.value;
        case 'credentialsGone':
          throw new CredentialsGoneError(`${answer.reason} (${call.operation})`);
        case 'refused':
          throw new Error(`${answer.reason} (${call.operation})`);
        default:
          return answer satisfies never;
      }
    },
  };
}

/** An answer before its body is read. */
type Raw = { readonly kind: 'text'; readonly text: string } | Exclude<AmazonAnswer<never>, { readonly kind: 'done' }>;

/** The library says what broke, not whose: “Client authentication failed” is of credentials that Amazon does not know. */
async function called(partner: SellingPartner, channel: AmazonChannel, call: SellingPartnerCall): Promise<unknown> {
  try {
    return await partner.callAPI(requestOf(channel, call));
  } catch (error) {
    const said = messageOf(error);
    // Of an overloaded Login with Amazon the library hands on the page.
    const why = /^\s*</.test(said) ? 'a page for browsers came instead.' : said;
    throw new Error(`Amazon gave ${channel.id} no answer to ${call.operation}: ${why}`, { cause: error });
  }
}

/** Made anew for each call: the library writes the encoded path back into the object it is given. */
function requestOf({ sellerId }: AmazonChannel, call: SellingPartnerCall): Parameters<SellingPartner['callAPI']>[0] {
  if (isOrderCall(call)) {
    return {
      operation: call.operation,
      endpoint: 'orders',
      ...(call.order !== undefined && { path: { orderId: call.order } }),
      query: call.query,
      options: { version: '2026-01-01', raw_result: true },
    };
  }
  if (isNotificationsCall(call)) {
    const { operation, path, body } = call;
    return {
      operation,
      endpoint: 'notifications',
      ...(path !== undefined && { path }),
      ...(body !== undefined && { body }),
      options: { version: 'v1', raw_result: true },
    };
  }
  if (call.operation === 'getMarketplaceParticipations') {
    return { operation: call.operation, endpoint: 'sellers', options: { version: 'v1', raw_result: true } };
  }
  const { operation, sku, marketplaceId, query, body } = call;
  return {
    operation,
    endpoint: 'listingsItems',
    path: { sellerId, ...(sku !== undefined && { sku }) },
    query: { ...query, marketplaceIds: [marketplaceId] },
    ...(body !== undefined && { body }),
    options: { version: '2021-08-01', raw_result: true },
  };
}

function sellingPartner(
  { region, apiEndpoint }: AmazonChannel,
  { clientId, clientSecret, refreshToken }: AmazonCredentials,
  timeoutMs: number,
): SellingPartner {
  return new SellingPartner({
    region,
    refresh_token: refreshToken,
    credentials: { SELLING_PARTNER_APP_CLIENT_ID: clientId, SELLING_PARTNER_APP_CLIENT_SECRET: clientSecret },
    options: {
      auto_request_throttled: false,
      retry_remote_timeout: false,
      version_fallback: false,
      timeouts: { deadline: timeoutMs },
      ...(apiEndpoint !== undefined && { https_proxy_agent: new EndpointAgent(apiEndpoint) }),
    },
  });
}

/** The library's own text is put together from chunks that may cut a character in two. */
function textOf(chunks: readonly Uint8Array[]): string {
  return Buffer.concat(chunks).toString('utf8');
}

/** Amazon states the rate only sometimes; these are the documented of the Orders API, per seller and app. */
const ORDERS_PER_SECOND = 0.5;
const ORDER_SEARCHES_PER_SECOND = 0.0056;
/** Of each operation of the Notifications API. Source: its model of 2026-08-05 (burst 5). */
const NOTIFICATIONS_PER_SECOND = 1;
/** Source: sellers.json of the same models (burst 15). */
const PARTICIPATIONS_PER_SECOND = 0.016;

/** One call's worth of time at the rate Amazon states, or else at the documented one. */
function restoreMs(call: SellingPartnerCall, perSecond: unknown): number {
  const stated = Number(perSecond);
  const documented = documentedPerSecond(call);
  return Math.ceil(1_000 / (Number.isFinite(stated) && stated > 0 ? stated : documented));
}

function documentedPerSecond(call: SellingPartnerCall): number {
  if (isNotificationsCall(call)) {
    return NOTIFICATIONS_PER_SECOND;
  }
  if (isOrderCall(call)) {
    return call.operation === 'getOrder' ? ORDERS_PER_SECOND : ORDER_SEARCHES_PER_SECOND;
  }
  return call.operation === 'getMarketplaceParticipations'
    ? PARTICIPATIONS_PER_SECOND
    : Number(AMAZON_CAPABILITIES.pushesPerSecond);
}

/** Of the calls that take a token of the application's own, and not the seller's; see NotificationsCall. */
const OF_THE_APPLICATION: ReadonlySet<string> = new Set<NotificationsCall['operation']>([
  'getDestinations',
  'createDestination',
  'deleteSubscriptionById',
]);

function tokenScopeOf({ operation }: SellingPartnerCall): 'sellingpartnerapi::notifications' | undefined {
  return OF_THE_APPLICATION.has(operation) ? 'sellingpartnerapi::notifications' : undefined;
}

function isOrderCall(call: SellingPartnerCall): call is OrderCall {
  return /Order/.test(call.operation);
}

function isNotificationsCall(call: SellingPartnerCall): call is NotificationsCall {
  return /Destination|Subscription/.test(call.operation);
}
