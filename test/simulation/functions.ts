/** Wires the product's use cases to the simulation as functions/ wires them to AWS. */
import type { SQSRecord } from 'aws-lambda';
import { packMessages } from '../../functions/wiring/packing.ts';
import { isAnyWaiting, POSTING_WORK_MS } from '../../functions/wiring/posting.ts';
import { answerBatch } from '../../functions/wiring/queue-batch.ts';
import { RECEIVING_MS } from '../../functions/wiring/webhook-intake.ts';
import { tryFor } from '../../shared/aws/lambda/back-off.ts';
import { sqsObservationsByRate } from '../../shared/aws/messaging/by-rate.ts';
import { eventBridgeStockEvents } from '../../shared/aws/messaging/event-bus.ts';
import { sqsDeadObservations } from '../../shared/aws/messaging/queue-state.ts';
import {
  sqsHoldExpiryQueue,
  sqsMarkerQueue,
  sqsObservationQueue,
  sqsPackingQueue,
} from '../../shared/aws/messaging/queues.ts';
import { parseMessage } from '../../shared/aws/messaging/read-messages.ts';
import { sqsCheckQueue, sqsNoticesToCheck } from '../../shared/aws/reconciling/check-queue.ts';
import {
  checkQueueMessage,
  holdTimerMessage,
  observationMessage,
  stockChangedMessage,
} from '../../shared/aws/shapes/messages.ts';
import type { ExposureRules } from '../../shared/domain/exposure/exposure.ts';
import { type ChannelId, parseChannelId } from '../../shared/domain/identifiers.ts';
import { SETTLE_MS_DEFAULT } from '../../shared/domain/listing/deduction.ts';
import type { Intake } from '../../shared/ports/channel/channel.ts';
import type { SweepMarks } from '../../shared/ports/intake/sweep.ts';
import type { Journal } from '../../shared/ports/journal.ts';
import type { GatePorts } from '../../shared/ports/pushing/gate-ports.ts';
import type { Check } from '../../shared/ports/reconciling/checks.ts';
import { expireHold } from '../../shared/usecases/holds/expire-hold.ts';
import type { HoldPorts } from '../../shared/usecases/holds/hold-ports.ts';
import { type Received, receive } from '../../shared/usecases/intake/receive.ts';
import { countingSkuUnits } from '../../shared/usecases/linking/sku-units.ts';
import { postObservations } from '../../shared/usecases/posting/post-observations.ts';
import type { PostingPorts } from '../../shared/usecases/posting/posting-ports.ts';
import { requestMarkedChecks } from '../../shared/usecases/posting/request-marked-checks.ts';
import type { ReturnedMessage } from '../../shared/usecases/progress.ts';
import type { PushPorts } from '../../shared/usecases/pushing/push-ports.ts';
import { pushStock } from '../../shared/usecases/pushing/push-stock.ts';
import { checkListings } from '../../shared/usecases/reconciling/check-listings.ts';
import { NO_ORDERS_TO_READ, sha256 } from '../fakes/facts.ts';
import { memorySweepMarks } from '../fakes/memory/memory-sweep-marks.ts';
import { deadLettersOf, eventBridgeClient, type Network, sqsClient } from './channels/clients.ts';
import type { Places } from './channels/places.ts';
import type { Invocation } from './faults/crashing.ts';
import type { FaultyTable } from './faults/faulty-table.ts';
import type { Bus } from './queues/bus.ts';
import type { FifoQueue } from './queues/fifo-queue.ts';
import type { Taken } from './queues/queue-message.ts';
import type { StandardQueue } from './queues/standard-queue.ts';
import type { Scheduler } from './scheduler.ts';

/** Longer than an absolute figure takes to be applied, and than a webhook usually takes. */
export const CHECKS_SETTLE_MS = 60_000;

/** When what failed comes again. */
const FAILED_RETRY_MS = 1_000;

/** One of so many messages is packed, whatever the rate of its SKU. */
const HOT_EVERY = 5;

