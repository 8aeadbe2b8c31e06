/** Posts observations to the ledger: a batch of queue messages, or those of one SKU at once for a caller who waits. */

import type { Sku } from '../../domain/identifiers.ts';
import type { Outcome } from '../../domain/ledger/outcome.ts';
import { unfoldCutOver } from '../../domain/posting/decide-baseline.ts';
import type { Observation } from '../../domain/stock/observation.ts';
import { messageOf } from '../../message-of.ts';
import { PermanentError } from '../../ports/permanent-error.ts';
import { causeOf } from './cause-of.ts';
import { type PostedSku, postSku } from './post-sku.ts';
import type { PostingPorts } from './posting-ports.ts';

/** A message of the observations queue: observations of one SKU, in their order. */
export type ObservationMessage = {
  readonly id: string;
  readonly sku: Sku;
  readonly observations: readonly Observation[];
};

type SkuGroup = { readonly sku: Sku; readonly messages: readonly ObservationMessage[] };

/** What became of a batch of messages, besides those that are done. */
export type PostedBatch = {
  /** The ids of the messages that must come again. */
  readonly failed: readonly string[];
  /** The ids of those that can neither be posted nor parked, however often they come: they are to be set aside. */
  readonly hopeless: readonly string[];
};

/**
 * Posts a batch of messages, SKUs in parallel, then emits what changed. A SKU that fails gives back its own messages only,
 * and an observation that can never be posted is parked at its first failure, so that nothing waits behind it. A message
 * is done only after commit and emit; one that comes again finds its work posted and emits the present state again.
 */
export async function postObservations(
  ports: PostingPorts,
  messages: readonly ObservationMessage[],
): Promise<PostedBatch> {
  const failed: string[] = [];
  const hopeless: string[] = [];
  const giveBack = ({ sku, messages: group }: SkuGroup, error: unknown): void => {
    ports.journal.warn(`${sku}: posting failed, its ${group.length} message(s) go back to the queue`, { sku, error });
    for (const message of group) {
      failed.push(message.id);
    }
  };
  const posted = await postGroups(ports, groupBySku(messages), { giveBack, setAside: (id) => hopeless.push(id) });
  try {
    await emit(
      ports,
      posted.map(({ result }) => result),
    );
  } catch (error) {
    for (const { group } of posted) {
      giveBack(group, error);
    }
  }
  return { failed: [...new Set(failed)], hopeless };
}

/**
 * Posts observations of one SKU at once, for a caller who waits: commits, emits, and resolves with the outcome of
 * each, in their order. Rejects when it met other writers too often, or when the event was not emitted (what was
 * posted stays posted; asking again emits again).
 */
export async function postNow(
  ports: PostingPorts,
  sku: Sku,
  observations: readonly Observation[],
): Promise<readonly Outcome[]> {
  const result = await postSku(ports, sku, observations);
  await emit(ports, [result]);
  return result.outcomes;
}

function groupBySku(messages: readonly ObservationMessage[]): readonly SkuGroup[] {
  return [...Map.groupBy(messages, ({ sku }) => sku)].map(([sku, group]) => ({ sku, messages: group }));
}

type Unposted = {
  readonly giveBack: (group: SkuGroup, error: unknown) => void;
  readonly setAside: (messageId: string) => void;
};

type PostedGroup = { readonly group: SkuGroup; readonly result: PostedSku };

/** Posts each SKU's observations; a SKU that fails is given back and is not among the results. */
async function postGroups(
  ports: PostingPorts,
  groups: readonly SkuGroup[],
  unposted: Unposted,
): Promise<readonly PostedGroup[]> {
  const results = await Promise.all(groups.map((group) => postGroup(ports, group, unposted)));
  return results.flat();
}

async function postGroup(ports: PostingPorts, group: SkuGroup, unposted: Unposted): Promise<readonly PostedGroup[]> {
  try {
    return [{ group, result: await postSku(ports, group.sku, observationsOf(group)) }];
  } catch (error) {
    if (error instanceof PermanentError) {
      return postEach(ports, group, unposted);
    }
    unposted.giveBack(group, error);
    return [];
  }
}

/**
 * Posts each observation of the SKU by itself, because one of them can never be posted: that one is parked with the
 * reason, and the others do not wait for it. What was posted before is a duplicate now.
 */
async function postEach(ports: PostingPorts, group: SkuGroup, unposted: Unposted): Promise<readonly PostedGroup[]> {
  const posted: PostedGroup[] = [];
  for (const message of group.messages) {
    const own = { sku: group.sku, messages: [message] };
    try {
      for (const observation of observationsOf(own)) {
        const result = await postOrPark(ports, observation);
        posted.push(...(result === undefined ? [] : [{ group: own, result }]));
      }
    } catch (error) {
      if (error instanceof PermanentError) {
        ports.journal.warn(`${group.sku}: a message can neither be posted nor parked, it is set aside`, {
          step: 'set aside',
          sku: group.sku,
          messageId: message.id,
          error,
        });
        unposted.setAside(message.id);
      } else {
        unposted.giveBack(own, error);
      }
    }
  }
  return posted;
}

/** Undefined: it is parked. Rejects when it can be neither posted nor parked, and when it must be tried again. */
async function postOrPark(ports: PostingPorts, observation: Observation): Promise<PostedSku | undefined> {
  const { sku, source } = observation;
  try {
    return await postSku(ports, sku, [observation]);
  } catch (error) {
    if (!(error instanceof PermanentError)) {
      throw error;
    }
    const reason = `It can never be posted: ${messageOf(error)}`;
    await ports.parking.park([
      { observation, outcome: { kind: 'invalid', reason }, parkedAt: ports.clock().toISOString() },
    ]);
    ports.journal.count('Parked', source.channel);
    ports.journal.warn(`${sku}: parked what ${causeOf(source)} said. ${reason}`, {
      step: 'posted',
      sku,
      channel: source.channel,
      order: source.order,
      outcome: 'invalid',
      error,
    });
    return undefined;
  }
}

function observationsOf({ messages }: SkuGroup): readonly Observation[] {
  return messages.flatMap((message) => message.observations).flatMap(unfoldCutOver);
}

async function emit({ events }: PostingPorts, results: readonly PostedSku[]): Promise<void> {
  const changed = results.flatMap((each) => each.changed);
  const oversold = results.flatMap((each) => each.oversold);
  const alerts = results.flatMap((each) => each.alerts);
  if (changed.length + oversold.length + alerts.length > 0) {
    await events.emit(changed, oversold, alerts);
  }
}
