/** Posts observations to the ledger: a batch of queue messages, or those of one SKU at once for a caller who waits. */

import type { Sku } from '../../domain/identifiers.ts';
import type { Outcome } from '../../domain/ledger/outcome.ts';
import { unfoldCutOver } from '../../domain/posting/decide-baseline.ts';
import type { Observation } from '../../domain/stock/observation.ts';
import { type PostedSku, postSku } from './post-sku.ts';
import type { PostingPorts } from './posting-ports.ts';

/** A message of the observations queue: observations of one SKU, in their order. */
export type ObservationMessage = {
  readonly id: string;
  readonly sku: Sku;
  readonly observations: readonly Observation[];
};

type SkuGroup = { readonly sku: Sku; readonly messages: readonly ObservationMessage[] };

/**
 * Posts a batch of messages, SKUs in parallel, then emits what changed. Resolves with the ids of the messages that must
 * come again: a SKU that fails gives back its own messages only. A message is done only after commit and emit; one that
 * comes again finds its work posted and emits the present state again.
 */
export async function postObservations(
  ports: PostingPorts,
  messages: readonly ObservationMessage[],
): Promise<{ readonly failed: readonly string[] }> {
  const failed: string[] = [];
  const giveBack = ({ sku, messages: group }: SkuGroup, error: unknown): void => {
    ports.journal.warn(`${sku}: posting failed, its ${group.length} message(s) go back to the queue`, { sku, error });
    for (const message of group) {
      failed.push(message.id);
    }
  };
  const posted = await postGroups(ports, groupBySku(messages), giveBack);
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
  return { failed };
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

/** Posts each SKU's observations; a SKU that fails is given back and is not among the results. */
async function postGroups(
  ports: PostingPorts,
  groups: readonly SkuGroup[],
  giveBack: (group: SkuGroup, error: unknown) => void,
): Promise<readonly { readonly group: SkuGroup; readonly result: PostedSku }[]> {
  const results = await Promise.all(
    groups.map(async (group) => {
      try {
        const observations = group.messages.flatMap((message) => message.observations).flatMap(unfoldCutOver);
        return { group, result: await postSku(ports, group.sku, observations) };
      } catch (error) {
        giveBack(group, error);
        return undefined;
      }
    }),
  );
  return results.filter((each) => each !== undefined);
}

async function emit({ events }: PostingPorts, results: readonly PostedSku[]): Promise<void> {
  const changed = results.flatMap((each) => each.changed);
  const oversold = results.flatMap((each) => each.oversold);
  if (changed.length > 0 || oversold.length > 0) {
    await events.emit(changed, oversold);
  }
}
