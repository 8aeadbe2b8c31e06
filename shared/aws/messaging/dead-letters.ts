/** Reads dead letters, and puts them back into the queue that they came from. */
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** A queue that messages come from. `name`: what it is for, as `IntakeObservations`. */
export type SourceQueue = { readonly name: string; readonly url: string };

/** A dead-letter queue, and the queues that its messages came from: one, or where it `isShared` any of these. */
export type DeadLetterQueue = {
  readonly name: string;
  readonly url: string;
  readonly sources: readonly SourceQueue[];
  readonly isShared: boolean;
};

/** A message that was set aside. It is ours for `LEASE_SECONDS`: nobody else is given it meanwhile. */
export type DeadLetter = {
  readonly queue: DeadLetterQueue;
  /** The queue that it goes back to. Without a `url` there is none any more: its channel was removed, or nobody says where it was from. */
  readonly source: { readonly name: string; readonly url?: string };
  readonly id: string;
  readonly body: string;
  /** When it was sent for the first time; ISO 8601. */
  readonly sentAt: string;
  /** Why it was set aside, where it is known. */
  readonly reason?: string;
  readonly group?: string;
  readonly receipt: string;
};

/** Long enough for an operator's command, short enough that a command that was cut off blocks nobody for long. */
const LEASE_SECONDS = 60;
const MESSAGES_PER_CALL = 10;
/** As many as are put back well within their lease. */
const LETTERS_PER_ROUND = 100;
/** A queue counts as empty after so many receives without a message: a short poll does not ask all servers of SQS. */
const EMPTY_ANSWERS = 3;

/**
 * At most `limit` dead letters of the queue. Return, redrive or delete each of them. Of a FIFO queue no more than ten of one
 * group: SQS gives the next ones only once those are deleted
 * (https://repost.aws/knowledge-center/sqs-fifo-messages-not-returned, 2026-11).
 */
export async function takeDeadLetters(
  client: SQSClient,
  queue: DeadLetterQueue,
  limit: number,
): Promise<readonly DeadLetter[]> {
  const letters = new Map<string, DeadLetter>();
  for (let empty = 0; letters.size < limit && empty < EMPTY_ANSWERS; ) {
    const answer = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queue.url,
        MaxNumberOfMessages: Math.min(MESSAGES_PER_CALL, limit - letters.size),
        VisibilityTimeout: LEASE_SECONDS,
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    const received = answer.Messages ?? [];
    empty = received.length === 0 ? empty + 1 : 0;
    for (const message of received) {
      const letter = letterOf(queue, message);
      letters.set(letter.id, letter);
    }
  }
  return [...letters.values()];
}

/** Our own reason, or that of EventBridge for an event that it could not deliver (EventBridge user guide, “Dead-letter queues”). */
const REASONS = ['Reason', 'ERROR_MESSAGE', 'ERROR_CODE'];

/**
 * In a shared queue SQS says which queue it moved a message from, and EventBridge to which it could not bring it
 * (infra/constructs/set-aside.ts). Both name it by its ARN, which ends as its URL does.
 */
function sourceOf({ sources, isShared }: DeadLetterQueue, message: Message): DeadLetter['source'] {
  if (!isShared) {
    return sources[0] ?? UNKNOWN;
  }
  const arn = message.Attributes?.DeadLetterQueueSourceArn ?? message.MessageAttributes?.['TARGET_ARN']?.StringValue;
  const name = arn?.split(':').at(-1);
  return name === undefined ? UNKNOWN : (sources.find(({ url }) => url.endsWith(`/${name}`)) ?? { name });
}

const UNKNOWN: DeadLetter['source'] = { name: 'unknown' };

function letterOf(queue: DeadLetterQueue, message: Message): DeadLetter {
  const attributes = message.Attributes ?? {};
  const reason = REASONS.map((name) => message.MessageAttributes?.[name]?.StringValue).find(
    (each) => each !== undefined,
  );
  const group = attributes.MessageGroupId;
  return {
    queue,
    source: sourceOf(queue, message),
    id: message.MessageId ?? '',
    body: message.Body ?? '',
    sentAt: new Date(Number(attributes.SentTimestamp ?? 0)).toISOString(),
    ...(reason !== undefined && { reason }),
    ...(group !== undefined && { group }),
    receipt: message.ReceiptHandle ?? '',
  };
}

/** Lets a dead letter be, where it is. */
export async function returnDeadLetter(client: SQSClient, { queue, receipt }: DeadLetter): Promise<void> {
  await client.send(
    new ChangeMessageVisibilityCommand({ QueueUrl: queue.url, ReceiptHandle: receipt, VisibilityTimeout: 0 }),
  );
}

/**
 * Puts a dead letter back into the queue that it came from, then deletes it: a crash in between doubles it, which is harmless.
 * Rejects where that queue does not exist any more.
 */
export async function putBack(client: SQSClient, letter: DeadLetter, newId: () => string): Promise<void> {
  const { source, id, body, group } = letter;
  if (source.url === undefined) {
    throw new Error(
      `Message ${id} cannot be put back: there is no queue ${source.name} in this deployment. Discard it.`,
    );
  }
  await client.send(
    new SendMessageCommand({
      QueueUrl: source.url,
      MessageBody: body,
      // A new id each time: the queue must not take it for the message that it had before.
      ...(group !== undefined && { MessageGroupId: group, MessageDeduplicationId: newId() }),
    }),
  );
  await deleteDeadLetter(client, letter);
}

/**
 * Puts back every dead letter of the queue, also those of a group behind its first ten, and resolves with them. What comes
 * back meanwhile stays where it is: it is known by its body and its queue. So does what has no queue to go back to. At most
 * `limit`, so that it ends while others come.
 */
export async function putAllBack(
  client: SQSClient,
  queue: DeadLetterQueue,
  { newId, limit }: { readonly newId: () => string; readonly limit: number },
): Promise<readonly DeadLetter[]> {
  const all: DeadLetter[] = [];
  // They are ours until the end, so that SQS gives those behind them.
  const homeless: DeadLetter[] = [];
  const known = new Set<string>();
  const keyOf = ({ source, body }: DeadLetter) => `${source.name} ${body}`;
  const giveBack = (letters: readonly DeadLetter[]) =>
    Promise.all(letters.map((each) => returnDeadLetter(client, each)));
  for (;;) {
    const letters = await takeDeadLetters(client, queue, LETTERS_PER_ROUND);
    const able = letters.filter(({ source }) => source.url !== undefined);
    homeless.push(...letters.filter((each) => !able.includes(each)));
    const fresh = able.filter((letter) => !known.has(keyOf(letter))).slice(0, limit - all.length);
    await giveBack(able.filter((each) => !fresh.includes(each)));
    if (fresh.length === 0 && able.length === letters.length) {
      await giveBack(homeless);
      return all;
    }
    for (const letter of fresh) {
      await putBack(client, letter, newId);
      known.add(keyOf(letter));
      all.push(letter);
    }
  }
}

/** Ends a dead letter for good. */
export async function deleteDeadLetter(client: SQSClient, { queue, receipt }: DeadLetter): Promise<void> {
  await client.send(new DeleteMessageCommand({ QueueUrl: queue.url, ReceiptHandle: receipt }));
}
