/** The AWS clients of one invocation in the simulation: they bring what functions send to its queues and its bus. */
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { BatchTiming } from '../../../functions/wiring/queue-batch.ts';
import type { Invocation, Lambdas, Latency, Trace } from '../faults/crashing.ts';
import type { Faults } from '../faults/faults.ts';
import type { Bus } from '../queues/bus.ts';
import { FifoQueue } from '../queues/fifo-queue.ts';
import type { StandardQueue } from '../queues/standard-queue.ts';
import type { Random } from '../random.ts';

export type Network = {
  readonly lambdas: Lambdas;
  readonly faults: Faults;
  readonly random: Random;
  readonly trace: Trace;
  /** The time of the simulation, in which calls are repeated. */
  readonly timing: BatchTiming;
};

const SQS_MS: Latency = [5, 25];
const BUS_MS: Latency = [10, 40];

/** The SDK's clients as one invocation has them: the product's own adapters speak to the fakes through these. */
export function sqsClient(
  network: Network,
  invocation: Invocation,
  queues: readonly (FifoQueue | StandardQueue)[],
): SQSClient {
  const queueAt = (url: string | undefined) => {
    const queue = queues.find((each) => each.name === url);
    if (queue === undefined) {
      throw new Error(`There is no queue ${url}.`);
    }
    return queue;
  };
  const send = (command: unknown) => {
    if (command instanceof ChangeMessageVisibilityCommand) {
      const { QueueUrl, ReceiptHandle = '', VisibilityTimeout = 0 } = command.input;
      return network.lambdas.reachAws(invocation, 'SQS', 'ChangeMessageVisibility', SQS_MS, async () => {
        if (network.faults.happens('queueRefuses')) {
          throw network.lambdas.fault(invocation, 'ChangeMessageVisibility was refused');
        }
        queueAt(QueueUrl).changeVisibility(ReceiptHandle, VisibilityTimeout * 1000);
      });
    }
    if (command instanceof GetQueueAttributesCommand) {
      const { QueueUrl } = command.input;
      return network.lambdas.reachAws(invocation, 'SQS', 'GetQueueAttributes', SQS_MS, async () => {
        const source = queues.find(({ name }) => deadLettersOf(name) === QueueUrl);
        const count = source === undefined ? Number(!queueAt(QueueUrl).isEmpty()) : source.deadLetters.length;
        return { Attributes: { ApproximateNumberOfMessages: `${count}` } };
      });
    }
    const entries = entriesOf(command);
    return network.lambdas.reachAws(invocation, 'SQS', `send ${entries.length}`, SQS_MS, async () => {
      const failed = await takeSome(network, invocation, 'queue', entries, (entry) => {
        const queue = queueAt(entry.QueueUrl);
        if (queue instanceof FifoQueue) {
          queue.send(entry.MessageBody ?? '', entry.MessageGroupId ?? '', entry.MessageDeduplicationId ?? '');
        } else {
          queue.send(entry.MessageBody ?? '', (entry.DelaySeconds ?? 0) * 1000);
        }
      });
      if (failed.length > 0 && command instanceof SendMessageCommand) {
        throw network.lambdas.fault(invocation, 'SendMessage was refused');
      }
      return { Failed: failed.map((index) => ({ Id: entries[index]?.Id, Code: 'InternalError' })) };
    });
  };
  return { send } as unknown as SQSClient;
}

/** The name of the dead-letter queue of that queue. */
export function deadLettersOf(queue: string): string {
  return `${queue}-dead-letters`;
}

type SentEntry = {
  readonly QueueUrl?: string | undefined;
  readonly Id?: string | undefined;
  readonly MessageBody?: string | undefined;
  readonly MessageGroupId?: string | undefined;
  readonly MessageDeduplicationId?: string | undefined;
  readonly DelaySeconds?: number | undefined;
};

function entriesOf(command: unknown): readonly SentEntry[] {
  if (command instanceof SendMessageCommand) {
    return [command.input];
  }
  if (command instanceof SendMessageBatchCommand) {
    const { QueueUrl, Entries = [] } = command.input;
    return Entries.map((entry) => ({ ...entry, QueueUrl }));
  }
  throw new Error('The simulated SQS does not know this command.');
}

export function eventBridgeClient(network: Network, invocation: Invocation, bus: Bus): EventBridgeClient {
  const send = (command: unknown) => {
    if (!(command instanceof PutEventsCommand)) {
      throw new Error('The simulated EventBridge does not know this command.');
    }
    const entries = command.input.Entries ?? [];
    return network.lambdas.reachAws(invocation, 'EventBridge', `emit ${entries.length}`, BUS_MS, async () => {
      const failed = await takeSome(network, invocation, 'bus', entries, ({ DetailType = '', Detail = '' }) =>
        bus.accept(DetailType, Detail),
      );
      return {
        FailedEntryCount: failed.length,
        Entries: entries.map((_, index) => (failed.includes(index) ? { ErrorCode: 'InternalFailure' } : {})),
      };
    });
  };
  return { send } as unknown as EventBridgeClient;
}

/** Takes all entries, or none, or some; resolves with the indexes of those not taken. The answer may be lost. */
async function takeSome<Entry>(
  { lambdas, faults, random }: Network,
  invocation: Invocation,
  taker: 'queue' | 'bus',
  entries: readonly Entry[],
  take: (entry: Entry) => void,
): Promise<readonly number[]> {
  if (faults.happens(`${taker}Refuses`)) {
    throw lambdas.fault(invocation, `the ${taker} refused`);
  }
  const takesSome = faults.happens(`${taker}TakesSome`);
  const failed = entries.flatMap((_, index) => (takesSome && random.chance(0.5) ? [index] : []));
  entries.forEach((entry, index) => {
    if (!failed.includes(index)) {
      take(entry);
    }
  });
  if (failed.length > 0) {
    lambdas.fault(invocation, `the ${taker} took ${entries.length - failed.length} of ${entries.length}`);
  }
  if (faults.happens(`${taker}LosesAnswer`)) {
    throw lambdas.fault(invocation, `the ${taker} did not answer`);
  }
  return failed;
}
