/** Square's webhook subscriptions, as the account keeps them. */
import { randomBytes, randomUUID } from 'node:crypto';

/** A webhook subscription of the application, as Square keeps it. Times are ISO 8601. */
export type Subscription = {
  id: string;
  name: string;
  enabled: boolean;
  eventTypes: readonly string[];
  /** Where notifications are sent; its letters are signed with the body. */
  notificationUrl: string;
  /** Where this machine reaches that URL, if a proxy stands between. */
  deliverTo: string;
  apiVersion: string;
  signatureKey: string;
  createdAt: string;
  updatedAt: string;
};

export type Subscriptions = {
  all: () => readonly Subscription[];
  find: (id: string) => Subscription | undefined;
  create: (wanted: Pick<Subscription, 'name' | 'eventTypes' | 'notificationUrl' | 'apiVersion'>) => Subscription;
  /** Puts the subscription in place of that with its id, or with the others. */
  keep: (subscription: Subscription) => void;
  remove: (id: string) => void;
  /** The enabled ones that ask for this event. */
  tellingOf: (eventType: string) => readonly Subscription[];
};

/** `nextKey` makes the signature key of each new subscription. */
export function openSubscriptions(
  now: () => Date,
  nextKey: () => string = () => randomBytes(16).toString('base64url'),
): Subscriptions {
  const byId = new Map<string, Subscription>();
  return {
    all: () => [...byId.values()],
    find: (id) => byId.get(id),
    create(wanted) {
      const at = now().toISOString();
      const id = `wbhk_${randomUUID().replaceAll('-', '')}`;
      const times = { createdAt: at, updatedAt: at };
      return { ...wanted, ...times, id, enabled: true, deliverTo: wanted.notificationUrl, signatureKey: nextKey() };
    },
    keep: (subscription) => void byId.set(subscription.id, subscription),
    remove: (id) => void byId.delete(id),
    tellingOf: (eventType) =>
      [...byId.values()].filter(({ enabled, eventTypes }) => enabled && eventTypes.includes(eventType)),
  };
}
