/** SQS in memory, as far as the product uses it: delays, visibility, groups in order, duplicates within five minutes. */
import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Meter } from './usage.ts';

/** SQS bills a request for each 64 KB begun (aws.amazon.com/sqs/pricing, 2026-11). */
const REQUEST_BYTES = 65_536;
/** A message with the same deduplication id is dropped for so long (SendMessage, AWS API reference 2012-11-05). */
const DEDUPLICATION_MS = 300_000;

export type QueueFacts = { readonly name: string; readonly isFifo: boolean; readonly visibilityMs: number };

export type Message = {
  readonly id: string;
  readonly body: string;
  readonly group: string | undefined;
  readonly sentMs: number;
  visibleMs: number;
  received: number;
};

type Entry = {
  readonly MessageBody?: string | undefined;
  readonly DelaySeconds?: number | undefined;
  readonly MessageGroupId?: string | undefined;
  readonly MessageDeduplicationId?: string | undefined;
};

export class MemoryQueue {
  readonly facts: QueueFacts;
  readonly #nowMs: () => number;
  readonly #messages: Message[] = [];
  readonly #deduplicated = new Map<string, number>();
  #sent = 0;

  constructor(facts: QueueFacts, nowMs: () => number) {
    this.facts = facts;
    this.#nowMs = nowMs;
  }

  send({ MessageBody: body = '', DelaySeconds = 0, MessageGroupId: group, MessageDeduplicationId: id }: Entry): string {
    const now = this.#nowMs();
    this.#sent += 1;
    const messageId = `${this.facts.name}-${this.#sent}`;
    const since = id === undefined ? undefined : this.#deduplicated.get(`${group} ${id}`);
    if (since !== undefined && now - since < DEDUPLICATION_MS) {
      return messageId;
    }
    if (id !== undefined) {
      this.#deduplicated.set(`${group} ${id}`, now);
    }
    this.#messages.push({
      id: messageId,
      body,
      group,
      sentMs: now,
      visibleMs: now + 1_000 * DelaySeconds,
      received: 0,
    });
    return messageId;
  }

  /** When the first message can be received; undefined when none waits. */
  nextMs(): number | undefined {
    return this.#first().reduce<number | undefined>(
      (earliest, { visibleMs }) => (earliest === undefined ? visibleMs : Math.min(earliest, visibleMs)),
      undefined,
    );
  }

  /** At most so many messages that are visible; of a group in order, and none while an earlier one is out. */
  receive(most: number): readonly Message[] {
    const now = this.#nowMs();
    const blocked = new Set<string>();
    const batch: Message[] = [];
    for (const message of this.#messages) {
      const { group, visibleMs } = message;
      const isOut = visibleMs > now || (group !== undefined && blocked.has(group));
      if (isOut && group !== undefined) {
        blocked.add(group);
      }
      if (!isOut && batch.length < most) {
        batch.push(message);
      }
    }
    for (const message of batch) {
      message.visibleMs = now + this.facts.visibilityMs;
      message.received += 1;
    }
    return batch;
  }

  delete(messages: readonly Message[]): void {
    for (const message of messages) {
      const at = this.#messages.indexOf(message);
      if (at >= 0) {
        this.#messages.splice(at, 1);
      }
    }
  }

  /** A message that is out comes back after so long. */
  giveBack(id: string, afterMs: number): void {
    const message = this.#messages.find((each) => each.id === id);
    if (message !== undefined) {
      message.visibleMs = this.#nowMs() + afterMs;
    }
  }

  waiting(): number {
    const now = this.#nowMs();
    return this.#messages.filter(({ visibleMs }) => visibleMs <= now).length;
  }

  /** The messages that stand first: of a FIFO queue one of each group. */
  #first(): readonly Message[] {
    if (!this.facts.isFifo) {
      return this.#messages;
    }
    const groups = new Set<string>();
    return this.#messages.filter(({ group = '' }) => !groups.has(group) && groups.add(group));
  }
}

/** All queues of a stack, by name: answers the client's commands, and counts the requests. */
export class MemoryQueues {
  readonly #queues = new Map<string, MemoryQueue>();
  readonly #meter: Meter;

  constructor(queues: readonly MemoryQueue[], meter: Meter) {
    this.#meter = meter;
    for (const queue of queues) {
      this.#queues.set(queue.facts.name, queue);
    }
  }

  /** Throws when the stack has no queue of this name or URL. */
  named(nameOrUrl = ''): MemoryQueue {
    const queue = this.#queues.get(nameOrUrl.split('/').at(-1) ?? '');
    if (queue === undefined) {
      throw new Error(`The stack has no queue ${nameOrUrl}.`);
    }
    return queue;
  }

  all(): readonly MemoryQueue[] {
    return [...this.#queues.values()];
  }

  /** Counts a request that moves so many bytes. */
  count({ facts }: MemoryQueue, bytes = 0): void {
    const requests = Math.max(1, Math.ceil(bytes / REQUEST_BYTES));
    this.#meter.use(
      facts.isFifo ? { fifoRequests: requests } : { queueRequests: requests },
      `request to ${facts.name}`,
    );
  }

  answer(command: object): object {
    if (command instanceof SendMessageCommand) {
      const queue = this.named(command.input.QueueUrl);
      this.count(queue, Buffer.byteLength(command.input.MessageBody ?? ''));
      return { MessageId: queue.send(command.input) };
    }
    if (command instanceof SendMessageBatchCommand) {
      const { QueueUrl, Entries = [] } = command.input;
      const queue = this.named(QueueUrl);
      this.count(
        queue,
        Entries.reduce((sum, { MessageBody = '' }) => sum + Buffer.byteLength(MessageBody), 0),
      );
      return { Successful: Entries.map((entry) => ({ Id: entry.Id, MessageId: queue.send(entry) })), Failed: [] };
    }
    if (command instanceof ChangeMessageVisibilityCommand) {
      const { QueueUrl, ReceiptHandle = '', VisibilityTimeout = 0 } = command.input;
      const queue = this.named(QueueUrl);
      this.count(queue);
      queue.giveBack(ReceiptHandle, 1_000 * VisibilityTimeout);
      return {};
    }
    if (command instanceof GetQueueAttributesCommand) {
      const queue = this.named(command.input.QueueUrl);
      this.count(queue);
      return { Attributes: { ApproximateNumberOfMessages: String(queue.waiting()) } };
    }
    throw new Error(`The bench answers no ${command.constructor.name}: add it to bench/aws/queues.ts.`);
  }
}
