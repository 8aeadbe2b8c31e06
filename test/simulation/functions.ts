/** Wires the product's use cases to the simulation as functions/ wires them to AWS. */
import { eventBridgeStockEvents } from '../../shared/aws/messaging/event-bus.ts';
import {
  giveBack,
  sqsHoldExpiryQueue,
  sqsMarkerQueue,
  sqsObservationQueue,
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
import { postObservations } from '../../shared/usecases/posting/post-observations.ts';
import type { PostingPorts } from '../../shared/usecases/posting/posting-ports.ts';
import { requestMarkedChecks } from '../../shared/usecases/posting/request-marked-checks.ts';
import type { ReturnedMessage } from '../../shared/usecases/progress.ts';
import type { PushPorts } from '../../shared/usecases/pushing/push-ports.ts';
import { pushStock } from '../../shared/usecases/pushing/push-stock.ts';
import { checkListings } from '../../shared/usecases/reconciling/check-listings.ts';
import { NO_ORDERS_TO_READ, sha256 } from '../fakes/facts.ts';
import { memorySweepMarks } from '../fakes/memory/memory-sweep-marks.ts';
import { eventBridgeClient, type Network, sqsClient } from './channels/clients.ts';
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

/** The time of post-observations (infra/intake/intake.ts), and what it keeps of it (functions/wiring/queue-batch.ts). */
export const POSTING_MS = 5_000;
const GIVING_BACK_MS = 1_000;

/** What functions are wired to. */
export type Parts = {
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly table: FaultyTable;
  readonly bus: Bus;
  readonly observations: FifoQueue;
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

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  receive(invocation: Invocation, channel: ChannelId, intake: Intake): Promise<Received> {
    const { observations, table, journal } = this.#parts;
    const queues = this.#sqs(invocation);
    const ports = {
      observations: sqsObservationQueue(queues, observations.name, this.#wait),
      notices: sqsNoticesToCheck(queues, this.#checkUrls(), this.#wait),
      books: table.orderBooks(invocation),
      journal,
    };
    return receive(ports, channel, intake);
  }

  /** As functions/post-observations.ts: what hangs goes back a second before the function's time is over. */
  async post(invocation: Invocation, taken: readonly Taken[]): Promise<readonly string[]> {
    const tooLate = this.#parts.scheduler.sleep(POSTING_MS - GIVING_BACK_MS).then(() => 'tooLate' as const);
    const posted = await Promise.race([this.#post(invocation, taken), tooLate]);
    const failed = posted === 'tooLate' ? taken.map(({ message }) => message.id) : posted;
    const returned = taken.filter(({ message }) => failed.includes(message.id));
    await this.#giveBack(invocation, this.#parts.observations.name, returned, () => FAILED_RETRY_MS);
    return failed;
  }

  async #post(invocation: Invocation, taken: readonly Taken[]): Promise<readonly string[]> {
    const messages = taken.map(({ message }) => ({
      id: message.id,
      ...parseMessage(message.body, observationMessage, message.id),
    }));
    const ports = this.#postingPorts(invocation);
    const posted = await postObservations(ports, messages);
    const marked = { checks: this.#checks(invocation), journal: ports.journal };
    const behind = await requestMarkedChecks(marked, messages, ({ id }) => posted.failed.includes(id));
    return [...new Set([...posted.failed, ...behind])];
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
    return this.#returnLater(invocation, queueName, taken, () =>
      pushStock(this.#pushPorts(invocation, channel), requests),
    );
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
      observations: sqsObservationQueue(this.#sqs(invocation), observations.name, this.#wait),
      orders: {
        ...{ sweep: channel.orderSearch(invocation), ...this.#marks(invocation) },
        markers: sqsMarkerQueue(this.#sqs(invocation), observations.name, this.#wait),
        ...{ ledger: table.ledgerStore(invocation), stock: table.orderFinder(invocation) },
      },
      onDrift: 'overwrite' as const,
    };
    const asked = taken.flatMap(({ message: { id, body } }) => {
      const read = parseMessage(body, checkQueueMessage, id);
      return read.kind === 'check' || read.kind === 'notice' ? [{ id, asked: read }] : [];
    });
    return this.#returnLater(invocation, queueName, taken, () => checkListings(ports, asked));
  }

  /** As functions/expire-holds.ts. */
  async expire(invocation: Invocation, taken: readonly Taken[]): Promise<readonly string[]> {
    const ports = this.holdPorts(invocation);
    const checked = await Promise.allSettled(
      taken.map(({ message }) => expireHold(ports, parseMessage(message.body, holdTimerMessage, message.id))),
    );
    const failed = taken.filter((_, index) => checked[index]?.status === 'rejected');
    await this.#giveBack(invocation, this.#parts.expiries.name, failed, () => FAILED_RETRY_MS);
    return failed.map(({ message }) => message.id);
  }

  #pushPorts(invocation: Invocation, channel: Places): PushPorts {
    const { table, rules, journal, scheduler, comparesPushes, gates, hasFaultyGates } = this.#parts;
    return {
      store: table.pushStore(invocation, channel.id, channel.locations, channel),
      client: channel.client(invocation),
      rules,
      gates: hasFaultyGates ? table.gates(invocation, gates) : gates,
      journal,
      clock: scheduler.clock,
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

  /** As shared/aws/ledger/conditional-write.ts waits, in the time of the simulation. */
  readonly #wait = (attempt: number): Promise<void> => this.#parts.scheduler.sleep(20 + 30 * attempt);

  #checkUrls(): ReadonlyMap<string, string> {
    return new Map([...this.#parts.checkQueues].map(([id, queue]) => [id, queue.name]));
  }

  /** As functions/wiring/queue-batch.ts: a batch that failed as a whole comes again after a second. */
  async #returnLater(
    invocation: Invocation,
    queueName: string,
    taken: readonly Taken[],
    work: () => Promise<readonly ReturnedMessage[]>,
  ): Promise<readonly string[]> {
    const failed = taken.map(({ message }) => ({ id: message.id, retryAfterMs: FAILED_RETRY_MS }));
    const later = await work().catch((error: unknown) => {
      this.#parts.journal.warn(`${queueName}: a batch failed as a whole`, { error });
      return failed;
    });
    const givenBack = new Map(later.map((each) => [each.id, each.retryAfterMs]));
    const returned = taken.filter(({ message }) => givenBack.has(message.id));
    await this.#giveBack(invocation, queueName, returned, ({ message }) => givenBack.get(message.id) ?? 0);
    return [...givenBack.keys()];
  }

  async #giveBack(
    invocation: Invocation,
    queueName: string,
    returned: readonly Taken[],
    afterMs: (taken: Taken) => number,
  ): Promise<void> {
    const client = this.#sqs(invocation);
    await Promise.allSettled(returned.map((each) => giveBack(client, queueName, recordOf(each), afterMs(each))));
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
        this.#wait,
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
function recordOf({ message, handle }: Taken): Parameters<typeof giveBack>[2] {
  const attributes = { ApproximateReceiveCount: `${message.receives}` };
  return { receiptHandle: handle, attributes: attributes as Parameters<typeof giveBack>[2]['attributes'] };
}
