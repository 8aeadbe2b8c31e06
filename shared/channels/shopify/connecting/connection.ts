/** Connects a Shopify shop: scopes, locations, webhook subscriptions. */

import { createHmac, randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { ShopifyChannel } from '../../../channel-config.ts';
import type { ChannelConnection, ConnectionTest, PlannedStep } from '../../../ports/connecting/connection.ts';
import type { Clock } from '../../../ports/journal.ts';
import { planRegistrations, type RegistrationStep } from '../../connecting/registrations.ts';
import { postTest } from '../../connecting/test-delivery.ts';
import { PAGED_READ_TRIES, whileThrottled } from '../../while-throttled.ts';
import { SHOPIFY_API_VERSION } from '../api-version.ts';
import { type AdminApi, createAdminApi } from '../client/api.ts';
import { topicsFor } from '../intake/topics.ts';
import { otherVersions, readAccess, readScopes } from './access.ts';
import { CREATE_SUBSCRIPTION, REDIRECT_SUBSCRIPTION, REMOVE_SUBSCRIPTION } from './connection-documents.ts';
import type { ShopifyCredentials } from './credentials.ts';
import { readSubscriptions } from './subscriptions.ts';

const TIMEOUT_MS = 15_000;

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
    access: () => readAccess(channel, api, clock),
    async plan() {
      const topics = topicsFor(await readScopes(api));
      const steps = planRegistrations(topics, webhookUrl, await readSubscriptions(api));
      return steps.map((step) => planned(api, step));
    },
    issued: async () => ({}),
    test: () => test(channel, credentials, webhookUrl),
    leftByHand: async () => [
      // Only now the first subscriptions are there, and say in which version the app's webhooks are written.
      ...(await otherVersions(api)).map(({ without }) => `Of the webhooks: ${without}.`),
      'If the app has webhooks in its shopify.app.toml too, remove them there: the same event would be sent twice.',
    ],
  };
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

/**
 * Of a webhook that is there already, in the words of https://github.com/Shopify/shopify_app/issues/263 (2018): somebody
 * has registered it since the plan was made. Its error has no code.
 */
const ALREADY_THERE = /\baddress for this topic has already been taken\b/i;

/** Why Shopify refused the change, if it did. */
async function change(
  api: AdminApi,
  document: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<string | undefined> {
  const subject = String(variables['topic'] ?? variables['id']);
  // A throttled change was not made, so that it may wait as a read may.
  const answer = await whileThrottled(() => api.ask(document, variables, changed), PAGED_READ_TRIES);
  if (answer.kind === 'credentialsGone') {
    return `${answer.reason} (webhook ${subject})`;
  }
  const refusals = Object.values(answer.value)
    .flatMap(({ userErrors }) => userErrors)
    .filter(({ message }) => document !== CREATE_SUBSCRIPTION || !ALREADY_THERE.test(message));
  const why = refusals.map(({ message }) => message.replace(/\.?\s*$/, '.')).join(' ');
  return why === '' ? undefined : `Shopify refused to change the webhook ${subject}: ${why}`;
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
