import type { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import { sendAll } from '../../../../shared/aws/messaging/queues.ts';

/** A queue that takes everything, and the bodies of each call it got. */
function takingQueue() {
  const calls: number[][] = [];
  const client = {
    send: async ({ input }: SendMessageBatchCommand) => {
      calls.push((input.Entries ?? []).map(({ MessageBody = '' }) => MessageBody.length));
      return {};
    },
  };
  return { calls, client: client as unknown as SQSClient };
}

describe('sending to a queue', () => {
  it('takes ten messages a call', async () => {
    const { calls, client } = takingQueue();
    await sendAll(
      client,
      'url',
      Array.from({ length: 23 }, () => ({ MessageBody: 'x' })),
    );
    expect(calls.map((call) => call.length)).toEqual([10, 10, 3]);
  });

  it('takes no more than a call may carry, however few messages that are', async () => {
    const { calls, client } = takingQueue();
    const bodies = [400_000, 400_000, 400_000, 900_000, 10].map((length) => ({ MessageBody: 'x'.repeat(length) }));
    await sendAll(client, 'url', bodies);
    expect(calls).toEqual([[400_000, 400_000], [400_000], [900_000, 10]]);
  });
});
