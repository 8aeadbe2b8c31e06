/** Compares what is registered at Amazon with what should be. */

import type { AmazonChannel } from '../../../channel-config.ts';
import type { ConnectionStep } from '../../../ports/connecting/connection.ts';

/** What comes into the queue, and what comes to EventBridge only. */
export const WANTED_OF_QUEUE = ['ORDER_CHANGE'] as const;
export const WANTED_OF_BUS = ['LISTINGS_ITEM_MFN_QUANTITY_CHANGE', 'LISTINGS_ITEM_STATUS_CHANGE'] as const;

export type EventBridgeAddress = { readonly accountId: string; readonly region: string };

/** Where notifications of an application may go. */
export type Destination = {
  readonly name: string;
  readonly destinationId: string;
  readonly resource: {
    readonly sqs?: { readonly arn: string } | null | undefined;
    readonly eventBridge?: (EventBridgeAddress & { readonly name: string }) | null | undefined;
  };
};

/** What a seller's notifications of one type go to, and which of them. */
export type Subscription = {
  readonly type: string;
  readonly subscriptionId: string;
  readonly destinationId: string;
  readonly processingDirective?: ProcessingDirective | null | undefined;
};

export type ProcessingDirective = {
  readonly eventFilter?:
    | {
        readonly eventFilterType?: string | undefined;
        readonly orderChangeTypes?: readonly string[] | null | undefined;
      }
    | null
    | undefined;
  readonly filterExpression?: string | null | undefined;
};

/**
 * The changes of an order that move stock: its status, and what its buyer asks for. Amazon refuses a subscription to
 * ORDER_CHANGE without an event filter (https://github.com/jlevers/selling-partner-api/issues/885, 2025-08; the list
 * `EVENT_FILTER_REQUIRED_NOTIFICATION_TYPE` of github.com/amzn/selling-partner-api-samples @3cd66dcc), and one with
 * `marketplaceIds` in it (https://github.com/amzn/selling-partner-api-models/issues/4135, 2024-08).
 */
const ORDER_CHANGE_TYPES = ['OrderStatusChange', 'BuyerRequestedChange'] as const;

/** The filter with which a subscription to that type is made; undefined where the type takes none. */
export function directiveOf(type: string): ProcessingDirective | undefined {
  return type === 'ORDER_CHANGE'
    ? { eventFilter: { eventFilterType: 'ORDER_CHANGE', orderChangeTypes: [...ORDER_CHANGE_TYPES] } }
    : undefined;
}

/**
 * What the subscription leaves out that we need, as the end of a sentence; undefined when it leaves out nothing. Amazon
 * need not repeat the directive (it is optional in `Subscription` of notifications.json of
 * amzn/selling-partner-api-models @34dc93fe, 2026-08-05). One that it does not name is no reason to make the
 * subscription anew at each run: without a filter nothing is left out, and the filter that Amazon requires is ours.
 */
function filteredOut({ type, processingDirective }: Subscription): string | undefined {
  if (type !== 'ORDER_CHANGE') {
    return undefined;
  }
  const { eventFilter, filterExpression } = processingDirective ?? {};
  if (filterExpression) {
    return `it leaves out orders by the expression “${filterExpression}”`;
  }
  const types = eventFilter?.orderChangeTypes ?? ORDER_CHANGE_TYPES;
  const missing = ORDER_CHANGE_TYPES.filter((each) => !types.includes(each));
  return missing.length === 0 ? undefined : `it leaves out ${missing.join(' and ')}`;
}

export type AmazonStep = ConnectionStep &
  (
    | { readonly does: 'nothing' }
    | { readonly does: 'createDestination'; readonly resource: object }
    | { readonly does: 'subscribe' }
    | { readonly does: 'resubscribe'; readonly former: Subscription }
  );

/** What is registered. */
export type Found = {
  readonly destinations: readonly Destination[];
  readonly subscriptions: readonly Subscription[];
  /** Types whose subscription Amazon does not show, with its reason. */
  readonly unreadable?: ReadonlyMap<string, string>;
};

export type AmazonPlan = {
  /** The ids of the destinations that are there, by their target. */
  readonly destinations: ReadonlyMap<string, string>;
  readonly steps: readonly AmazonStep[];
};

