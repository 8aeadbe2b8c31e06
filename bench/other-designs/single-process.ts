/** Runs a design that is no part of the product on an AWS of its own, so that it is counted in the same way. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { MemoryDynamoDb } from '../aws/dynamodb/dynamodb.ts';
import { MemoryBus } from '../aws/event-bus.ts';
import { LATENCY_MS } from '../aws/latencies.ts';
import { MemoryQueue, MemoryQueues } from '../aws/queues.ts';
import { answerClients } from '../aws/sdk-clients.ts';
import { Meter, type Usage, usageSince } from '../aws/usage.ts';
import { VirtualClock } from '../aws/virtual-clock.ts';

export type DesignClients = {
  readonly database: DynamoDBDocumentClient;
  readonly queues: SQSClient;
  readonly bus: EventBridgeClient;
  readonly memory: MemoryQueues;
  /** Runs as one invocation of a function; its webhook, if any, came by the HTTP API. */
  invoke(by: 'webhook' | 'queue', work: () => Promise<void>): Promise<void>;
  /** A channel is called. */
  callChannel(): void;
};

/** Lambda's own requests to the queue of a batch: a receive and a delete. */
const REQUESTS_A_BATCH = 2;

/** What `sale` takes once `open` is done. */
export async function measureDesign(
  queueNames: readonly string[],
  open: (clients: DesignClients) => Promise<void>,
  sale: (clients: DesignClients) => Promise<void>,
): Promise<Usage> {
  const [clock, meter] = [new VirtualClock(), new Meter()];
  const memory = new MemoryQueues(
    queueNames.map(
      (name) => new MemoryQueue({ name, isFifo: name.endsWith('fifo'), visibilityMs: 30_000 }, clock.nowMs),
    ),
    meter,
  );
  const rules = queueNames
    .filter((name) => !name.endsWith('fifo'))
    .map((queue) => ({ pattern: { source: ['shop'] }, queue }));
  const database = new MemoryDynamoDb({ projected: [] }, meter);
  const bus = new MemoryBus(rules, memory, meter);
  const end = answerClients({ database, queues: memory, bus, secrets: new Map(), meter, clock });
  const clients: DesignClients = {
    database: DynamoDBDocumentClient.from(new DynamoDBClient()),
    queues: new SQSClient(),
    bus: new EventBridgeClient(),
    memory,
    async invoke(by, work) {
      const startedMs = clock.nowMs();
      clock.pass(LATENCY_MS.computing);
      await work();
      meter.use({ invocations: 1, milliseconds: clock.nowMs() - startedMs });
      meter.use(by === 'webhook' ? { apiRequests: 1 } : { queueRequests: REQUESTS_A_BATCH });
    },
    callChannel() {
      clock.pass(LATENCY_MS.channelCall);
      meter.use({ channelCalls: 1 });
    },
  };
  try {
    await open(clients);
    const before = meter.total();
    await sale(clients);
    return usageSince(before, meter.total());
  } finally {
    end();
  }
}
