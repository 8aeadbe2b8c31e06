/** A rush on one SKU in virtual time: the product's own choice between the queues, on their published limits, with the durations that were counted. */
import { GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { sqsObservationsByRate } from '../../shared/aws/messaging/by-rate.ts';
import { sqsObservationQueue } from '../../shared/aws/messaging/queues.ts';
import type { ObservationQueue } from '../../shared/ports/intake/intake-queues.ts';
import { LATENCY_MS } from '../aws/latencies.ts';
import { answered } from '../aws/sdk-clients.ts';
import { NEXT_BATCH_MS, PACKED, PARTITION_KEY_UNITS, type PostingRates } from './posting-rates.ts';
import { orderLine } from './queued-observations.ts';

/** Of one message group, which lies in one partition (SQS quotas, “high throughput FIFO”, 2026-11: 300 calls a second and partition). */
const CALLS_A_SECOND = 300;
/** Messages that a batch of a FIFO queue has at most (Lambda developer guide, “Lambda parameters for Amazon SQS event source mappings”, 2026-11). */
const MESSAGES_A_BATCH = 10;
/** Lambda's pollers of the packing queue gather for a second each, so that one of them is done so often (infra/intake/packing.ts). */
const PACKED_EVERY_MS = 200;
const PACKED_AT_ONCE = 400;
/** A receiver answers a webhook within so long, and takes the next one then. */
const RECEIVING_MS = LATENCY_MS.computing + 2 * LATENCY_MS.queueCall;
const SECOND_MS = 1_000;

/** How webhooks come into the observations queue: each by itself, or as the SKU's own rate says. */
export type Door = 'one by one' | 'by rate';

export type Rush = {
  readonly door: Door;
  readonly webhooksASecond: number;
  /** Webhooks that were answered 5xx. */
  readonly refused: number;
  /** From the first to the last, once all that was taken is posted. */
  readonly postedASecond: number;
  /** From received to posted, in seconds. */
  readonly lag: { readonly p50: number; readonly p95: number };
  /** Messages of the observations queue, at the most. */
  readonly mostWaiting: number;
};

export type RushOptions = {
  readonly door: Door;
  readonly webhooksASecond: number;
  readonly seconds: number;
  /** What was counted of messages with one observation, and of those with ten. */
  readonly costs: PostingCosts;
};

export type PostingCosts = { readonly single: PostingRates; readonly packed: PostingRates };

/** Runs the rush until everything that was taken is posted. */
export async function simulateRush({ door, webhooksASecond, seconds, costs }: RushOptions): Promise<Rush> {
  const rush = new RushOnOneSku(door, webhooksASecond, costs);
  const webhooks = webhooksASecond * seconds;
  for (let nth = 0; nth < webhooks; nth += 1) {
    rush.passUntil((nth * SECOND_MS) / webhooksASecond);
    await rush.receive(nth);
  }
  rush.passUntil(Number.POSITIVE_INFINITY);
  return rush.result(webhooksASecond);
}

/** When each observation of a message was received, in milliseconds. */
type Message = readonly number[];

class RushOnOneSku {
  readonly #door: Door;
  readonly #costs: PostingCosts;
  readonly #receivers: readonly Pick<ObservationQueue, 'send'>[];
  readonly #observations: Message[] = [];
  readonly #packing: Message[] = [];
  #nextPackMs = 0;
  readonly #lags: number[] = [];
  #nowMs = 0;
  #calls = { inSecond: 0, count: 0 };
  #postingFreeAt = 0;
  #keyFreeAt = 0;
  #lastPostedAt = 0;
  #refused = 0;
  #mostWaiting = 0;
  #receivedAt: readonly number[] = [];

  constructor(door: Door, webhooksASecond: number, costs: PostingCosts) {
    this.#door = door;
    this.#costs = costs;
    const client = new SQSClient({});
    answered(client, (command) => this.#answer(command));
    // As many processes as are busy at this rate; each knows its own rate alone.
    const processes = Math.max(1, Math.ceil((webhooksASecond * RECEIVING_MS) / SECOND_MS));
    this.#receivers = Array.from({ length: processes }, () => this.#receiver(client));
  }

  #receiver(client: SQSClient): Pick<ObservationQueue, 'send'> {
    const wait = async () => undefined;
    return this.#door === 'one by one'
      ? sqsObservationQueue(client, 'observations', wait)
      : sqsObservationsByRate(
          client,
          { observationsUrl: 'observations', packingUrl: 'packing' },
          { nowMs: () => this.#nowMs, wait },
        );
  }

  async receive(nth: number): Promise<void> {
    this.#receivedAt = [this.#nowMs];
    try {
      await this.#receivers[nth % this.#receivers.length]?.send([orderLine('RUSH', nth, new Date(0).toISOString())]);
    } catch {
      this.#refused += 1;
    }
  }

  /** Works on what waits until then; all of it, where that is never. */
  passUntil(ms: number): void {
    for (let next = this.#nextMs(); next <= ms && next < Number.POSITIVE_INFINITY; next = this.#nextMs()) {
      this.#nowMs = Math.max(this.#nowMs, next);
      this.#pack();
      this.#post();
    }
    this.#nowMs = ms;
  }

  /** When something can begin that waits now. */
  #nextMs(): number {
    return Math.min(
      this.#packing.length === 0 ? Number.POSITIVE_INFINITY : Math.max(this.#nowMs, this.#nextPackMs),
      this.#observations.length === 0 ? Number.POSITIVE_INFINITY : Math.max(this.#nowMs, this.#postingFreeAt),
    );
  }

  /** Ten packs are sent with one call. What is refused for the moment comes again. */
  #pack(): void {
    if (this.#packing.length === 0 || this.#nextPackMs > this.#nowMs) {
      return;
    }
    this.#nextPackMs = this.#nowMs + PACKED_EVERY_MS;
    if (this.#isThrottled()) {
      return;
    }
    const gathered = this.#packing.splice(0, PACKED_AT_ONCE).flat();
    for (let start = 0; start < gathered.length; start += PACKED) {
      this.#observations.push(gathered.slice(start, start + PACKED));
    }
  }

  /** One batch of the group at a time, no faster than the busiest partition key takes what it writes. */
  #post(): void {
    this.#mostWaiting = Math.max(this.#mostWaiting, this.#observations.length);
    if (this.#postingFreeAt > this.#nowMs) {
      return;
    }
    const received = this.#observations.splice(0, MESSAGES_A_BATCH).flat();
    if (received.length === 0) {
      return;
    }
    const { milliseconds, units } = this.#costOf(received.length);
    const beginsAt = Math.max(this.#keyFreeAt, this.#nowMs);
    this.#keyFreeAt = beginsAt + (SECOND_MS * units) / PARTITION_KEY_UNITS;
    this.#lastPostedAt = beginsAt + milliseconds;
    this.#postingFreeAt = this.#lastPostedAt + NEXT_BATCH_MS;
    this.#lags.push(...received.map((at) => this.#lastPostedAt - at));
  }

  /** Between what was counted of batches of ten observations, and of four hundred. */
  #costOf(observations: number): { readonly milliseconds: number; readonly units: number } {
    const { single, packed } = this.#costs;
    const [least, most] = [MESSAGES_A_BATCH, MESSAGES_A_BATCH * PACKED];
    const of = (count: (rates: PostingRates) => number) => {
      const few = count(single) / single.usage.invocations;
      const many = count(packed) / packed.usage.invocations;
      return Math.max(few / least, few + ((many - few) * (observations - least)) / (most - least));
    };
    return { milliseconds: of(({ usage }) => usage.milliseconds), units: of(({ busiestKeyUnits }) => busiestKeyUnits) };
  }

  /** Whether the group has had its calls of this second; otherwise this is one of them. */
  #isThrottled(): boolean {
    const inSecond = Math.floor(this.#nowMs / SECOND_MS);
    const count = this.#calls.inSecond === inSecond ? this.#calls.count : 0;
    if (count >= CALLS_A_SECOND) {
      return true;
    }
    this.#calls = { inSecond, count: count + 1 };
    return false;
  }

  #answer(command: unknown): object {
    if (command instanceof GetQueueAttributesCommand) {
      return { Attributes: { ApproximateNumberOfMessages: `${this.#observations.length}` } };
    }
    if (!(command instanceof SendMessageBatchCommand)) {
      throw new Error('A rush sends messages, and asks how many wait.');
    }
    const { QueueUrl, Entries = [] } = command.input;
    const messages = Entries.map(() => this.#receivedAt);
    if (QueueUrl === 'packing') {
      this.#packing.push(...messages);
      return {};
    }
    if (this.#isThrottled()) {
      return { Failed: Entries.map(({ Id }) => ({ Id, Code: 'RequestThrottled', SenderFault: false })) };
    }
    this.#observations.push(...messages);
    return {};
  }

  result(webhooksASecond: number): Rush {
    const lags = [...this.#lags].sort((left, right) => left - right);
    const at = (part: number) => (lags[Math.floor(part * (lags.length - 1))] ?? 0) / SECOND_MS;
    return {
      ...{ door: this.#door, webhooksASecond, refused: this.#refused },
      postedASecond: (SECOND_MS * lags.length) / this.#lastPostedAt,
      lag: { p50: at(0.5), p95: at(0.95) },
      mostWaiting: this.#mostWaiting,
    };
  }
}