/** How a destination of ours is named; another program of the merchant's under the same application names its own. */
const OUR_NAME = /^stockline\b/;

/**
 * Compares destinations and subscriptions with those that the channel needs. Amazon keeps one subscription per type and
 * seller: one to another destination of ours is made anew, one to somebody else's stands in the way of ours.
 */
export function planAmazon(
  { eventBus }: Pick<AmazonChannel, 'eventBus'>,
  to: { readonly queueArn: string; readonly eventBridge: EventBridgeAddress },
  found: Found,
): AmazonPlan {
  const queue = {
    target: to.queueArn,
    resource: { sqs: { arn: to.queueArn } },
    id: found.destinations.find(({ resource }) => resource.sqs?.arn === to.queueArn)?.destinationId,
  };
  const { accountId, region } = to.eventBridge;
  const inAccount = found.destinations.find(({ resource }) => resource.eventBridge?.accountId === accountId);
  const bus = {
    target: busTarget({ accountId, region }),
    resource: { eventBridge: { accountId, region } },
    id: inAccount?.destinationId,
  };
  const wanted = [
    { place: queue, types: WANTED_OF_QUEUE },
    ...(eventBus === undefined ? [] : [{ place: bus, types: WANTED_OF_BUS }]),
  ];
  const elsewhere = inAccount?.resource.eventBridge;
  return {
    destinations: new Map(
      wanted.flatMap(({ place: { target, id } }) => (id === undefined ? [] : ([[target, id]] as const))),
    ),
    steps: wanted.flatMap(({ place, types }): AmazonStep[] =>
      place === bus && elsewhere && elsewhere.region !== region
        ? [blockedDestination(bus.target, elsewhere.region)]
        : [destinationStep(place), ...types.map((type) => subscriptionStep(type, place, found))],
    ),
  };
}

function busTarget({ accountId, region }: EventBridgeAddress): string {
  return `EventBridge of ${accountId} in ${region}`;
}

/** Whether the destination is the one that a step names as its target. */
export function isTarget({ resource: { sqs, eventBridge } }: Destination, target: string): boolean {
  return sqs?.arn === target || (eventBridge ? busTarget(eventBridge) === target : false);
}

type Place = { readonly target: string; readonly resource: object; readonly id: string | undefined };

function destinationStep({ target, resource, id }: Place): AmazonStep {
  const step = { topic: 'destination', target };
  return id === undefined
    ? { ...step, kind: 'create', does: 'createDestination', resource }
    : { ...step, kind: 'keep', does: 'nothing' };
}

function blockedDestination(target: string, region: string): AmazonStep {
  return {
    topic: 'destination',
    target,
    kind: 'blocked',
    does: 'nothing',
    because: `Amazon sends to one region of an account, and the application has ${region}`,
  };
}

function subscriptionStep(
  topic: string,
  { target, id }: Place,
  { destinations, subscriptions, unreadable }: Found,
): AmazonStep {
  const step = { topic, target };
  const hidden = unreadable?.get(topic);
  if (hidden !== undefined) {
    return { ...step, kind: 'blocked', does: 'nothing', because: `nobody can say whether it is there: ${hidden}` };
  }
  const subscription = subscriptions.find(({ type }) => type === topic);
  if (subscription === undefined) {
    return { ...step, kind: 'create', does: 'subscribe' };
  }
  const former = subscription;
  if (subscription.destinationId === id) {
    const because = filteredOut(subscription);
    return because === undefined
      ? { ...step, kind: 'keep', does: 'nothing' }
      : { ...step, kind: 'change', does: 'resubscribe', former, because };
  }
  const destination = destinations.find(({ destinationId }) => destinationId === subscription.destinationId);
  const where = destination?.resource.sqs?.arn ?? destination?.resource.eventBridge?.name ?? subscription.destinationId;
  if (destination !== undefined && !OUR_NAME.test(destination.name)) {
    const because = `it sends to ${where} (“${destination.name}”), and Amazon keeps one subscription per type and seller: end that one first`;
    return { ...step, kind: 'blocked', does: 'nothing', because };
  }
  return { ...step, kind: 'change', does: 'resubscribe', former, because: `it sends to ${where}` };
}
