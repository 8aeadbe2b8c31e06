import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
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

const QUEUE = {
  ...{ name: 'IntakeObservationsDeadLetters', url: 'dead', isShared: false },
  sources: [{ name: 'IntakeObservations', url: 'alive' }],
};
const SHARED = {
  ...{ name: 'SetAside', url: 'dead', isShared: true },
  sources: [
    { name: 'ChannelshopPushes', url: 'https://sqs/1/Stockline-ChannelshopPushesQueue-A' },
    { name: 'ChannelshopUrgent', url: 'https://sqs/1/Stockline-ChannelshopUrgentQueue-B' },
  ],
};

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

/** The queue of all, with messages as SQS gives them: what each says of where it was from. */
function shared(messages: readonly Pick<Message, 'Body' | 'Attributes' | 'MessageAttributes'>[]) {
  const dead = messages.map((message, index) => ({ ...message, MessageId: `m${index}`, ReceiptHandle: `m${index}` }));
  const sent: unknown[] = [];
  const gone = new Set<string>();
  const taken = new Set<string>();
  const client = {
    send: async (command: unknown) => {
      if (command instanceof ReceiveMessageCommand) {
        const free = dead.filter(({ MessageId: id }) => !gone.has(id) && !taken.has(id));
        const given = free.slice(0, command.input.MaxNumberOfMessages);
        for (const { MessageId: id } of given) {
          taken.add(id);
        }
        return { Messages: given };
      }
      if (command instanceof SendMessageCommand) {
        sent.push([command.input.QueueUrl, command.input.MessageBody]);
      }
      if (command instanceof DeleteMessageCommand) {
        gone.add(command.input.ReceiptHandle ?? '');
      }
      if (command instanceof ChangeMessageVisibilityCommand) {
        taken.delete(command.input.ReceiptHandle ?? '');
      }
      return {};
    },
  };
  return { sent, gone, client: client as unknown as SQSClient };
}

const arn = (queue: string) => `arn:aws:sqs:eu-west-1:1:${queue}`;
const FROM_URGENT = { Body: 'a', Attributes: { DeadLetterQueueSourceArn: arn('Stockline-ChannelshopUrgentQueue-B') } };
const NOT_BROUGHT = {
  Body: 'b',
  MessageAttributes: {
    TARGET_ARN: { DataType: 'String', StringValue: arn('Stockline-ChannelshopPushesQueue-A') },
    ERROR_MESSAGE: { DataType: 'String', StringValue: 'No rights.' },
  },
};
const OF_A_REMOVED = { Body: 'c', Attributes: { DeadLetterQueueSourceArn: arn('Stockline-ChannelgonePushesQueue-C') } };

describe('dead letters of many queues in one', () => {
  it('each say where they are from, and why the bus could not bring them', async () => {
    const { client } = shared([FROM_URGENT, NOT_BROUGHT, OF_A_REMOVED, { Body: 'd' }]);
    const letters = await takeDeadLetters(client, SHARED, 10);
    expect(letters.map(({ source, reason }) => [source.name, reason])).toEqual([
      ['ChannelshopUrgent', undefined],
      ['ChannelshopPushes', 'No rights.'],
      ['Stockline-ChannelgonePushesQueue-C', undefined],
      ['unknown', undefined],
    ]);
  });

  it('go back each into its own queue, also two of the same text; one whose queue is gone stays', async () => {
    const { client, sent, gone } = shared([FROM_URGENT, { ...NOT_BROUGHT, Body: 'a' }, OF_A_REMOVED]);
    expect(await putAllBack(client, SHARED, { newId: () => 'new', limit: 500 })).toHaveLength(2);
    expect(sent).toEqual([
      ['https://sqs/1/Stockline-ChannelshopUrgentQueue-B', 'a'],
      ['https://sqs/1/Stockline-ChannelshopPushesQueue-A', 'a'],
    ]);
    expect([...gone]).toEqual(['m0', 'm1']);
  });

  it('go back also from behind as many as are taken at once whose queues are gone, which then are free again', async () => {
    const { client, sent } = shared([...Array.from({ length: 120 }, () => OF_A_REMOVED), FROM_URGENT]);
    expect(await putAllBack(client, SHARED, { newId: () => 'new', limit: 500 })).toHaveLength(1);
    expect(sent).toHaveLength(1);
    expect(await takeDeadLetters(client, SHARED, 500)).toHaveLength(120);
  });

  it('are kept where their queue is gone, when they are to be put back', async () => {
    const { client, gone } = shared([OF_A_REMOVED]);
    const [letter] = await takeDeadLetters(client, SHARED, 10);
    if (letter === undefined) {
      throw new Error('It was not given.');
    }
    await expect(putBack(client, letter, () => 'new')).rejects.toThrow('Stockline-ChannelgonePushesQueue-C');
    expect(gone.size).toBe(0);
  });
});
