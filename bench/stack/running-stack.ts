/** Runs the whole stack in this process: its own functions, fed as the template says, on an AWS that counts. */
import * as v from 'valibot';
import { catalogueItem } from '../../sandbox/kernel/catalogue.ts';
import { MemoryDynamoDb } from '../aws/dynamodb/dynamodb.ts';
import { MemoryBus } from '../aws/event-bus.ts';
import { LATENCY_MS } from '../aws/latencies.ts';
import { MemoryQueue, MemoryQueues, type Message } from '../aws/queues.ts';
import { answerClients } from '../aws/sdk-clients.ts';
import { Meter } from '../aws/usage.ts';
import { VirtualClock } from '../aws/virtual-clock.ts';
import { PLACES, SELLING, type Selling } from './bench-config.ts';
import { type Channels, openChannels, SECRETS } from './channels.ts';
import { type FrontDoor, openFrontDoor, type Webhook } from './front-door.ts';
import { type Handler, loadHandlers } from './handlers.ts';
import { capturingLog } from './log-capture.ts';
import { openLedger } from './opening.ts';
import { API_ADDRESS, type Feed, type FunctionFacts, type StackFacts } from './stack-facts.ts';

/** More invocations than any scenario takes between two sales: one that never rests fails instead of hanging. */
const INVOCATIONS_MAX = 20_000;

export type StackOptions = {
  readonly facts: StackFacts;
  /** The SKUs that all three channels list. */
  readonly skus: readonly string[];
  /** What each channel shows of each SKU at first. */
  readonly shows: number;
  /** True: nothing of that is in the ledger yet. Default: all of it is. */
  readonly isLedgerEmpty?: boolean;
  /** Settings of functions in the place of the stack's, by the name of their variable. */
  readonly settings?: Readonly<Record<string, string>>;
};

/** A running stack between its channels. Invocations are one after the other, so that each run counts the same. */
export class RunningStack {
  readonly clock: VirtualClock;
  readonly meter: Meter;
  readonly queues: MemoryQueues;
  readonly channels: Channels;
  /** Metrics that the functions wrote, each with its dimensions. */
  readonly metrics = new Set<string>();
  readonly #facts: StackFacts;
  readonly #door: FrontDoor;
  readonly #handlers: ReadonlyMap<string, Handler>;
  readonly #end: () => Promise<void>;
  #isHeld: (entry: string) => boolean = () => false;
  #isUnsettled = true;

  private constructor(parts: {
    readonly facts: StackFacts;
    readonly clock: VirtualClock;
    readonly meter: Meter;
    readonly queues: MemoryQueues;
    readonly channels: Channels;
    readonly door: FrontDoor;
    readonly handlers: ReadonlyMap<string, Handler>;
    readonly end: () => Promise<void>;
  }) {
    this.clock = parts.clock;
    this.meter = parts.meter;
    this.queues = parts.queues;
    this.channels = parts.channels;
    this.#facts = parts.facts;
    this.#door = parts.door;
    this.#handlers = parts.handlers;
    this.#end = parts.end;
  }

  /** Starts channels and stack. Only one stack runs at a time: it has the process's clock and SDK clients. */
  static async start({
    facts,
    skus,
    shows,
    isLedgerEmpty = false,
    settings = {},
  }: StackOptions): Promise<RunningStack> {
    const [clock, meter] = [new VirtualClock(), new Meter()];
    const queues = new MemoryQueues(
      facts.queues.map((queue) => new MemoryQueue(queue, clock.nowMs)),
      meter,
    );
    const endClock = clock.install();
    const database = new MemoryDynamoDb(facts.index, meter);
    const bus = new MemoryBus(facts.rules, queues, meter);
    const endClients = answerClients({ database, queues, bus, secrets: SECRETS, meter, clock });
    const door = await openFrontDoor();
    const channels = await openChannels({
      clock,
      catalogue: skus.map((sku) => catalogueItem(sku, `Article ${sku}`, shows)),
      webhooks: (channel) => `${door.url}/webhooks/${channel}`,
      amazonNotification: (text) => void queues.named(amazonQueueOf(facts)).send({ MessageBody: text }),
      called: () => {
        clock.pass(LATENCY_MS.channelCall);
        meter.use({ channelCalls: 1 }, 'call of a channel');
      },
    });
    const handlers = await loadHandlers(facts.functions, (each) => environmentOf(each, channels, door, settings));
    const end = async () => {
      endClients();
      endClock();
      await Promise.all([channels.close(), door.close()]);
    };
    const stack = new RunningStack({ facts, clock, meter, queues, channels, door, handlers, end });
    if (!isLedgerEmpty) {
      await stack.#open(new Map(skus.map((sku) => [sku, shows])));
    }
    return stack;
  }

