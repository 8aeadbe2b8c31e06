/** Counts what posting takes of one hot SKU and of many, and computes how fast one SKU can be posted. */
import { type Usage, usageSince } from '../aws/usage.ts';
import type { StackFacts } from '../stack/stack-facts.ts';
import { skusNamed, withStack } from '../stack/with-stack.ts';
import { queueOrders } from './queued-observations.ts';

/** A partition key takes so many write units a second (developer guide, “Best practices for partition keys”, 2026-11). */
export const PARTITION_KEY_UNITS = 1_000;
/** From the end of one invocation until Lambda's poller has brought the next batch of the group: assumed, SQS publishes none. */
export const NEXT_BATCH_MS = 20;
/** Observations of a message that was packed (shared/aws/messaging/queues.ts). */
export const PACKED = 40;
const POST = 'post-observations';

export type PostingRates = {
  readonly observations: number;
  readonly usage: Usage;
  /** Of one SKU, whose batches are one after the other. */
  readonly perSecond: number;
  /** Write units of the partition key that takes the most of them. */
  readonly busiestKeyUnits: number;
  /** How many of one second the write units of that key are enough for. */
  readonly perSecondByUnits: number;
};

/** All observations are of one SKU, and a batch takes ten. */
export function measureHotSku(facts: StackFacts, observations: number): Promise<PostingRates> {
  return measurePosting(facts, observations, ['HOT']);
}

/** The same, where what waited was packed: a message of the observations queue has forty. */
export function measurePackedSku(facts: StackFacts, observations: number): Promise<PostingRates> {
  return measurePosting(facts, observations, ['HOT'], PACKED);
}

/** Each observation is of another SKU. */
export function measureSpread(facts: StackFacts, observations: number): Promise<PostingRates> {
  return measurePosting(facts, observations, skusNamed('SPREAD', observations));
}

async function measurePosting(
  facts: StackFacts,
  observations: number,
  skus: readonly string[],
  together = 1,
): Promise<PostingRates> {
  return await withStack({ facts, skus, shows: 5_000 }, async (stack) => {
    stack.holdQueues((entry) => entry !== POST);
    const before = stack.meter.of(POST);
    const writtenBefore = stack.meter.writtenByKey();
    await queueOrders(stack, observations, (nth) => skus[nth % skus.length] ?? '', together);
    await stack.runUntilIdle();
    const usage = usageSince(before, stack.meter.of(POST));
    if (usage.messages !== observations / together) {
      throw new Error(
        `${usage.messages * together} of ${observations} observations were posted: what is counted does not work.`,
      );
    }
    const seconds = (usage.milliseconds + usage.invocations * NEXT_BATCH_MS) / 1_000;
    const written = [...stack.meter.writtenByKey()].map(([key, units]) => units - (writtenBefore.get(key) ?? 0));
    const busiestKeyUnits = Math.max(...written);
    return {
      observations,
      usage,
      perSecond: observations / seconds,
      busiestKeyUnits,
      perSecondByUnits: (PARTITION_KEY_UNITS * observations) / busiestKeyUnits,
    };
  });
}
