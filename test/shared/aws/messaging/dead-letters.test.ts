import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import {
  deleteDeadLetter,
  putAllBack,
  putBack,
  returnDeadLetter,
  takeDeadLetters,
} from '../../../../shared/aws/messaging/dead-letters.ts';

const QUEUE = { name: 'IntakeObservationsDeadLetters', url: 'dead', sourceUrl: 'alive' };

/** `comesBack`: what goes back into the queue that it came from is set aside again at once. */
type Fifo = { readonly groupOf: (body: string) => string; readonly comesBack: boolean };

/**
 * Two FIFO queues, as far as dead letters need them: of a group that has messages in flight no more are given
 * (https://repost.aws/knowledge-center/sqs-fifo-messages-not-returned, 2026-11).
 */
function sqs(bodies: readonly string[], { groupOf = (body: string) => body, comesBack = false }: Partial<Fifo> = {}) {
  const dead = new Map(bodies.map((body, index) => [`m${index}`, { body, isTaken: false }]));
  const sent: unknown[] = [];
  const client = {
    send: async (command: unknown) => {
      if (command instanceof ReceiveMessageCommand) {
        const blocked = new Set([...dead.values()].filter(({ isTaken }) => isTaken).map(({ body }) => groupOf(body)));
        const free = [...dead]
          .filter(([, { body }]) => !blocked.has(groupOf(body)))
          .slice(0, command.input.MaxNumberOfMessages);
        return {
          Messages: free.map(([id, message]) => {
            message.isTaken = true;
            return {
              MessageId: id,
              ReceiptHandle: id,
              Body: message.body,
              Attributes: { SentTimestamp: '0', MessageGroupId: groupOf(message.body) },
              MessageAttributes: { Reason: { StringValue: 'It is odd.' } },
            };
          }),
        };
      }
      if (command instanceof SendMessageCommand) {
        sent.push(command.input);
        if (comesBack) {
          dead.set(`again ${sent.length}`, { body: command.input.MessageBody ?? '', isTaken: false });
        }
      }
      if (command instanceof DeleteMessageCommand) {
        dead.delete(command.input.ReceiptHandle ?? '');
      }
      if (command instanceof ChangeMessageVisibilityCommand) {
        const message = dead.get(command.input.ReceiptHandle ?? '');
        if (message !== undefined) {
          message.isTaken = false;
        }
      }
      return {};
    },
  };
  return { dead, sent, client: client as unknown as SQSClient };
}

describe('dead letters', () => {
  it('are read to the end, with since when and why', async () => {
    const { client } = sqs(Array.from({ length: 23 }, (_, index) => `${index}`));
    const letters = await takeDeadLetters(client, QUEUE, 500);
    expect(letters).toHaveLength(23);
    expect(letters[0]).toMatchObject({ id: 'm0', body: '0', sentAt: '1970-01-01T00:00:00.000Z', reason: 'It is odd.' });
  });

  it('are read no further than asked for', async () => {
    const { client } = sqs(Array.from({ length: 23 }, (_, index) => `${index}`));
    expect(await takeDeadLetters(client, QUEUE, 12)).toHaveLength(12);
  });

  it('stay where they are once they are released', async () => {
    const { client, dead } = sqs(['a', 'b']);
    for (const letter of await takeDeadLetters(client, QUEUE, 10)) {
      await returnDeadLetter(client, letter);
    }
    expect(await takeDeadLetters(client, QUEUE, 10)).toHaveLength(2);
    expect(dead.size).toBe(2);
  });

  it('go back into the queue that they came from, under a new id and in their group', async () => {
    const { client, dead, sent } = sqs(['a'], { groupOf: () => 'MUG' });
    for (const letter of await takeDeadLetters(client, QUEUE, 10)) {
      await putBack(client, letter, () => 'new');
    }
    expect(sent).toEqual([
      { QueueUrl: 'alive', MessageBody: 'a', MessageGroupId: 'MUG', MessageDeduplicationId: 'new' },
    ]);
    expect(dead.size).toBe(0);
  });

  it('all go back, in their order, also those of one SKU behind its first ten', async () => {
    const bodies = Array.from({ length: 23 }, (_, index) => `${index}`);
    const { client, dead, sent } = sqs(bodies, { groupOf: () => 'MUG' });
    const put = await putAllBack(client, QUEUE, { newId: () => 'new', limit: 500 });
    expect(put.map(({ body }) => body)).toEqual(bodies);
    expect(sent).toMatchObject(bodies.map((body) => ({ MessageBody: body })));
    expect(dead.size).toBe(0);
  });

  it('all go back once, though they come back at once', async () => {
    const { client, dead, sent } = sqs(['a', 'b', 'c'], { groupOf: () => 'MUG', comesBack: true });
    expect(await putAllBack(client, QUEUE, { newId: () => 'new', limit: 500 })).toHaveLength(3);
    expect([sent.length, dead.size]).toEqual([3, 3]);
    expect(await takeDeadLetters(client, QUEUE, 500)).toHaveLength(3);
  });

  it('go back no more than the limit says, and the others stay for the next run', async () => {
    const { client, sent } = sqs(['a', 'b', 'c']);
    expect(await putAllBack(client, QUEUE, { newId: () => 'new', limit: 2 })).toHaveLength(2);
    expect(sent).toHaveLength(2);
    expect(await takeDeadLetters(client, QUEUE, 500)).toHaveLength(1);
  });

  it('end for good where they are deleted', async () => {
    const { client, dead } = sqs(['a']);
    for (const letter of await takeDeadLetters(client, QUEUE, 10)) {
      await deleteDeadLetter(client, letter);
    }
    expect(dead.size).toBe(0);
  });
});