  /** Everything that channels list is in the ledger afterwards, and every function is warm that takes part in it. */
  async #open(onHand: ReadonlyMap<string, number>): Promise<void> {
    await openLedger({
      places: this.channels.urls,
      table: this.setting('post-observations', 'TABLE_NAME'),
      observationsUrl: this.setting('post-observations', 'OBSERVATIONS_QUEUE_URL'),
      onHand,
      now: this.clock.now(),
    });
    await this.runUntilIdle();
    // What the scenario queues itself is of no function.
    this.meter.enter('nobody');
  }

  #function(entry: string): FunctionFacts {
    const facts = this.#facts.functions.find((each) => each.entry === entry);
    if (facts === undefined) {
      throw new Error(`The stack has no function ${entry}.`);
    }
    return facts;
  }

  stop(): Promise<void> {
    return this.#end();
  }

  /** A customer buys. What follows from it has not happened yet. */
  async sell(channel: Selling, sku: string, quantity = 1): Promise<string> {
    this.#isUnsettled = true;
    return await this.channels.sell(channel, [{ sku, quantity }]);
  }

  async fulfil(channel: Selling, order: string): Promise<void> {
    this.#isUnsettled = true;
    await this.channels.fulfil(channel, order);
  }

  /** The queues that feed these functions keep their messages from now on. */
  holdQueues(isHeld: (entry: string) => boolean): void {
    this.#isHeld = isHeld;
  }

  /** The value of a function's setting, as the stack gives it. */
  setting(entry: string, name: string): string {
    const value = this.#function(entry).environment[name];
    if (value === undefined) {
      throw new Error(`${entry} has no setting ${name}.`);
    }
    return value;
  }

  /** Nothing that the channels send arrives any more. */
  loseNotifications(): Promise<void> {
    return this.channels.loseNotifications();
  }

  /** Works on everything that is due within so many milliseconds, and lets them pass. */
  async runFor(milliseconds: number): Promise<void> {
    const until = this.clock.nowMs() + milliseconds;
    await this.#run(until);
    this.clock.passUntil(until);
  }

  /** Goes on until nothing waits any more, whatever time that takes. */
  runUntilIdle(): Promise<void> {
    return this.#run(Number.POSITIVE_INFINITY);
  }

  /** Invokes a function that a schedule invokes. */
  async sweep(entry: string): Promise<void> {
    await this.#invoke(entry, {});
    this.#isUnsettled = true;
  }

  async #run(untilMs: number): Promise<void> {
    for (let invocation = 0; invocation < INVOCATIONS_MAX; invocation += 1) {
      const webhooks = await this.#arrived();
      for (const webhook of webhooks) {
        await this.#receive(webhook);
      }
      const next = this.#nextFeed();
      if (webhooks.length === 0 && (next === undefined || next.atMs > untilMs)) {
        return;
      }
      if (next !== undefined && next.atMs <= untilMs) {
        this.clock.passUntil(next.atMs);
        await this.#feed(next.feed);
      }
    }
    throw new Error(`No rest after ${INVOCATIONS_MAX} invocations.`);
  }

  async #arrived(): Promise<readonly Webhook[]> {
    if (this.#isUnsettled) {
      await this.channels.settled();
      this.#isUnsettled = false;
    }
    return this.#door.taken();
  }

  /** The feed whose batch is ready first: when its first message is visible and its window over. */
  #nextFeed(): { readonly feed: Feed; readonly atMs: number } | undefined {
    const ready = this.#facts.feeds.flatMap((feed) => {
      const first = this.#isHeld(feed.entry) ? undefined : this.queues.named(feed.queue).nextMs();
      return first === undefined ? [] : [{ feed, atMs: Math.max(first, this.clock.nowMs()) + feed.windowMs }];
    });
    return ready.sort((left, right) => left.atMs - right.atMs)[0];
  }

  async #feed({ queue: name, entry, batchSize }: Feed): Promise<void> {
    const queue = this.queues.named(name);
    const batch = queue.receive(batchSize);
    if (batch.length === 0) {
      // The first of each group is out with another batch: it comes back, and then all of them.
      throw new Error(`${entry}: a batch of ${name} was ready, and nothing could be received.`);
    }
    const answer = await this.#invoke(entry, { Records: batch.map((message) => recordOf(message, name)) });
    const failed = new Set(failuresIn(answer));
    const done = batch.filter(({ id }) => !failed.has(id));
    queue.delete(done);
    // Lambda receives and deletes by requests to the queue, which take ten messages at most (ReceiveMessage and
    // DeleteMessageBatch, AWS API reference 2012-11-05) and are billed like all others (aws.amazon.com/sqs/pricing, 2026-11).
    this.meter.enter(entry);
    this.meter.use({ messages: batch.length });
    for (let nth = 0; nth < Math.ceil(batch.length / 10) + Math.ceil(done.length / 10); nth += 1) {
      this.queues.count(queue);
    }
  }

  async #receive({ path, headers, body }: Webhook): Promise<void> {
    const entry = `receive-${path.split('/').at(-1)}`;
    const answer = await this.#invoke(entry, {
      ...{ rawPath: path, headers, body, isBase64Encoded: false },
      requestContext: { timeEpoch: this.clock.nowMs() },
    });
    this.meter.enter(entry);
    this.meter.use({ apiRequests: 1 });
    if (!v.is(v.object({ statusCode: v.literal(200) }), answer)) {
      throw new Error(`${entry} refused a webhook of a sandbox: ${JSON.stringify(answer)}`);
    }
  }

  async #invoke(entry: string, event: object): Promise<unknown> {
    const handler = this.#handlers.get(entry);
    if (handler === undefined) {
      throw new Error(`The stack has no function ${entry}.`);
    }
    this.meter.enter(entry);
    const startedMs = this.clock.nowMs();
    const callsBefore = this.meter.total().channelCalls;
    this.clock.pass(LATENCY_MS.computing);
    const { result, written } = await capturingLog(() => handler(event, PLENTY_OF_TIME));
    for (const metric of written.metrics) {
      this.metrics.add(metric);
    }
    this.#isUnsettled ||= this.meter.total().channelCalls > callsBefore;
    this.meter.use(
      { invocations: 1, milliseconds: this.clock.nowMs() - startedMs, logBytes: written.bytes },
      'invocation',
    );
    return result;
  }
}

