/** Connects an Amazon seller: access, destinations, subscriptions. */

import * as v from 'valibot';
import type { AmazonChannel } from '../../../channel-config.ts';
import { messageOf } from '../../../message-of.ts';
import type {
  AccountAccess,
  ChannelConnection,
  MissingGrant,
  PlannedStep,
} from '../../../ports/connecting/connection.ts';
import { readRows } from '../../rows.ts';
import { PAGED_READ_TRIES, whileThrottled } from '../../while-throttled.ts';
import {
  createSellingPartnerApi,
  type NotificationsCall,
  type SellingPartnerApi,
  type SellingPartnerCall,
} from '../client/api.ts';
import { SELLER_FULFILLED } from '../intake/order.ts';
import {
  type AmazonStep,
  type Destination,
  directiveOf,
  type EventBridgeAddress,
  type Found,
  isTarget,
  type ProcessingDirective,
  planAmazon,
  type Subscription,
  WANTED_OF_BUS,
  WANTED_OF_QUEUE,
} from './connection-plan.ts';
import type { AmazonCredentials } from './credentials.ts';
import { participationGrants } from './participations.ts';

const TIMEOUT_MS = 15_000;
/** Of the schemas that are read: amzn/selling-partner-api-models @34dc93fe (2026-08-05). */
const PAYLOAD_VERSION = '1.0';

export type AmazonConnectionOptions = {
  /** The ARN of the notifications queue. */
  readonly queueArn: string;
  /** Where this deployment runs: Amazon sends to one event source of an AWS account. */
  readonly eventBridge: EventBridgeAddress;
};

/**
 * An Amazon seller as one connects it: ORDER_CHANGE into the queue and, where the configuration names an event bus,
 * changes of listings to EventBridge. A destination is made once per queue and per AWS account, and never removed:
 * another seller's subscriptions may use it, and an event source that is made again finds its bus no more.
 * Source: notifications.json of amzn/selling-partner-api-models @34dc93fe (2026-08-05);
 * https://github.com/amzn/selling-partner-api-docs/issues/1850 (one subscription per type and seller).
 */
export function createAmazonConnection(
  channel: AmazonChannel,
  credentials: AmazonCredentials,
  { queueArn, eventBridge }: AmazonConnectionOptions,
): ChannelConnection {
  const api = createSellingPartnerApi(channel, credentials, TIMEOUT_MS);
  const types = [...WANTED_OF_QUEUE, ...(channel.eventBus === undefined ? [] : WANTED_OF_BUS)];
  return {
    channel: channel.id,
    access: () => readAccess(channel, api),
    async plan() {
      const destinations = await readDestinations(api);
      const read = await readSubscriptions(api, types);
      const plan = planAmazon(channel, { queueArn, eventBridge }, { destinations, ...read });
      const ids = new Map(plan.destinations);
      return plan.steps.map((step) => planned(api, channel, step, ids));
    },
    issued: async () => ({}),
    test: async () => ({
      kind: 'untested',
      reason: 'Amazon sends test notifications in its own sandbox only: the first order shows that they arrive.',
    }),
    leftByHand: async () => leftByHand(channel, await readDestinations(api), eventBridge),
  };
}

/** An application without the role for a call is answered 403. */
async function readAccess(channel: AmazonChannel, api: SellingPartnerApi): Promise<AccountAccess> {
  const missing: MissingGrant[] = [];
  const [marketplaceId = ''] = channel.marketplaceIds;
  const query = { pageSize: 1 };
  const listings = await once(() => api.ask({ operation: 'searchListingsItems', marketplaceId, query }, listed));
  // An order that nobody has: with the role the answer is that there is none.
  const order = '000-0000000-0000000';
  const orders = await once(() => api.ask({ operation: 'getOrder', order, query: {} }, listed));
  const writing = await once(() => api.ask(previewOfPush(marketplaceId), listed));
  const refused = [listings, orders, writing].find(
    (answer) => answer.kind === 'credentialsGone' && answer.status !== 403,
  );
  if (refused?.kind === 'credentialsGone') {
    return { kind: 'refused', reason: refused.reason };
  }
  if (isForbidden(listings) && isForbidden(orders)) {
    missing.push(deniedAltogether(channel));
  }
  if (isForbidden(listings)) {
    missing.push({ grant: 'role Product Listing', without: 'nothing can be imported or pushed', isRequired: true });
  }
  if (listings.kind === 'refused') {
    const without = `nothing can be imported or pushed: correct sellerId and marketplaceIds in stockline.config.ts (${listings.reason})`;
    missing.push({ grant: `listings of ${channel.sellerId} on ${marketplaceId}`, without, isRequired: true });
  }
  if (!isForbidden(listings) && isForbidden(writing)) {
    const without = 'nothing can be pushed: the seller’s permission, or the role, is for reading only';
    missing.push({ grant: 'permission to change listings (role Product Listing)', without, isRequired: true });
  }
  if (isForbidden(orders)) {
    const without = 'orders cannot be read back, and are not notified';
    missing.push({ grant: 'role Inventory and Order Tracking', without, isRequired: true });
  }
  missing.push(...(await participationGrants(channel, api)));
  return { kind: 'accepted', account: `${channel.sellerId} (${channel.region})`, missing };
}

