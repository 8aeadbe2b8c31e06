/** The Webhook Subscriptions API of Square. */
import { pageOf } from '../../kernel/paging.ts';
import { jsonBody, type PlatformRoute, type SandboxAnswer, type SandboxRequest } from '../../kernel/platform.ts';
import { invalid, refusal } from '../errors.ts';
import type { Subscription, Subscriptions } from './subscriptions.ts';

/** Sends one event of this type, and resolves with the HTTP status it was answered with; undefined without an answer. */
export type SendTest = (subscription: Subscription, eventType: string) => Promise<number | undefined>;

const PATH = '/v2/webhooks/subscriptions';
const ONE = `${PATH}/{id}`;
const PAGE_SIZE = 100;
const LATEST_VERSION = '2026-09-16';

/** Of the events that an application can subscribe to, those that a till without a shop around it has. */
const EVENT_TYPES = ['catalog.version.updated', 'inventory.count.updated', 'order.created', 'payment.updated'];

/**
 * The Webhook Subscriptions API in the shapes of npm `square` 46.0.0. The signature key is shown when a subscription is
 * made and when it is read by its id, not in a list: https://developer.squareup.com/docs/webhooks/webhook-subscriptions-api
 */
export function subscriptionRoutes(subscriptions: Subscriptions, now: () => Date, sendTest: SendTest): PlatformRoute[] {
  const onOne =
    (
      act: (subscription: Subscription, request: SandboxRequest, apply: boolean) => ReturnType<PlatformRoute['handle']>,
    ) =>
    (request: SandboxRequest, { apply }: { apply: boolean }) => {
      const subscription = subscriptions.find(request.params['id'] ?? '');
      return subscription === undefined ? notFound(request) : act(subscription, request, apply);
    };
  return [
    { method: 'GET', path: PATH, handle: (request) => list(subscriptions, request) },
    { method: 'POST', path: PATH, handle: (request, { apply }) => create(subscriptions, request, apply) },
    { method: 'GET', path: ONE, handle: onOne((subscription) => answer(subscription)) },
    {
      method: 'PUT',
      path: ONE,
      handle: onOne((subscription, request, apply) => update(subscriptions, subscription, { request, apply, now })),
    },
    {
      method: 'DELETE',
      path: ONE,
      handle: onOne(({ id }, _, apply) => {
        if (apply) subscriptions.remove(id);
        return { status: 200, body: {} };
      }),
    },
    {
      method: 'POST',
      path: `${ONE}/test`,
      handle: onOne((subscription, request) => test(subscription, request, sendTest)),
    },
  ];
}

function list(subscriptions: Subscriptions, { query }: SandboxRequest): SandboxAnswer {
  const listed = subscriptions.all().filter(({ enabled }) => enabled || query.get('include_disabled') === 'true');
  const page = pageOf(listed, query.get('cursor'), PAGE_SIZE);
  if (!page) return invalid('INVALID_CURSOR', 'The cursor is not one that this endpoint gave.', 'cursor');
  return { status: 200, body: { subscriptions: page.items.map(onWire), cursor: page.next } };
}

function create(subscriptions: Subscriptions, request: SandboxRequest, apply: boolean): SandboxAnswer {
  const asked = fieldsOf(request);
  if (asked === undefined || asked['notification_url'] === undefined || asked['event_types'] === undefined)
    return invalid('MISSING_REQUIRED_PARAMETER', 'Field must be set: notification_url, event_types.', 'subscription');
  const problem = problemWith(asked);
  if (problem) return problem;
  const made = subscriptions.create({
    name: String(asked['name'] ?? 'Webhook'),
    eventTypes: asked['event_types'] as string[],
    notificationUrl: String(asked['notification_url']),
    apiVersion: String(asked['api_version'] ?? LATEST_VERSION),
  });
  if (apply) subscriptions.keep(made);
  return answer(made);
}

function update(
  subscriptions: Subscriptions,
  subscription: Subscription,
  { request, apply, now }: { request: SandboxRequest; apply: boolean; now: () => Date },
): SandboxAnswer {
  const asked = fieldsOf(request) ?? {};
  const problem = problemWith(asked);
  if (problem) return problem;
  const url = asked['notification_url'] as string | undefined;
  const updated: Subscription = {
    ...subscription,
    name: String(asked['name'] ?? subscription.name),
    enabled: (asked['enabled'] as boolean | undefined) ?? subscription.enabled,
    eventTypes: (asked['event_types'] as string[] | undefined) ?? subscription.eventTypes,
    notificationUrl: url ?? subscription.notificationUrl,
    deliverTo: url ?? subscription.deliverTo,
    updatedAt: now().toISOString(),
  };
  if (apply) subscriptions.keep(updated);
  return { status: 200, body: { subscription: onWire(updated) } };
}

async function test(subscription: Subscription, request: SandboxRequest, sendTest: SendTest): Promise<SandboxAnswer> {
  const json = jsonBody(request);
  const asked = json.ok ? (json.value as { event_type?: unknown }).event_type : undefined;
  const eventType = String(asked ?? subscription.eventTypes[0]);
  if (!subscription.eventTypes.includes(eventType))
    return invalid('INVALID_VALUE', `The subscription does not tell ${eventType}.`, 'event_type');
  const status = await sendTest(subscription, eventType);
  return {
    status: 200,
    body: { notification_url: subscription.notificationUrl, status_code: status ?? null, passes_filter: true },
  };
}

function problemWith(asked: Record<string, unknown>): SandboxAnswer | undefined {
  const { notification_url: url, event_types: types, enabled } = asked;
  if (url !== undefined && !isReachable(url))
    return invalid('INVALID_VALUE', 'The notification URL must be an HTTPS URL.', 'subscription.notification_url');
  if (
    types !== undefined &&
    !(Array.isArray(types) && types.length > 0 && types.every((each) => EVENT_TYPES.includes(each)))
  )
    return invalid('INVALID_VALUE', `Event types are some of ${EVENT_TYPES.join(', ')}.`, 'subscription.event_types');
  if (enabled !== undefined && typeof enabled !== 'boolean')
    return invalid('EXPECTED_BOOLEAN', 'Expected true or false.', 'subscription.enabled');
  return undefined;
}

/** Square takes https only; plain http to this machine is how a local run is reached. */
function isReachable(url: unknown): boolean {
  if (typeof url !== 'string' || !URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(hostname));
}

function fieldsOf(request: SandboxRequest): Record<string, unknown> | undefined {
  const json = jsonBody(request);
  return json.ok ? (json.value as { subscription?: Record<string, unknown> }).subscription : undefined;
}

function answer(subscription: Subscription): SandboxAnswer {
  return {
    status: 200,
    body: { subscription: { ...onWire(subscription), signature_key: subscription.signatureKey } },
  };
}

function onWire(subscription: Subscription) {
  return {
    id: subscription.id,
    name: subscription.name,
    enabled: subscription.enabled,
    event_types: subscription.eventTypes,
    notification_url: subscription.notificationUrl,
    api_version: subscription.apiVersion,
    created_at: subscription.createdAt,
    updated_at: subscription.updatedAt,
  };
}

function notFound({ params }: SandboxRequest): SandboxAnswer {
  return refusal(404, 'INVALID_REQUEST_ERROR', 'NOT_FOUND', `There is no subscription ${params['id']}.`);
}