/** Nothing fails in the bench, so no function comes near the end of its time. */
const PLENTY_OF_TIME = { getRemainingTimeInMillis: () => 10_000 };

function environmentOf(
  { environment }: FunctionFacts,
  channels: Channels,
  door: FrontDoor,
  settings: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const addresses = SELLING.map((channel) => [PLACES[channel], channels.urls[channel]] as const);
  const replaced = (text: string) =>
    [...addresses, [API_ADDRESS, door.url] as const].reduce(
      (now, [place, url]) => now.replaceAll(`${place}"`, `${url}"`).replaceAll(`${place}/`, `${url}/`),
      text,
    );
  const known = Object.entries(environment).map(([name, value]) => [name, replaced(settings[name] ?? value)]);
  // Lambda writes what a function logs to its log group; AWS_REGION is one of its own variables.
  return { ...Object.fromEntries(known), AWS_REGION: 'us-east-1', POWERTOOLS_DEV: 'false' };
}

/** The queue that Amazon's notifications come in by. */
function amazonQueueOf({ feeds }: StackFacts): string {
  const feed = feeds.find(({ entry }) => entry === 'receive-amazon');
  if (feed === undefined) {
    throw new Error('The stack has no queue of Amazon’s notifications.');
  }
  return feed.queue;
}

/** A message as Lambda gives it to a function (Lambda developer guide, “Using Lambda with Amazon SQS”). */
function recordOf({ id, body, group, sentMs, received }: Message, queue: string): object {
  return {
    messageId: id,
    receiptHandle: id,
    body,
    attributes: {
      ApproximateReceiveCount: String(received),
      SentTimestamp: String(sentMs),
      ...(group !== undefined && { MessageGroupId: group }),
    },
    eventSourceARN: `arn:aws:sqs:us-east-1:123456789012:${queue}`,
  };
}

/** What a function answers about a batch; nothing at all where it only fails as a whole. */
const batchAnswer = v.optional(
  v.object({ batchItemFailures: v.optional(v.array(v.object({ itemIdentifier: v.string() })), []) }),
  {},
);

function failuresIn(answer: unknown): readonly string[] {
  return v.parse(batchAnswer, answer).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}
