/** Where Amazon sends notifications: the application's destinations and the seller's subscriptions. */
import { randomUUID } from 'node:crypto';
import type { Destination } from './destinations.ts';
import { letsThrough, type ProcessingDirective } from './event-filter.ts';

export type Resource =
  | { readonly sqs: { readonly arn: string } }
  | { readonly eventBridge: { readonly accountId: string; readonly region: string; readonly name: string } };

export type KnownDestination = { readonly destinationId: string; readonly name: string; readonly resource: Resource };

export type Subscription = {
  readonly subscriptionId: string;
  readonly type: string;
  readonly payloadVersion: string;
  readonly destinationId: string;
  readonly processingDirective?: ProcessingDirective;
};

/** How this machine reaches what is registered; `eventSource` names the partner event source of a new destination. */
export type Reach = { readonly to: (resource: Resource) => Destination; readonly eventSource: string };

/**
 * The destinations of the application and the seller's subscriptions, one of each type
 * (https://github.com/amzn/selling-partner-api-docs/issues/1850).
 */
export type NotificationCenter = {
  readonly destinations: () => readonly KnownDestination[];
  readonly addDestination: (name: string, resource: Resource) => KnownDestination;
  readonly subscriptionTo: (type: string) => Subscription | undefined;
  readonly subscribe: (wanted: Omit<Subscription, 'subscriptionId'>) => Subscription;
  readonly unsubscribe: (type: string) => void;
  /** Where a notification of this type goes now, if anywhere; `changeType` is that of an ORDER_CHANGE. */
  readonly destinationOf: (type: string, changeType?: string) => Destination | undefined;
  readonly close: () => void;
};

export function openNotificationCenter(reach: Reach | undefined): NotificationCenter {
  const destinations = new Map<string, KnownDestination>();
  const subscriptions = new Map<string, Subscription>();
  const opened = new Map<string, Destination>();
  const opening = (id: string): Destination | undefined => {
    const known = destinations.get(id);
    if (known === undefined || reach === undefined) return undefined;
    const destination = opened.get(id) ?? reach.to(known.resource);
    opened.set(id, destination);
    return destination;
  };
  return {
    destinations: () => [...destinations.values()],
    addDestination(name, resource) {
      const added = { destinationId: randomUUID(), name, resource };
      destinations.set(added.destinationId, added);
      return added;
    },
    subscriptionTo: (type) => subscriptions.get(type),
    subscribe(wanted) {
      const made = { ...wanted, subscriptionId: randomUUID() };
      subscriptions.set(made.type, made);
      return made;
    },
    unsubscribe: (type) => void subscriptions.delete(type),
    destinationOf(type, changeType) {
      const subscription = subscriptions.get(type);
      if (subscription === undefined || !letsThrough(subscription.processingDirective, changeType)) return undefined;
      return opening(subscription.destinationId);
    },
    close() {
      for (const destination of opened.values()) destination.close?.();
    },
  };
}
