/** The Webhook Subscriptions API of Square. */
import * as v from 'valibot';
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

/** Of several wrong fields the first one here is named in the refusal. */
const subscriptionFields = v.object({
  notification_url: v.optional(v.pipe(v.string(), v.check(isReachable))),
  event_types: v.optional(v.pipe(v.array(v.picklist(EVENT_TYPES)), v.minLength(1))),
  enabled: v.optional(v.boolean()),
  name: v.optional(v.string()),
  api_version: v.optional(v.string()),
});
const subscriptionRequest = v.object({ subscription: v.optional(subscriptionFields, {}) });
const testRequest = v.object({ event_type: v.optional(v.string()) });

const REFUSALS: Readonly<Record<string, readonly [code: string, detail: string]>> = {
  notification_url: ['INVALID_VALUE', 'The notification URL must be an HTTPS URL.'],
  event_types: ['INVALID_VALUE', `Event types are some of ${EVENT_TYPES.join(', ')}.`],
  enabled: ['EXPECTED_BOOLEAN', 'Expected true or false.'],
  name: ['EXPECTED_STRING', 'Expected a string value.'],
  api_version: ['EXPECTED_STRING', 'Expected a string value.'],
};

/**
 * The Webhook Subscriptions API in the shapes of npm `square` 46.0.0, which has the result of a test at the root of the
 * answer ("the actual API returns these fields at the root level", `SubscriptionTestResult`). The signature key is shown when a subscription is
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
  const read = readFields(request);
  if (!read.ok) return read.refusal;
  const { name = 'Webhook', notification_url: url, event_types: eventTypes, api_version: version } = read.fields;
  if (url === undefined || eventTypes === undefined)
    return invalid('MISSING_REQUIRED_PARAMETER', 'Field must be set: notification_url, event_types.', 'subscription');
  const apiVersion = version ?? LATEST_VERSION;
  const made = subscriptions.create({ name, eventTypes, notificationUrl: url, apiVersion });
  if (apply) subscriptions.keep(made);
  return answer(made);
}

function update(
  subscriptions: Subscriptions,
  subscription: Subscription,
  { request, apply, now }: { request: SandboxRequest; apply: boolean; now: () => Date },
): SandboxAnswer {
  const read = readFields(request);
  if (!read.ok) return read.refusal;
  const { name, enabled, event_types: eventTypes, notification_url: url } = read.fields;
  const updated: Subscription = {
    ...subscription,
    name: name ?? subscription.name,
    enabled: enabled ?? subscription.enabled,
    eventTypes: eventTypes ?? subscription.eventTypes,
    notificationUrl: url ?? subscription.notificationUrl,
    deliverTo: url ?? subscription.deliverTo,
    updatedAt: now().toISOString(),
  };
  if (apply) subscriptions.keep(updated);
  return { status: 200, body: { subscription: onWire(updated) } };
}

async function test(subscription: Subscription, request: SandboxRequest, sendTest: SendTest): Promise<SandboxAnswer> {
  const json = jsonBody(request);
  const asked = json.ok && v.is(testRequest, json.value) ? json.value.event_type : undefined;
  const eventType = asked ?? subscription.eventTypes[0] ?? '';
  if (!subscription.eventTypes.includes(eventType))
    return invalid('INVALID_VALUE', `The subscription is not for ${eventType}.`, 'event_type');
  const status = await sendTest(subscription, eventType);
  return {
    status: 200,
    body: { notification_url: subscription.notificationUrl, status_code: status ?? null, passes_filter: true },
  };
}

/** Square takes https only; plain http to this machine is how a local run is reached. */
function isReachable(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(hostname));
}

type FieldsRead =
  | { ok: true; fields: v.InferOutput<typeof subscriptionFields> }
  | { ok: false; refusal: SandboxAnswer };

/** The fields of the subscription in the request; none of them where the body has no subscription. */
function readFields(request: SandboxRequest): FieldsRead {
  const json = jsonBody(request);
  const parsed = v.safeParse(subscriptionRequest, json.ok ? json.value : {}, { abortEarly: true });
  if (parsed.success) return { ok: true, fields: parsed.output.subscription };
  const [issue] = parsed.issues;
  const [code, detail] = REFUSALS[String(issue.path?.[1]?.key)] ?? ['BAD_REQUEST', issue.message];
  return { ok: false, refusal: invalid(code, detail, v.getDotPath(issue) ?? undefined) };
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
