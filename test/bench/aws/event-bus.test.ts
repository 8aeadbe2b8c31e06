import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from '@jest/globals';
import { MemoryBus, type Pattern } from '../../../bench/aws/event-bus.ts';
import { MemoryQueue, MemoryQueues } from '../../../bench/aws/queues.ts';
import { Meter } from '../../../bench/aws/usage.ts';

function opened(pattern: Pattern) {
  const meter = new Meter();
  const queue = new MemoryQueue({ name: 'Pushes', isFifo: false, visibilityMs: 30_000 }, () => 0);
  const bus = new MemoryBus([{ pattern, queue: 'Pushes' }], new MemoryQueues([queue], meter), meter);
  const put = (detail: object) => {
    const entry = { Source: 'stockline', DetailType: 'StockChanged', Detail: JSON.stringify(detail) };
    bus.answer(new PutEventsCommand({ Entries: [entry] }));
  };
  return { meter, queue, put };
}

describe('the bus of the bench', () => {
  it('brings an event to the queue whose rule names a channel of it, and counts both', () => {
    const { meter, queue, put } = opened({ source: ['stockline'], detail: { due: ['shopify'] } });
    put({ due: ['amazon', 'shopify'] });
    put({ due: ['amazon'] });
    expect(queue.receive(10)).toHaveLength(1);
    expect(meter.total()).toMatchObject({ events: 2, busCalls: 2, queueRequests: 1 });
  });

  it('refuses a comparison that it does not know, instead of counting too few', () => {
    const { put } = opened({ source: [{ prefix: 'stock' }] });
    expect(() => put({})).toThrow(/compares texts and numbers only/);
  });
});