const listed = v.object({});

/**
 * Amazon has one answer for a role that is missing and for a seller who has not authorised the application there: each
 * region takes an authorization, and a refresh token, of its own. Source: “Access to requested resource is denied” of
 * https://github.com/amzn/selling-partner-api-models/issues/1836 and 1030 (2021), in both cases without details.
 */
function deniedAltogether({ sellerId, region }: AmazonChannel): MissingGrant {
  const without = `Amazon denies every call: it was authorised in another region, or for another seller, unless both of these roles are missing`;
  return { grant: `authorization of the application by ${sellerId} in region ${region}`, without, isRequired: true };
}

/**
 * A push that is checked and never made, of a SKU that nobody has: “the submitted data should be validated without
 * persisting”. Source: `mode` of patchListingsItem in listingsItems_2021-08-01.json of amzn/selling-partner-api-models
 * @34dc93fe (2026-08-05).
 */
function previewOfPush(marketplaceId: string): SellingPartnerCall {
  const value = [{ fulfillment_channel_code: SELLER_FULFILLED, quantity: 0 }];
  const body = {
    productType: 'PRODUCT',
    patches: [{ op: 'merge', path: '/attributes/fulfillment_availability', value }],
  };
  const query = { mode: 'VALIDATION_PREVIEW' };
  return { operation: 'patchListingsItem', sku: 'stockline-checks-its-access', marketplaceId, query, body };
}

function once<Answer extends { readonly kind: string }>(ask: () => Promise<Answer>) {
  return whileThrottled(ask, PAGED_READ_TRIES);
}

function isForbidden(answer: { readonly kind: string; readonly status?: number }): boolean {
  return answer.kind === 'credentialsGone' && answer.status === 403;
}

/** Source: `Destination` of the model. */
const destination = v.object({
  name: v.string(),
  destinationId: v.string(),
  resource: v.object({
    sqs: v.nullish(v.object({ arn: v.string() })),
    eventBridge: v.nullish(v.object({ name: v.string(), region: v.string(), accountId: v.string() })),
  }),
});

/** Source: `Subscription` of the model; its directive as it was given. */
const subscription = v.object({
  subscriptionId: v.string(),
  destinationId: v.string(),
  processingDirective: v.nullish(
    v.object({
      eventFilter: v.nullish(
        v.object({ eventFilterType: v.optional(v.string()), orderChangeTypes: v.nullish(v.array(v.string())) }),
      ),
      filterExpression: v.nullish(v.string()),
    }),
  ),
});

/** One that cannot be read is another program's: of one of ours Amazon would refuse a second, and say so. */
async function readDestinations(api: SellingPartnerApi): Promise<readonly Destination[]> {
  const schema = v.object({ payload: v.nullish(v.array(v.unknown()), []) });
  const { payload } = await api.read({ operation: 'getDestinations' }, schema, PAGED_READ_TRIES);
  return readRows(payload, destination).rows;
}

/** One that Amazon does not show is no reason to leave the others: its type stays as it is, with Amazon's reason. */
async function readSubscriptions(
  api: SellingPartnerApi,
  types: readonly string[],
): Promise<Pick<Found, 'subscriptions' | 'unreadable'>> {
  const schema = v.object({ payload: subscription });
  const subscriptions: Subscription[] = [];
  const unreadable = new Map<string, string>();
  for (const type of types) {
    const path = { notificationType: type };
    const answer = await once(() => api.ask({ operation: 'getSubscription', path }, schema));
    if (answer.kind === 'done') {
      subscriptions.push({ type, ...answer.value.payload });
    } else if (answer.kind !== 'refused' || answer.status !== 404) {
      unreadable.set(type, answer.reason);
    }
  }
  return { subscriptions, unreadable };
}

/**
 * Makes the destination, and answers its id or why Amazon refused. Another account of the application may have made it since the plan was made:
 * Amazon refuses a second one of a queue or AWS account with a conflict, and the first serves both.
 * Source: https://github.com/amzn/selling-partner-api-models/issues/2281 (2022).
 */
