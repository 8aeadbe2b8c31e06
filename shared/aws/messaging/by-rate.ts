/** Chooses, by each SKU's own rate, whether its observations go into the observations queue at once or by way of the packing queue. */
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Sku } from '../../domain/identifiers.ts';
import type { Observation } from '../../domain/stock/observation.ts';
import type { ObservationQueue } from '../../ports/intake/intake-queues.ts';
import { PermanentError } from '../../ports/permanent-error.ts';
import type { Wait } from '../lambda/back-off.ts';
import { sqsObservationQueue, sqsPackingQueue } from './queues.ts';

export type QueuesByRate = { readonly observationsUrl: string; readonly packingUrl: string };

/** A SKU of which so many observations come within a second, here alone, sells fast enough to ask what waits. */
const FAST_A_SECOND = 3;
/**
 * So many messages wait although they are worked on: more come than are posted one by one. A SKU that sells a hundred times a
 * second, each posted within 60 ms, has six.
 */
const WAITING_MOST = 100;
/** For so long a SKU stays hot: long enough that its first observations were packed, and short after a rush. */
const HOT_MS = 10_000;
const SECOND_MS = 1_000;

/**
 * The observations queue for functions that many messages of one SKU may come to. It takes 300 calls a second of one SKU (SQS
 * quotas for high throughput, 2026-11), and gives ten messages a batch. So a SKU is *hot*, as far as this process knows, once
 * the queue did not take it for the moment, or while it sells fast and more waits than is worked on. What is hot goes into the
 * packing queue, and so does what the observations queue does not take: either has it before the sender is answered.
 */
export function sqsObservationsByRate(
  client: SQSClient,
  { observationsUrl, packingUrl }: QueuesByRate,
  { nowMs = Date.now, wait }: { readonly nowMs?: () => number; readonly wait?: Wait } = {},
): Pick<ObservationQueue, 'send'> {
  const queue = sqsObservationQueue(client, observationsUrl, wait);
  const packing = sqsPackingQueue(client, packingUrl, wait);
  const rates = new Rates(nowMs, () => waitingIn(client, observationsUrl));
  return {
    async send(observations) {
      if (await rates.isAnyHot(observations)) {
        // All of it goes one way: what this queue can never take is then named once it has all others.
        await packing.send(observations);
        return;
      }
      try {
        await queue.send(observations);
      } catch (error) {
        if (error instanceof PermanentError) {
          throw error;
        }
        // Some of it may be in the observations queue: what comes twice counts once.
        await packing.send(observations);
        rates.areHot(observations);
      }
    },
  };
}

/** How fast each SKU sells here, and which are hot. */
class Rates {
  readonly #nowMs: () => number;
  readonly #waiting: () => Promise<number>;
  readonly #hotUntil = new Map<Sku, number>();
  #counted = new Map<Sku, number>();
  #countedSince = Number.NEGATIVE_INFINITY;
  #waitsMany: { readonly askedAt: number; readonly answer: Promise<boolean> } | undefined;

  constructor(nowMs: () => number, waiting: () => Promise<number>) {
    this.#nowMs = nowMs;
    this.#waiting = waiting;
  }

  /** Whether one of the SKUs is hot; these observations count. */
  async isAnyHot(observations: readonly Observation[]): Promise<boolean> {
    const now = this.#nowMs();
    if (now - this.#countedSince >= SECOND_MS) {
      this.#counted = new Map();
      this.#countedSince = now;
      this.#forgetCooled(now);
    }
    const skus = new Set(observations.map(({ sku }) => sku));
    for (const sku of skus) {
      this.#counted.set(sku, (this.#counted.get(sku) ?? 0) + 1);
    }
    const fast = [...skus].filter((sku) => (this.#counted.get(sku) ?? 0) >= FAST_A_SECOND);
    if (fast.some((sku) => !this.#hotUntil.has(sku)) && (await this.#doManyWait(now))) {
      this.#heat(fast);
    }
    return [...skus].some((sku) => this.#hotUntil.has(sku));
  }

  areHot(observations: readonly Observation[]): void {
    this.#heat(observations.map(({ sku }) => sku));
  }

  #heat(skus: readonly Sku[]): void {
    for (const sku of skus) {
      this.#hotUntil.set(sku, this.#nowMs() + HOT_MS);
    }
  }

  #forgetCooled(now: number): void {
    for (const [sku, until] of this.#hotUntil) {
      if (until <= now) {
        this.#hotUntil.delete(sku);
      }
    }
  }

  /** Asked once a second at most. A queue that does not say is taken for one in which little waits. */
  #doManyWait(now: number): Promise<boolean> {
    if (this.#waitsMany === undefined || now - this.#waitsMany.askedAt >= SECOND_MS) {
      const answer = this.#waiting().then(
        (count) => count >= WAITING_MOST,
        () => false,
      );
      this.#waitsMany = { askedAt: now, answer };
    }
    return this.#waitsMany.answer;
  }
}

async function waitingIn(client: SQSClient, url: string): Promise<number> {
  const { Attributes: attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return Number(attributes['ApproximateNumberOfMessages'] ?? 0);
}
