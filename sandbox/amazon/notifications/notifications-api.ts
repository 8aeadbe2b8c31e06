/** The Notifications API v1: destinations of the application, subscriptions of the seller. */
import * as v from 'valibot';
import { jsonBody, type PlatformRoute, type SandboxAnswer, type SandboxRequest } from '../../kernel/platform.ts';
import type { AmazonAccount } from '../account.ts';
import { notFound, refusal, success, unparsable } from '../errors.ts';
import type { Operation } from '../usage-plans.ts';
import { readDirective } from './event-filter.ts';
import type { KnownDestination, NotificationCenter, Resource, Subscription } from './notification-center.ts';

type NotificationsOperation = Extract<Operation, `${string}Destination${string}` | `${string}Subscription${string}`>;

const DESTINATIONS = '/notifications/v1/destinations';
const SUBSCRIPTIONS = '/notifications/v1/subscriptions/{type}';

/** https://developer-docs.amazon.com/sp-api/docs/notification-type-values: by which way each type comes. */
const WAY: Readonly<Record<string, 'sqs' | 'eventBridge'>> = {
  ORDER_CHANGE: 'sqs',
  LISTINGS_ITEM_MFN_QUANTITY_CHANGE: 'eventBridge',
  LISTINGS_ITEM_STATUS_CHANGE: 'eventBridge',
};

/**
 * The Notifications API v1: models/notifications-api-model/notifications.json of amzn/selling-partner-api-models
 * (2026-08-05). Conflicts as sellers report them: https://github.com/amzn/selling-partner-api-docs/issues/1800 and 1850.
 * `eventSource` is the name of the partner event source that a destination at EventBridge gets.
 */
export function notificationsRoutes(
  center: NotificationCenter,
  account: AmazonAccount,
  { eventSource }: { eventSource: string },
): Record<NotificationsOperation, PlatformRoute> {
  const onSubscription =
    (act: (subscription: Subscription, apply: boolean) => SandboxAnswer) =>
    ({ params }: SandboxRequest, { apply }: { apply: boolean }) => {
      const subscription = center.subscriptionTo(params['type'] ?? '');
      return subscription === undefined || (params['id'] ?? subscription.subscriptionId) !== subscription.subscriptionId
        ? notFound(`No subscription to ${params['type']}`)
        : act(subscription, apply);
    };
  return {
    getDestinations: {
      method: 'GET',
      path: DESTINATIONS,
      handle: () => success({ payload: center.destinations() }),
    },
    createDestination: {
      method: 'POST',
      path: DESTINATIONS,
      handle: (request, { apply }) => createDestination({ center, account, eventSource }, request, apply),
    },
    getSubscription: {
      method: 'GET',
      path: SUBSCRIPTIONS,
      handle: onSubscription((subscription) => success({ payload: onWire(subscription) })),
    },
    createSubscription: {
      method: 'POST',
      path: SUBSCRIPTIONS,
      handle: (request, { apply }) => createSubscription(center, request, apply),
    },
    deleteSubscriptionById: {
      method: 'DELETE',
      path: `${SUBSCRIPTIONS}/{id}`,
      handle: onSubscription(({ type }, apply) => {
        if (apply) center.unsubscribe(type);
        return success({});
      }),
    },
  };
}

const destinationBody = v.object({
  name: v.optional(v.string()),
  resourceSpecification: v.optional(
    v.object({
      sqs: v.optional(v.object({ arn: v.optional(v.string()) })),
      eventBridge: v.optional(v.object({ accountId: v.optional(v.string()), region: v.optional(v.string()) })),
    }),
  ),
});

const subscriptionBody = v.object({
  payloadVersion: v.optional(v.string()),
  destinationId: v.optional(v.string()),
  processingDirective: v.optional(v.unknown()),
});

type Parts = { center: NotificationCenter; account: AmazonAccount; eventSource: string };

function createDestination({ center, account, eventSource }: Parts, request: SandboxRequest, apply: boolean) {
  const body = v.safeParse(destinationBody, fieldsOf(request));
  if (!body.success) return unparsable(v.summarize(body.issues));
  const { name, resourceSpecification } = body.output;
  const { sqs, eventBridge } = resourceSpecification ?? {};
  if (!name || !sqs === !eventBridge) return unparsable('name and one of sqs and eventBridge are required.');
  if (sqs) {
    const { arn = '' } = sqs;
    if (!/^arn:aws:sqs:\S+:\S+:\S+/.test(arn)) return unparsable(`${arn} is no ARN of a queue.`);
    const isThere = center.destinations().some(({ resource }) => 'sqs' in resource && resource.sqs.arn === arn);
    return isThere ? conflict(arn, account) : added(center, name, { sqs: { arn } }, apply);
  }
  const { accountId = '', region = '' } = eventBridge ?? {};
  if (!/^\d{12}$/.test(accountId) || region === '') return unparsable('accountId and region are required.');
  const isThere = center
    .destinations()
    .some(({ resource }) => 'eventBridge' in resource && resource.eventBridge.accountId === accountId);
  return isThere
    ? conflict(accountId, account)
    : added(center, name, { eventBridge: { accountId, region, name: eventSource } }, apply);
}

function added(center: NotificationCenter, name: string, resource: Resource, apply: boolean): SandboxAnswer {
  const destination: KnownDestination = apply
    ? center.addDestination(name, resource)
    : { destinationId: 'made-up', name, resource };
  return success({ payload: destination });
}

function conflict(what: string, { applicationId }: AmazonAccount): SandboxAnswer {
  const details = `A destination with arn ${what} already exists for the application ${applicationId}`;
  return refusal(409, 'Conflict', 'The requested resource conflict with a resource in the server.', details);
}

function createSubscription(center: NotificationCenter, request: SandboxRequest, apply: boolean): SandboxAnswer {
  const type = request.params['type'] ?? '';
  const body = v.safeParse(subscriptionBody, fieldsOf(request));
  if (!body.success) return unparsable(v.summarize(body.issues));
  const { payloadVersion, destinationId, processingDirective } = body.output;
  const way = WAY[type];
  if (way === undefined) return unparsable(`The sandbox sends no ${type}.`);
  if (payloadVersion !== '1.0') return unparsable(`${type} has no payload version ${payloadVersion}.`);
  const read = readDirective(type, processingDirective);
  if (!read.ok) return unparsable(read.details);
  const destination = center.destinations().find((each) => each.destinationId === destinationId);
  if (destination === undefined) return unparsable(`No destination with id ${destinationId}.`);
  if (!(way in destination.resource)) return unparsable(`${type} goes to ${way} only.`);
  if (center.subscriptionTo(type)) {
    const details = `Subscription already exist for notification type ${type}`;
    return refusal(409, 'StateConflict', 'The resource specified conflicts with the current state.', details);
  }
  const wanted = {
    type,
    payloadVersion,
    destinationId: destination.destinationId,
    ...(read.directive === undefined ? {} : { processingDirective: read.directive }),
  };
  return success({ payload: onWire(apply ? center.subscribe(wanted) : { ...wanted, subscriptionId: 'made-up' }) });
}

function onWire({ type: _, ...subscription }: Subscription) {
  return subscription;
}

function fieldsOf(request: SandboxRequest): object {
  const json = jsonBody(request);
  return json.ok && typeof json.value === 'object' && json.value !== null ? json.value : {};
}
