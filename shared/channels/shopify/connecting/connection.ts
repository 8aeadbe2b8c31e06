/** Connects a Shopify shop: scopes, locations, webhook subscriptions. */

import { createHmac, randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { ShopifyChannel } from '../../../channel-config.ts';
import { CredentialsGoneError } from '../../../ports/channel/credentials-gone.ts';
import type {
  AccountAccess,
  ChannelConnection,
  ConnectionTest,
  MissingGrant,
  PlannedStep,
} from '../../../ports/connecting/connection.ts';
import type { Clock } from '../../../ports/journal.ts';
import { planRegistrations, type Registered, type RegistrationStep } from '../../registrations.ts';
import { postTest } from '../../test-delivery.ts';
import { PAGED_READ_TRIES } from '../../while-throttled.ts';
import { type AdminApi, createAdminApi } from '../client/api.ts';
import { globalId, numericId } from '../client/global-id.ts';
import { SHOPIFY_API_VERSION } from '../client/library.ts';
import { missingScopes, topicsFor } from '../intake/topics.ts';
import {
  CREATE_SUBSCRIPTION,
  GRANTED_SCOPES,
  LOCATIONS,
  REDIRECT_SUBSCRIPTION,
  REMOVE_SUBSCRIPTION,
  SUBSCRIPTIONS,
} from './connection-documents.ts';
import type { ShopifyCredentials } from './credentials.ts';

const TIMEOUT_MS = 15_000;
const PAGE_SIZE = 100;

/**
 * A Shopify shop as one connects it: webhooks of each topic to `webhookUrl`, made through the Admin API. Shopify removes
 * such a webhook after eight failed deliveries in a row, so that it is worth looking at them again.
 * Source: https://shopify.dev/docs/apps/build/webhooks/subscribe (2026-04).
 */
export function createShopifyConnection(
  channel: ShopifyChannel,
  credentials: ShopifyCredentials,
  { webhookUrl, clock }: { readonly webhookUrl: string; readonly clock: Clock },
): ChannelConnection {
  const api = createAdminApi(channel, credentials, { clock, timeoutMs: TIMEOUT_MS });
  return {
    channel: channel.id,
    access: () => readAccess(channel, api),
    async plan() {
      const topics = topicsFor(await readScopes(api));
      const steps = planRegistrations(topics, webhookUrl, await readSubscriptions(api));
      return steps.map((step) => planned(api, step));
    },
    issued: async () => ({}),
    test: () => test(channel, credentials, webhookUrl),
    leftByHand: async () => [
      'If the app has webhooks in its shopify.app.toml too, remove them there: the same event would be sent twice.',
    ],
  };
}

const installation = v.object({
  currentAppInstallation: v.object({ accessScopes: v.array(v.object({ handle: v.string() })) }),
});

async function readScopes(api: AdminApi): Promise<readonly string[]> {
  const { currentAppInstallation } = await api.read(GRANTED_SCOPES, {}, installation, PAGED_READ_TRIES);
  return currentAppInstallation.accessScopes.map(({ handle }) => handle);
}

async function readAccess(channel: ShopifyChannel, api: AdminApi): Promise<AccountAccess> {
  try {
    const scopes = missingScopes(await readScopes(api), Object.keys(channel.locations).length);
    const canSeeLocations = !scopes.some(({ grant }) => grant === 'read_inventory');
    const places = canSeeLocations ? await missingLocations(channel, api) : [];
    return { kind: 'accepted', account: channel.shop, missing: [...scopes, ...places] };
  } catch (error) {
    if (error instanceof CredentialsGoneError) {
      return { kind: 'refused', reason: error.message };
    }
    throw error;
  }
}

const nodes = v.object({ nodes: v.array(v.nullable(v.object({ id: v.string() }))) });

async function missingLocations(channel: ShopifyChannel, api: AdminApi): Promise<readonly MissingGrant[]> {
  const wanted = Object.keys(channel.locations);
  const ids = wanted.map((location) => globalId('Location', location));
  const found = (await api.read(LOCATIONS, { ids }, nodes, PAGED_READ_TRIES)).nodes;
  const known = new Set(found.flatMap((node) => (node === null ? [] : [numericId(node.id)])));
  return wanted
    .filter((location) => !known.has(location))
    .map((location) => ({
      grant: `location ${location}`,
      without: 'the shop has no such location: correct it in stockline.config.ts',
      isRequired: true,
    }));
}

const subscriptionsPage = v.object({
  webhookSubscriptions: v.object({
    nodes: v.array(
      v.object({
        id: v.string(),
        topic: v.string(),
        uri: v.string(),
        format: v.string(),
        filter: v.nullable(v.string()),
        includeFields: v.array(v.string()),
      }),
    ),
    pageInfo: v.object({ hasNextPage: v.boolean(), endCursor: v.nullable(v.string()) }),
  }),
});

async function readSubscriptions(api: AdminApi): Promise<readonly Registered[]> {
  const all: Registered[] = [];
  let after: string | null = null;
  do {
    const variables: Record<string, unknown> = { first: PAGE_SIZE, after };
    const page: v.InferOutput<typeof subscriptionsPage> = await api.read(
      SUBSCRIPTIONS,
      variables,
      subscriptionsPage,
      PAGED_READ_TRIES,
    );
    const { nodes: listed, pageInfo } = page.webhookSubscriptions;
    all.push(
      ...listed.map((each) => {
        const fault = faultOf(each);
        return { id: each.id, topic: each.topic, target: each.uri, ...(fault !== undefined && { fault }) };
      }),
    );
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return all;
}

type Listed = v.InferOutput<typeof subscriptionsPage>['webhookSubscriptions']['nodes'][number];

function faultOf({ format, filter, includeFields }: Listed): string | undefined {
  if (format !== 'JSON') {
    return `it sends ${format}`;
  }
  if (filter !== null && filter !== '') {
    return 'it has a filter, which keeps events from us';
  }
  return includeFields.length > 0 ? 'it leaves out fields' : undefined;
}

function planned(api: AdminApi, step: RegistrationStep): PlannedStep {
  const { kind, topic, target: uri, id } = step;
  switch (kind) {
    case 'create':
      return { step, carryOut: () => change(api, CREATE_SUBSCRIPTION, { topic, uri }) };
    case 'change':
      return { step, carryOut: () => change(api, REDIRECT_SUBSCRIPTION, { id, uri }) };
    case 'remove':
      return { step, carryOut: () => change(api, REMOVE_SUBSCRIPTION, { id }) };
    default:
      return { step };
  }
}

const changed = v.record(v.string(), v.object({ userErrors: v.array(v.object({ message: v.string() })) }));

async function change(api: AdminApi, document: string, variables: Readonly<Record<string, unknown>>): Promise<void> {
  // A throttled change was not made, so that it may wait as a read may.
  const answer = await api.read(document, variables, changed, PAGED_READ_TRIES);
  const [refusal] = Object.values(answer).flatMap(({ userErrors }) => userErrors);
  if (refusal !== undefined) {
    const subject = String(variables['topic'] ?? variables['id']);
    throw new Error(`Shopify refused to change the webhook ${subject}: ${refusal.message}.`);
  }
}

/** Shopify has no call that sends a webhook. This one is signed as Shopify signs, and of a topic that moves no stock. */
function test(channel: ShopifyChannel, credentials: ShopifyCredentials, url: string): Promise<ConnectionTest> {
  const body = JSON.stringify({ id: 0 });
  const [secret = ''] = credentials.clientSecrets;
  return postTest(url, body, {
    'X-Shopify-Topic': 'stockline/test',
    'X-Shopify-Hmac-Sha256': createHmac('sha256', secret).update(body).digest('base64'),
    'X-Shopify-Shop-Domain': channel.shop,
    'X-Shopify-API-Version': SHOPIFY_API_VERSION,
    'X-Shopify-Webhook-Id': randomUUID(),
  });
}
