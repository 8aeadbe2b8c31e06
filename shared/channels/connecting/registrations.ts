/** Compares the webhook subscriptions at a platform with those that should be there. */

import type { ConnectionStep } from '../../ports/connecting/connection.ts';

/** A subscription of one topic, as a platform lists it. */
export type Registered = {
  readonly id: string;
  readonly topic: string;
  readonly target: string;
  /** What of it besides the target is not as it should be, if anything. */
  readonly fault?: string;
};

/** What to do about one subscription. `id` is that of the registered one. */
export type RegistrationStep = ConnectionStep & { readonly id?: string };

/**
 * Compares what is registered with one subscription per topic to this target. What is ours and sends elsewhere, as an
 * earlier deployment left it, is led to the target; what is ours and superfluous goes; what is not ours stays. A faulty
 * subscription goes first where it sends to the target already: a platform takes a topic and an address once.
 */
export function planRegistrations(
  topics: readonly string[],
  target: string,
  registered: readonly Registered[],
): readonly RegistrationStep[] {
  const wanted = topics.flatMap((topic) =>
    planTopic(
      topic,
      target,
      registered.filter((each) => each.topic === topic),
    ),
  );
  const others = registered.filter(({ topic }) => !topics.includes(topic)).map(foreign);
  return [...wanted, ...others];
}

function planTopic(topic: string, target: string, registered: readonly Registered[]): RegistrationStep[] {
  const ours = registered.filter((each) => isOurs(each.target, target));
  const others = registered.filter((each) => !ours.includes(each)).map(foreign);
  const right = ours.find((each) => each.target === target && each.fault === undefined);
  if (right !== undefined) {
    const spare = ours.filter((each) => each !== right).map((each) => remove(each, 'it is sent twice'));
    return [{ kind: 'keep', topic, target, id: right.id }, ...spare, ...others];
  }
  const movable = ours.find(({ fault }) => fault === undefined);
  const first: RegistrationStep =
    movable === undefined
      ? { kind: 'create', topic, target }
      : { kind: 'change', topic, target, id: movable.id, because: `it sends to ${movable.target}` };
  const spare = ours.filter((each) => each !== movable);
  const gone = Map.groupBy(spare, (each) => each.target === target);
  const removals = (each: Registered) => remove(each, each.fault ?? 'it is sent twice');
  return [...(gone.get(true) ?? []).map(removals), first, ...(gone.get(false) ?? []).map(removals), ...others];
}

function remove({ id, topic, target }: Registered, because: string): RegistrationStep {
  return { kind: 'remove', topic, target, id, because };
}

function foreign({ topic, target }: Registered): RegistrationStep {
  return { kind: 'foreign', topic, target };
}

/**
 * Whether a target is of this channel: the same, or an address of an earlier deployment, which differs in its host but
 * ends in the channel's own path.
 */
export function isOurs(target: string, wanted: string): boolean {
  return target === wanted || (webhookPath(target) !== undefined && webhookPath(target) === webhookPath(wanted));
}

function webhookPath(target: string): string | undefined {
  return URL.canParse(target) ? /\/webhooks\/[^/]+$/.exec(new URL(target).pathname)?.[0] : undefined;
}