/** The time of post-observations (infra/intake/intake.ts). */
export const POSTING_MS = 10_000;

/** What functions are wired to. */
export type Parts = {
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly table: FaultyTable;
  readonly bus: Bus;
  readonly observations: FifoQueue;
  readonly packing: StandardQueue;
  readonly expiries: StandardQueue;
  readonly queues: readonly (FifoQueue | StandardQueue)[];
  /** Queues of checks, by the channel's id: their URLs are their names. */
  readonly checkQueues: ReadonlyMap<ChannelId, StandardQueue>;
  readonly comparesPushes: boolean;
  /** The settle time of checks, in milliseconds; absent: CHECKS_SETTLE_MS. */
  readonly settleMs?: number | undefined;
  readonly rules: ExposureRules;
  readonly gates: GatePorts;
  /** Whether calls for the gates of pushes and for sweep marks may fail like all others of the table. */
  readonly hasFaultyGates: boolean;
  readonly journal: Journal;
  /** Business is over, long since. */
  readonly isClosed: () => boolean;
  /** A check found that the channel shows something else, and it is not over. */
  readonly isDifferent: (check: Check) => Promise<boolean>;
};

/**
 * The Lambda functions: the product's use cases and adapters with the few lines that functions/ puts around them, which
 * cannot be imported because they read their environment as they load.
 */
export class Functions {
  readonly #parts: Parts;
  readonly #swept = memorySweepMarks();
  readonly #searched = memorySweepMarks();
  #received = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  receive(invocation: Invocation, channel: ChannelId, intake: Intake): Promise<Received> {
    const { observations, packing, table, journal, scheduler, network } = this.#parts;
    const queues = this.#sqs(invocation);
    const { wait } = network.timing;
    const urls = { observationsUrl: observations.name, packingUrl: packing.name };
    // Each invocation is of a process of its own: every so often one takes all SKUs for hot.
    this.#received += 1;
    const isHot = this.#received % HOT_EVERY === 0;
    const ports = {
      observations: isHot
        ? sqsPackingQueue(queues, packing.name, wait)
        : sqsObservationsByRate(queues, urls, { nowMs: () => scheduler.now(), wait }),
      notices: sqsNoticesToCheck(queues, this.#checkUrls(), this.#parts.network.timing.wait),
      books: table.orderBooks(invocation),
      journal,
    };
    return tryFor(RECEIVING_MS, () => receive(ports, channel, intake), this.#parts.network.timing);
  }

  /** As functions/wiring/packing.ts. */
  pack(invocation: Invocation, taken: readonly Taken[]): Promise<readonly string[]> {
    const { observations, packing, network } = this.#parts;
    const queue = sqsObservationQueue(this.#sqs(invocation), observations.name, network.timing.wait);
    return this.#answer(invocation, packing.name, taken, async () => {
      const messages = taken.map((each) => ({
        record: recordOf(each),
        id: each.message.id,
        body: parseMessage(each.message.body, observationMessage, each.message.id),
      }));
      const unsendable = await packMessages(queue, messages);
      return unsendable.map(({ messageId }) => ({ id: messageId, retryAfterMs: FAILED_RETRY_MS }));
    });
  }

  /** As functions/wiring/posting.ts. */
  post(invocation: Invocation, taken: readonly Taken[]): Promise<readonly string[]> {
    const { name } = this.#parts.observations;
    return this.#answer(invocation, name, taken, () => this.#post(invocation, taken), POSTING_WORK_MS);
  }