async function createDestination(
  api: SellingPartnerApi,
  channel: AmazonChannel,
  { resource, target }: Extract<AmazonStep, { readonly does: 'createDestination' }>,
): Promise<{ readonly id: string } | { readonly refusal: string }> {
  const body = { name: `stockline-${channel.id}`, resourceSpecification: resource };
  const made = await once(() => api.ask({ operation: 'createDestination', body }, madeDestination));
  if (made.kind === 'done') {
    return { id: made.value.payload.destinationId };
  }
  const found =
    made.kind === 'refused' && made.status === 409
      ? (await readDestinations(api)).find((each) => isTarget(each, target))
      : undefined;
  return found === undefined ? { refusal: `${made.reason} (destination ${target})` } : { id: found.destinationId };
}

const madeDestination = v.object({ payload: v.object({ destinationId: v.string() }) });

/** `ids`: the destinations that are there or were made, by their target. */
function planned(
  api: SellingPartnerApi,
  channel: AmazonChannel,
  step: AmazonStep,
  ids: Map<string, string>,
): PlannedStep {
  switch (step.does) {
    case 'createDestination':
      return {
        step,
        async carryOut() {
          const made = await createDestination(api, channel, step);
          if ('refusal' in made) {
            return made.refusal;
          }
          ids.set(step.target, made.id);
          return undefined;
        },
      };
    case 'subscribe':
      return { step, carryOut: () => subscribe(api, step.topic, ids.get(step.target), directiveOf(step.topic)) };
    case 'resubscribe':
      return { step, carryOut: () => resubscribe(api, step, ids.get(step.target)) };
    default:
      return { step };
  }
}

async function subscribe(
  api: SellingPartnerApi,
  topic: string,
  destinationId: string | undefined,
  processingDirective: ProcessingDirective | null | undefined,
): Promise<string | undefined> {
  if (destinationId === undefined) {
    return withoutDestination(topic);
  }
  const body = { payloadVersion: PAYLOAD_VERSION, destinationId, ...(processingDirective && { processingDirective }) };
  return await changed(api, { operation: 'createSubscription', path: { notificationType: topic }, body });
}

function withoutDestination(topic: string): string {
  return `There is no destination that ${topic} could go to.`;
}

/**
 * The model has no change of a subscription, and Amazon refuses a second one of a type: the former has to go first. When
 * the new one is refused then, the former is made again, so that the seller is not left without notifications.
 */
async function resubscribe(
  api: SellingPartnerApi,
  { topic, former }: Extract<AmazonStep, { readonly does: 'resubscribe' }>,
  destinationId: string | undefined,
): Promise<string | undefined> {
  if (destinationId === undefined) {
    return `${withoutDestination(topic)} The former subscription stays.`;
  }
  const path = { notificationType: topic, subscriptionId: former.subscriptionId };
  const kept = await changed(api, { operation: 'deleteSubscriptionById', path });
  if (kept !== undefined) {
    return kept;
  }
  const refusal = await refusalOrError(() => subscribe(api, topic, destinationId, directiveOf(topic)));
  return refusal === undefined ? undefined : `${refusal} ${await restored(api, topic, former)}`;
}

/** Also without an answer the former subscription must be made again. */
async function refusalOrError(act: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await act();
  } catch (error) {
    return messageOf(error);
  }
}

/** Makes a subscription again that was just ended; how the seller is left, as a sentence. */
async function restored(api: SellingPartnerApi, topic: string, former: Subscription): Promise<string> {
  const again = () => subscribe(api, topic, former.destinationId, former.processingDirective ?? directiveOf(topic));
  return (await refusalOrError(again)) === undefined
    ? 'The former subscription was made again.'
    : 'The former subscription could not be made again either: run this again, until then only the sweep finds orders.';
}

/** Why Amazon refused the change, if it did. A throttled change was not made, so that it may wait as a read may. */
async function changed(api: SellingPartnerApi, call: NotificationsCall): Promise<string | undefined> {
  const answer = await once(() => api.ask(call, v.object({})));
  const subject = call.path === undefined ? call.operation : `${call.operation} ${call.path.notificationType}`;
  return answer.kind === 'done' ? undefined : `${answer.reason} (${subject})`;
}

function leftByHand(
  channel: AmazonChannel,
  destinations: readonly Destination[],
  { accountId, region }: EventBridgeAddress,
): readonly string[] {
  if (channel.eventBus === undefined) {
    return [
      `Edits in Seller Central are noticed at once only through EventBridge: set eventBus of ${channel.id} in stockline.config.ts, deploy, and run this again.`,
    ];
  }
  const source = destinations.find(({ resource }) => resource.eventBridge?.accountId === accountId)?.resource
    .eventBridge?.name;
  if (source === undefined || source === channel.eventBus) {
    return [];
  }
  return [
    `Associate the partner event source ${source} with an event bus (EventBridge console in ${region}, Partner event sources), set eventBus of ${channel.id} to that bus (now ${channel.eventBus}), and deploy.`,
  ];
}
