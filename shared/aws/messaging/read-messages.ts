/** Reads the messages that our queues bring to a function. */
import type { SQSRecord } from 'aws-lambda';
import { messageOf } from '../../message-of.ts';
import type { Journal } from '../../ports/journal.ts';
import { NewerShapeError, type Shape, UnreadableShapeError } from '../shapes/shape.ts';

/** A message as it arrived, and what it says. */
export type QueueMessage<Body> = { readonly record: SQSRecord; readonly id: string; readonly body: Body };

export type ReadBatch<Body> = {
  readonly messages: readonly QueueMessage<Body>[];
  /** To be returned to the queue: they end in its dead-letter queue, with an alarm. */
  readonly unreadable: readonly SQSRecord[];
  /** Those of them that no version will ever read: a caller that can set messages aside does it at once. */
  readonly hopeless: readonly SQSRecord[];
};

/**
 * Reads a batch. A message that cannot be read is logged with its queue and the reason, and hinders no other; only one that
 * a newer version wrote holds back the later ones of its own group in a FIFO queue, until that version is deployed.
 */
export function readMessages<Body extends object>(
  records: readonly SQSRecord[],
  shape: Shape<Body, object>,
  journal: Pick<Journal, 'warn'>,
): ReadBatch<Body> {
  const messages: QueueMessage<Body>[] = [];
  const unreadable: SQSRecord[] = [];
  const hopeless: SQSRecord[] = [];
  const blockedGroups = new Set<string>();
  for (const record of records) {
    const { messageId: id, eventSourceARN, attributes } = record;
    const group = attributes.MessageGroupId;
    if (group !== undefined && blockedGroups.has(group)) {
      unreadable.push(record);
      continue;
    }
    const queue = eventSourceARN.split(':').at(-1);
    try {
      messages.push({ record, id, body: parseMessage(record.body, shape, `message ${id} in the queue ${queue}`) });
    } catch (error) {
      const what = `${messageOf(error)} It comes back, and ends in the dead-letter queue.`;
      journal.warn(what, { step: 'unreadable', queue, messageId: id });
      unreadable.push(record);
      if (!(error instanceof NewerShapeError)) {
        hopeless.push(record);
      } else if (group !== undefined) {
        blockedGroups.add(group);
      }
    }
  }
  return { messages, unreadable, hopeless };
}

/** Reads one message's text. Throws UnreadableShapeError; `where` says which message it is. */
export function parseMessage<Body extends object>(text: string, shape: Shape<Body, object>, where: string): Body {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // The parser's own message would show a part of the text.
    throw new UnreadableShapeError(`The ${shape.name} (${where}) cannot be read: it is not JSON.`);
  }
  return shape.read(parsed, where);
}
