import { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import { MemoryQueue, MemoryQueues } from '../../../bench/aws/queues.ts';
import { Meter } from '../../../bench/aws/usage.ts';

function opened(isFifo: boolean) {
  let nowMs = 0;
  const queue = new MemoryQueue({ name: 'Queue', isFifo, visibilityMs: 30_000 }, () => nowMs);
  return {
    queue,
    pass: (milliseconds: number) => {
      nowMs += milliseconds;
    },
    bodies: (most = 10) => queue.receive(most).map(({ body }) => body),
  };
}

describe('a queue of the bench', () => {
  it('gives a delayed message when its time has come, and again when nobody deletes it', () => {
    const { queue, pass, bodies } = opened(false);
    queue.send({ MessageBody: 'late', DelaySeconds: 5 });
    expect([bodies(), queue.nextMs()]).toEqual([[], 5_000]);
    pass(5_000);
    expect(bodies()).toEqual(['late']);
    expect(bodies()).toEqual([]);
    pass(30_000);
    const again = queue.receive(10);
    expect(again.map(({ received }) => received)).toEqual([2]);
    queue.delete(again);
    expect(queue.nextMs()).toBeUndefined();
  });

  it('keeps a group in order, and no group waits for another', () => {
    const { queue, pass, bodies } = opened(true);
    queue.send({ MessageBody: 'a1', MessageGroupId: 'a' });
    expect(bodies()).toEqual(['a1']);
    queue.send({ MessageBody: 'a2', MessageGroupId: 'a' });
    queue.send({ MessageBody: 'b1', MessageGroupId: 'b' });
    expect(bodies()).toEqual(['b1']);
    pass(30_000);
    expect(bodies(2)).toEqual(['a1', 'a2']);
  });

  it('drops what was sent within five minutes, and not what is sent later', () => {
    const { queue, pass, bodies } = opened(true);
    const twice = { MessageBody: 'same', MessageGroupId: 'a', MessageDeduplicationId: '1' };
    queue.send(twice);
    queue.send(twice);
    expect(bodies()).toEqual(['same']);
    pass(300_000);
    queue.send(twice);
    expect(bodies()).toEqual(['same', 'same']);
  });

  it('counts a request for each 64 KB begun, by the kind of the queue', () => {
    const meter = new Meter();
    const queues = new MemoryQueues([opened(false).queue], meter);
    const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/Queue';
    queues.answer(new SendMessageCommand({ QueueUrl, MessageBody: 'short' }));
    const MessageBody = 'x'.repeat(40_000);
    const Entries = ['1', '2'].map((Id) => ({ Id, MessageBody }));
    queues.answer(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(meter.total()).toMatchObject({ queueRequests: 1 + 2, fifoRequests: 0 });
  });
});