  async #post(invocation: Invocation, taken: readonly Taken[]): Promise<readonly ReturnedMessage[]> {
    const messages = taken.map(({ message }) => ({
      id: message.id,
      ...parseMessage(message.body, observationMessage, message.id),
    }));
    const ports = this.#postingPorts(invocation);
    const posted = await postObservations(ports, messages);
    const marked = { checks: this.#checks(invocation), journal: ports.journal };
    const hasMarkers = messages.some(({ marker }) => marker !== undefined);
    const isPacking = hasMarkers && (await isAnyWaiting(this.#sqs(invocation), this.#parts.packing.name));
    const behind = isPacking ? [] : await requestMarkedChecks(marked, messages, ({ id }) => posted.failed.includes(id));
    return [...new Set([...posted.failed, ...behind])].map((id) => ({ id, retryAfterMs: FAILED_RETRY_MS }));
  }

  /** As functions/wiring/push.ts. */
  async push(
    invocation: Invocation,
    channel: Places,
    queueName: string,
    taken: readonly Taken[],
  ): Promise<readonly string[]> {
    const requests = taken.map(({ message }) => {
      const { detail } = parseMessage(message.body, stockChangedMessage, message.id);
      return { id: message.id, sku: detail.sku, receivedAt: detail.receivedAt };
    });
    return this.#answer(invocation, queueName, taken, () => pushStock(this.#pushPorts(invocation, channel), requests));
  }

  /** As functions/wiring/check.ts. */
  async check(
    invocation: Invocation,
    channel: Places,
    queueName: string,
    taken: readonly Taken[],
  ): Promise<readonly string[]> {
    const { table, observations } = this.#parts;
    const ports = {
      ...this.#pushPorts(invocation, channel),
      checks: this.#checks(invocation),
      checkStore: table.checkStore(invocation),
      registry: table.skuFinder(invocation),
      observations: sqsObservationQueue(this.#sqs(invocation), observations.name, this.#parts.network.timing.wait),
      orders: {
        ...{ sweep: channel.orderSearch(invocation), ...this.#marks(invocation) },
        markers: sqsMarkerQueue(this.#sqs(invocation), observations.name, this.#parts.network.timing.wait),
        dead: sqsDeadObservations(this.#sqs(invocation), deadLettersOf(observations.name)),
        ...{ ledger: table.ledgerStore(invocation), stock: table.orderFinder(invocation) },
      },
      onDrift: 'overwrite' as const,
    };
    const asked = taken.flatMap(({ message: { id, body } }) => {
      const read = parseMessage(body, checkQueueMessage, id);
      return read.kind === 'check' || read.kind === 'notice' ? [{ id, asked: read }] : [];
    });
    return this.#answer(invocation, queueName, taken, () => checkListings(ports, asked));
  }

  /** As functions/expire-holds.ts. */
  async expire(invocation: Invocation, taken: readonly Taken[]): Promise<readonly string[]> {
    const ports = this.holdPorts(invocation);
    return this.#answer(invocation, this.#parts.expiries.name, taken, async () => {
      const checked = await Promise.allSettled(
        taken.map(({ message }) => expireHold(ports, parseMessage(message.body, holdTimerMessage, message.id))),
      );
      const failed = taken.filter((_, index) => checked[index]?.status === 'rejected');
      return failed.map(({ message }) => ({ id: message.id, retryAfterMs: FAILED_RETRY_MS }));
    });
  }

  #pushPorts(invocation: Invocation, channel: Places): PushPorts {
    const { table, rules, journal, scheduler, comparesPushes, gates, hasFaultyGates } = this.#parts;
    return {
      store: table.pushStore(invocation, channel.id, channel.locations, channel),
      client: countingSkuUnits(channel.client(invocation)),
      rules,
      gates: hasFaultyGates ? table.gates(invocation, gates) : gates,
      journal,
      clock: scheduler.clock,
      wait: (milliseconds) => scheduler.sleep(milliseconds),
      // Only a check finds a figure that an absolute channel applied and did not report.
      ...((comparesPushes || channel.pushMode === 'absolute') && { checks: this.#checks(invocation) }),
      ...(rules.policy !== 'shared' && { shares: this.#sharePorts(invocation) }),
    };
  }

  #marks(invocation: Invocation): { readonly swept: SweepMarks; readonly searched: SweepMarks } {
    const { table, hasFaultyGates } = this.#parts;
    const marked = (marks: SweepMarks) => (hasFaultyGates ? table.sweepMarks(invocation, marks) : marks);
    return { swept: marked(this.#swept), searched: marked(this.#searched) };
  }

  #sharePorts(invocation: Invocation): NonNullable<PushPorts['shares']> {
    const { events, rules, settleMs, journal, clock, pause } = this.#postingPorts(invocation);
    return { store: this.#parts.table.exposureStore(invocation), events, rules, settleMs, journal, clock, pause };
  }

  #checks(invocation: Invocation): NonNullable<PushPorts['checks']> {
    const queue = sqsCheckQueue(this.#sqs(invocation), this.#checkUrls());
    const { settleMs = CHECKS_SETTLE_MS } = this.#parts;
    return {
      settleMs,
      queue: {
        schedule: async (check, afterSeconds) => {
          // The product checks the holder of the last units for ever; a simulation must come to rest.
          const isShort = afterSeconds * 1_000 <= settleMs;
          if (isShort || !this.#parts.isClosed() || (await this.#parts.isDifferent(check))) {
            await queue.schedule(check, afterSeconds);
          }
        },
      },
    };
  }

  #checkUrls(): ReadonlyMap<string, string> {
    return new Map([...this.#parts.checkQueues].map(([id, queue]) => [id, queue.name]));
  }

  async #answer(
    invocation: Invocation,
    queueName: string,
    taken: readonly Taken[],
    work: () => Promise<readonly ReturnedMessage[]>,
    workMs?: number,
  ): Promise<readonly string[]> {
    const { scheduler, journal } = this.#parts;
    const batch = { queues: this.#sqs(invocation), urlOf: () => queueName, journal, what: queueName };
    const time = { getRemainingTimeInMillis: () => invocation.endsAt - scheduler.now() };
    const limits = { timing: this.#parts.network.timing, ...(workMs !== undefined && { workMs }) };
    const { batchItemFailures } = await answerBatch({ ...batch, ...limits }, taken.map(recordOf), time, work);
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  }

  #postingPorts(invocation: Invocation): PostingPorts {
    return {
      ...(this.#parts.comparesPushes && { checks: this.#checks(invocation) }),
      ledger: this.#parts.table.ledgerStore(invocation),
      parking: this.#parts.table.parkingLot(invocation),
      ordersToRead: NO_ORDERS_TO_READ,
      events: eventBridgeStockEvents(
        eventBridgeClient(this.#parts.network, invocation, this.#parts.bus),
        'bus',
        this.#parts.network.timing.wait,
      ),
      journal: this.#parts.journal,
      clock: this.#parts.scheduler.clock,
      digest: sha256,
      rules: this.#parts.rules,
      settleMs: SETTLE_MS_DEFAULT,
      commitAttempts: 6,
      pause: (attempt) => this.#parts.scheduler.sleep(this.#parts.network.random.next() * 20 * 2 ** attempt),
    };
  }

  holdPorts(invocation: Invocation): HoldPorts {
    return {
      ...this.#postingPorts(invocation),
      holds: this.#parts.table.holdRegistry(invocation),
      expiry: sqsHoldExpiryQueue(this.#sqs(invocation), this.#parts.expiries.name),
      channel: parseChannelId('api'),
      ...(this.#parts.rules.policy !== 'shared' && { shares: this.#sharePorts(invocation) }),
    };
  }

  #sqs(invocation: Invocation) {
    return sqsClient(this.#parts.network, invocation, this.#parts.queues);
  }
}

/** A message as Lambda hands it to a function, as far as giving it back needs it. */
function recordOf({ message, handle }: Taken): SQSRecord {
  const attributes = { ApproximateReceiveCount: `${message.receives}`, SentTimestamp: `${message.sentAt}` };
  return { messageId: message.id, receiptHandle: handle, attributes } as SQSRecord;
}
