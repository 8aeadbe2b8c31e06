/** Adds up what is used of AWS, by the function that used it. */
import { type Calls, callsOf, combinedCalls, NO_CALLS } from './calls.ts';

/** What AWS bills, each as a count of its own unit. */
export type Usage = {
  /** Invocations of the function. */
  readonly invocations: number;
  /** Messages of queues that it was given. */
  readonly messages: number;
  /** Milliseconds that the function runs, by the latencies of bench/aws/latencies.ts. */
  readonly milliseconds: number;
  /** Read request units of the table and of its index. */
  readonly readUnits: number;
  /** Write request units of the table. */
  readonly writeUnits: number;
  /** Write request units of the table's index. */
  readonly indexUnits: number;
  /** Calls of DynamoDB, whatever they cost. */
  readonly databaseCalls: number;
  /** SQS requests to standard queues, each 64 KB begun. */
  readonly queueRequests: number;
  /** SQS requests to FIFO queues. */
  readonly fifoRequests: number;
  /** Events put on the bus, each 64 KB begun. */
  readonly events: number;
  /** Calls of EventBridge. */
  readonly busCalls: number;
  readonly secretReads: number;
  /** Requests to the HTTP API; those of more than 512 KB would count as several (aws.amazon.com/api-gateway/pricing). */
  readonly apiRequests: number;
  /** Bytes written to the log, metrics in the embedded format included. */
  readonly logBytes: number;
  /** Calls of channels' APIs. */
  readonly channelCalls: number;
  /** The same by what was called, where it is traced. */
  readonly calls: Calls;
};

export const NOTHING_USED: Usage = {
  invocations: 0,
  messages: 0,
  milliseconds: 0,
  readUnits: 0,
  writeUnits: 0,
  indexUnits: 0,
  databaseCalls: 0,
  queueRequests: 0,
  fifoRequests: 0,
  events: 0,
  busCalls: 0,
  secretReads: 0,
  apiRequests: 0,
  logBytes: 0,
  channelCalls: 0,
  calls: NO_CALLS,
};

export function addUsage(left: Usage, right: Usage): Usage {
  return combined(left, right, (a, b) => a + b);
}

export function usageSince(before: Usage, now: Usage): Usage {
  return combined(now, before, (a, b) => a - b);
}

/** The share of one of `count` equal parts. */
export function usagePer(count: number, usage: Usage): Usage {
  return combined(usage, usage, (a) => a / count);
}

function combined(left: Usage, right: Usage, of: (a: number, b: number) => number): Usage {
  return {
    invocations: of(left.invocations, right.invocations),
    messages: of(left.messages, right.messages),
    milliseconds: of(left.milliseconds, right.milliseconds),
    readUnits: of(left.readUnits, right.readUnits),
    writeUnits: of(left.writeUnits, right.writeUnits),
    indexUnits: of(left.indexUnits, right.indexUnits),
    databaseCalls: of(left.databaseCalls, right.databaseCalls),
    queueRequests: of(left.queueRequests, right.queueRequests),
    fifoRequests: of(left.fifoRequests, right.fifoRequests),
    events: of(left.events, right.events),
    busCalls: of(left.busCalls, right.busCalls),
    secretReads: of(left.secretReads, right.secretReads),
    apiRequests: of(left.apiRequests, right.apiRequests),
    logBytes: of(left.logBytes, right.logBytes),
    channelCalls: of(left.channelCalls, right.channelCalls),
    calls: combinedCalls(left.calls, right.calls, of),
  };
}

/** Adds up usage by function. Everything between `enter` and the next one is the function's. */
export class Meter {
  readonly #byFunction = new Map<string, Usage>();
  readonly #writtenByKey = new Map<string, number>();
  #current = 'nobody';

  /** What is used from now on, this function uses. */
  enter(name: string): void {
    this.#current = name;
  }

  /** `what` names the call where calls are traced. */
  use(used: Partial<Omit<Usage, 'calls'>>, what?: string): void {
    const { readUnits = 0, writeUnits = 0 } = used;
    const calls = callsOf(this.#current, what, { readUnits, writeUnits });
    this.#byFunction.set(this.#current, addUsage(this.of(this.#current), { ...NOTHING_USED, ...used, calls }));
  }

  /** Write units that a partition key takes. */
  write(partitionKey: string, units: number): void {
    this.#writtenByKey.set(partitionKey, (this.#writtenByKey.get(partitionKey) ?? 0) + units);
  }

  /** Write units that each partition key has taken until now. */
  writtenByKey(): ReadonlyMap<string, number> {
    return new Map(this.#writtenByKey);
  }

  total(): Usage {
    return [...this.#byFunction.values()].reduce(addUsage, NOTHING_USED);
  }

  /** What this function has used. */
  of(name: string): Usage {
    return this.#byFunction.get(name) ?? NOTHING_USED;
  }
}
