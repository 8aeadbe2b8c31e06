/** EventBridge in memory: each event goes to the queues whose rule matches it. */
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { MemoryQueues } from './queues.ts';
import type { Meter } from './usage.ts';

/** EventBridge bills an event for each 64 KB begun (aws.amazon.com/eventbridge/pricing, 2026-11). */
const EVENT_BYTES = 65_536;

/** A pattern has lists of what a field may be, one of which must be there; nested fields in nested patterns. */
export type Pattern = { readonly [field: string]: readonly unknown[] | Pattern };
export type Rule = { readonly pattern: Pattern; readonly queue: string };

export class MemoryBus {
  readonly #rules: readonly Rule[];
  readonly #queues: MemoryQueues;
  readonly #meter: Meter;

  constructor(rules: readonly Rule[], queues: MemoryQueues, meter: Meter) {
    this.#rules = rules;
    this.#queues = queues;
    this.#meter = meter;
  }

  answer(command: object): object {
    if (!(command instanceof PutEventsCommand)) {
      throw new Error(`The bench answers no ${command.constructor.name}: add it to bench/aws/event-bus.ts.`);
    }
    const { Entries = [] } = command.input;
    this.#meter.use({ busCalls: 1 });
    for (const { Source: source, DetailType: type, Detail = '{}' } of Entries) {
      this.#meter.use({ events: Math.max(1, Math.ceil(Buffer.byteLength(Detail) / EVENT_BYTES)) });
      const event = { source, 'detail-type': type, detail: JSON.parse(Detail) };
      for (const { queue: name } of this.#rules.filter(({ pattern }) => matches(pattern, event))) {
        const queue = this.#queues.named(name);
        // EventBridge's own call: SQS bills it like each other request (aws.amazon.com/sqs/pricing, 2026-11).
        this.#queues.count(queue, Buffer.byteLength(Detail));
        queue.send({ MessageBody: JSON.stringify({ version: '0', id: 'event', ...event }) });
      }
    }
    return { FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: 'event' })) };
  }
}

/** Throws at a comparison that it does not know: a rule that matches everything would be counted wrong. */
function matches(pattern: Pattern, event: unknown): boolean {
  return Object.entries(pattern).every(([field, wanted]) => {
    const value: unknown = typeof event === 'object' && event !== null ? Reflect.get(event, field) : undefined;
    return isList(wanted) ? isAnyOf(wanted, value) : matches(wanted, value);
  });
}

function isAnyOf(wanted: readonly unknown[], value: unknown): boolean {
  if (wanted.some((each) => typeof each === 'object')) {
    throw new Error(
      `The bench compares texts and numbers only, not ${JSON.stringify(wanted)}: bench/aws/event-bus.ts.`,
    );
  }
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.some((each) => wanted.includes(each));
}

function isList(wanted: readonly unknown[] | Pattern): wanted is readonly unknown[] {
  return Array.isArray(wanted);
}
