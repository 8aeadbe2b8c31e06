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
  putBack,
  returnDeadLetter,
  takeDeadLetters,
} from '../../../../shared/aws/messaging/dead-letters.ts';

const QUEUE = { name: 'IntakeObservationsDeadLetters', url: 'dead', sourceUrl: 'alive' };

/** Two queues, as far as dead letters need them. */
function sqs(bodies: readonly string[]) {
  const dead = new Map(bodies.map((body, index) => [`m${index}`, { body, isTaken: false }]));
  const sent: unknown[] = [];
  const client = {
    send: async (command: unknown) => {
      if (command instanceof ReceiveMessageCommand) {
        const free = [...dead].filter(([, { isTaken }]) => !isTaken).slice(0, command.input.MaxNumberOfMessages);
        return {
          Messages: free.map(([id, message]) => {
            message.isTaken = true;
            return {
              MessageId: id,
              ReceiptHandle: id,
              Body: message.body,
              Attributes: { SentTimestamp: '0', MessageGroupId: 'MUG' },
              MessageAttributes: { Reason: { StringValue: 'It is odd.' } },
            };
          }),
        };
      }
      if (command instanceof SendMessageCommand) {
        sent.push(command.input);
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
    const { client, dead, sent } = sqs(['a']);
    for (const letter of await takeDeadLetters(client, QUEUE, 10)) {
      await putBack(client, letter, () => 'new');
    }
    expect(sent).toEqual([
      { QueueUrl: 'alive', MessageBody: 'a', MessageGroupId: 'MUG', MessageDeduplicationId: 'new' },
    ]);
    expect(dead.size).toBe(0);
  });

  it('end for good where they are deleted', async () => {
    const { client, dead } = sqs(['a']);
    for (const letter of await takeDeadLetters(client, QUEUE, 10)) {
      await deleteDeadLetter(client, letter);
    }
    expect(dead.size).toBe(0);
  });
});
