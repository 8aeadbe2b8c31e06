/** Webhook subscriptions as the Admin API shows and changes them. */
import { type Node, resource } from '../inventory/stock-nodes.ts';
import { apiTime } from '../webhooks/rest-values.ts';
import { isOfProtectedData, maySubscribe, scopesOfTopic } from '../webhooks/topic-scopes.ts';
import type { Subscription } from '../webhooks/webhooks.ts';
import type { AdminCall } from './admin-call.ts';
import { connection, type PageArguments } from './lists/connection.ts';
import { sortedBy } from './lists/search.ts';

export type SubscriptionsArguments = PageArguments & {
  sortKey: string;
  topics?: string[] | null;
  uri?: string | null;
  callbackUrl?: string | null;
};

type SubscriptionInput = {
  uri?: string | null;
  callbackUrl?: string | null;
  name?: string | null;
  [other: string]: unknown;
};

type Saved = { webhookSubscription: Node | null; userErrors: { field: string[]; message: string }[] };

/** Subscriptions made through the API; those of the app's configuration are not listed, as on Shopify. */
export function subscriptionsPage(call: AdminCall, args: SubscriptionsArguments): object {
  const uri = args.uri ?? args.callbackUrl;
  const listed = [...call.webhooks.subscriptions.values()].filter(
    (subscription) =>
      subscription.origin === 'api' &&
      (!args.topics || args.topics.includes(topicEnum(subscription.topic))) &&
      (!uri || subscription.uri === uri),
  );
  const sorted = sortedBy(listed, args.sortKey, {
    CREATED_AT: ({ createdAt }) => createdAt.getTime(),
    ID: ({ id }) => BigInt(id),
  });
  return connection(
    sorted,
    args,
    ({ id }) => id,
    (subscription) => subscriptionNode(call, subscription),
  );
}

export function subscriptionNode({ shop }: AdminCall, subscription: Subscription): Node {
  const { webhookApiVersion } = shop.app;
  return {
    __typename: 'WebhookSubscription',
    ...resource('WebhookSubscription', subscription.id, subscription.createdAt),
    apiVersion: { displayName: webhookApiVersion, handle: webhookApiVersion, supported: true },
    callbackUrl: subscription.uri,
    endpoint: { __typename: 'WebhookHttpEndpoint', callbackUrl: subscription.uri },
    filter: null,
    format: 'JSON',
    includeFields: [],
    name: subscription.name,
    topic: topicEnum(subscription.topic),
    updatedAt: apiTime(subscription.updatedAt),
    uri: subscription.uri,
  };
}

/** webhookSubscriptionCreate; a topic that the sandbox never sends is taken too. */
export function createSubscription(call: AdminCall, topic: string, input: SubscriptionInput): Saved {
  const uri = input.uri ?? input.callbackUrl ?? '';
  const userErrors = [...topicErrors(call, topicPath(topic)), ...inputErrors(input, uri)];
  if (userErrors.length > 0) return { webhookSubscription: null, userErrors };
  if (isTaken(call, topic, uri)) return { webhookSubscription: null, userErrors: [alreadyTaken()] };
  const wanted = { topic: topicPath(topic), uri, name: input.name ?? null, origin: 'api' as const };
  return { webhookSubscription: subscriptionNode(call, call.webhooks.subscribe(wanted, call.apply)), userErrors: [] };
}

/** webhookSubscriptionUpdate of its URI and name. */
export function updateSubscription(call: AdminCall, id: string, input: SubscriptionInput): Saved {
  const subscription = call.webhooks.ofApi(id);
  if (!subscription) return { webhookSubscription: null, userErrors: [doesNotExist()] };
  const uri = input.uri ?? input.callbackUrl ?? subscription.uri;
  const userErrors = inputErrors(input, uri);
  if (userErrors.length > 0) return { webhookSubscription: null, userErrors };
  if (uri !== subscription.uri && isTaken(call, topicEnum(subscription.topic), uri))
    return { webhookSubscription: null, userErrors: [alreadyTaken()] };
  const updated = { ...subscription, uri, name: input.name ?? subscription.name, updatedAt: call.shop.now() };
  if (call.apply) Object.assign(subscription, updated);
  return { webhookSubscription: subscriptionNode(call, updated), userErrors: [] };
}

/** webhookSubscriptionDelete. */
export function deleteSubscription(call: AdminCall, id: string, globalId: string): object {
  const subscription = call.webhooks.ofApi(id);
  if (!subscription) return { deletedWebhookSubscriptionId: null, userErrors: [doesNotExist()] };
  if (call.apply) call.webhooks.subscriptions.delete(id);
  return { deletedWebhookSubscriptionId: globalId, userErrors: [] };
}

/**
 * Why the app may not subscribe to the topic. The wording on protected data is recorded:
 * https://github.com/statamic-rad-pack/shopify/issues/333 (2026-03); the one on scopes is the sandbox's own.
 */
function topicErrors({ shop }: AdminCall, topic: string): { field: string[]; message: string }[] {
  const refuse = (message: string) => [{ field: ['webhookSubscription'], message }];
  if (!maySubscribe(topic, shop.app.scopes))
    return refuse(`The topic ${topic} takes one of these access scopes: ${scopesOfTopic(topic).join(', ')}.`);
  if (isOfProtectedData(topic) && !shop.app.isApprovedForOrders)
    return refuse(
      'This app is not approved to subscribe to webhook topics containing protected customer data. See https://shopify.dev/docs/apps/launch/protected-customer-data for more details.',
    );
  return [];
}

// Wordings recorded from a dev shop on 2026-04. Shopify takes https only; plain http to this machine is how a local run
// is reached.
function inputErrors(input: SubscriptionInput, uri: string): Saved['userErrors'] {
  const refuse = (message: string) => [{ field: ['webhookSubscription', 'callbackUrl'], message }];
  if (!URL.canParse(uri)) return refuse('Address is invalid');
  const { protocol, hostname } = new URL(uri);
  const isLocal = protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(hostname);
  if (protocol !== 'https:' && !isLocal) return refuse(`Address protocol ${protocol}// is not supported`);
  const unsupported = ['filter', 'includeFields', 'metafieldNamespaces', 'metafields'].filter((key) =>
    isSet(input[key]),
  );
  if (input['format'] === 'XML') unsupported.push('format');
  return unsupported.map((key) => ({
    field: ['webhookSubscription', key],
    message: `The sandbox sends whole JSON payloads: it does not support ${key}.`,
  }));
}

function isTaken(call: AdminCall, topic: string, uri: string): boolean {
  return [...call.webhooks.subscriptions.values()].some(
    (each) => each.origin === 'api' && each.uri === uri && topicEnum(each.topic) === topic,
  );
}

function alreadyTaken() {
  return { field: ['webhookSubscription', 'callbackUrl'], message: 'Address for this topic has already been taken' };
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}

function doesNotExist() {
  return { field: ['id'], message: 'Webhook subscription does not exist' };
}

/** `orders/create` as the schema's enum writes it. */
function topicEnum(topic: string): string {
  return topic.replace('/', '_').toUpperCase();
}

// The enum does not say where the slash was: it is before the last word, except in these.
const LONG_ACTIONS = ['order_routing_complete'];

function topicPath(topic: string): string {
  const name = topic.toLowerCase();
  const action = LONG_ACTIONS.find((each) => name.endsWith(`_${each}`)) ?? name.split('_').at(-1) ?? '';
  return `${name.slice(0, -action.length - 1)}/${action}`;
}
