/** Puts one simulation together: the product, its queues and bus, its channels, and the faults. */
import type { ExposureRules } from '../../shared/domain/exposure/exposure.ts';
import type { ChannelId, Sku } from '../../shared/domain/identifiers.ts';
import { type Listing, listingId } from '../../shared/domain/listing/listing.ts';
import type { Intake } from '../../shared/ports/channel/channel.ts';
import type { Journal } from '../../shared/ports/journal.ts';
import type { StockChanged } from '../../shared/ports/posting/posting.ts';
import type { Check } from '../../shared/ports/reconciling/checks.ts';
import type { HoldPorts } from '../../shared/usecases/holds/hold-ports.ts';
import { applyImport } from '../../shared/usecases/importing/apply-import.ts';
import { planImport } from '../../shared/usecases/importing/plan-import.ts';
import { readChannels } from '../../shared/usecases/importing/read-channels.ts';
import { stockFromChannel } from '../../shared/usecases/importing/stock-source.ts';
import { compareCatalogue } from '../../shared/usecases/reconciling/compare-catalogue.ts';
import { SHOPIFY } from '../fakes/facts.ts';
import { MemoryTable } from '../fakes/memory/memory-table.ts';
import { importPorts } from '../fakes/ports/import-ports.ts';
import { memoryBudget, openGates } from '../fakes/ports/open-gates.ts';
import { SellingChannel } from './channels/channel.ts';
import type { ChannelSetup } from './channels/channel-setup.ts';
import type { Network } from './channels/clients.ts';
import { type Places, placesById } from './channels/places.ts';
import { type AwsManners, GOOD_MANNERS } from './faults/aws-manners.ts';
import { Lambdas, type Trace } from './faults/crashing.ts';
import { type FaultRates, Faults, InjectedFault } from './faults/faults.ts';
import { FaultyTable } from './faults/faulty-table.ts';
import { CHECKS_SETTLE_MS, Functions, POSTING_MS } from './functions.ts';
import { Bus } from './queues/bus.ts';
import { feed } from './queues/event-source.ts';
import { FifoQueue } from './queues/fifo-queue.ts';
import { StandardQueue } from './queues/standard-queue.ts';
import type { Random } from './random.ts';
import { Scheduler } from './scheduler.ts';

export type WorldSetup = {
  readonly rates: FaultRates;
  readonly channels: readonly [ChannelSetup, ...ChannelSetup[]];
  readonly rules: ExposureRules;
  readonly maxReceiveCount: number;
  /** Whether what was pushed is compared with the channel later on, and channels report quantities. */
  readonly comparesPushes: boolean;
  /** The settle time of checks, in milliseconds; absent: twice that of the product. */
  readonly settleMs?: number;
  readonly isPoisoned: (sku: Sku | undefined) => boolean;
  /** What AWS does beside the faults; absent: nothing. */
  readonly manners?: AwsManners;
  readonly trace: Trace;
};

/** So long after business has ended everything reported has arrived. */
const LONG_MS = 10_800_000;
export const STARTS_AT = Date.parse('2026-11-24T12:00:00.000Z');
const NEVER_COMPARED = { sweptTo: new Date(0).toISOString(), windowMs: 0 };
const noneAgain = () => Promise.reject(new Error('Nothing enters the ledger, so nothing is read again.'));
/** Errors that the product throws on purpose when what it needs keeps failing. */
const EXPECTED_ERRORS = /took not all|met another (writer|delivery)|was not done within/;

/** The product as infra/ deploys it, over fakes: use cases, adapters to SQS and EventBridge, queues, bus, channels. */
export class World {
  readonly scheduler = new Scheduler(STARTS_AT);
  readonly table = new MemoryTable();
  readonly counts = new Map<string, number>();
  readonly surprises: string[] = [];
  /** SKUs of which a check took a channel's figure for ours. */
  readonly overwritten = new Set<Sku>();
  /** SKUs whose policy changed since their shares were last watched: what was shown before is over. */
  readonly switched = new Set<Sku>();
  /** When business ends, milliseconds since 1970. */
  closesAt = Number.POSITIVE_INFINITY;
  readonly faults: Faults;
  readonly random: Random;
  readonly lambdas: Lambdas;
  readonly channels: readonly [SellingChannel, ...SellingChannel[]];
  readonly observations: FifoQueue;
  readonly packing: StandardQueue;
  readonly expiries: StandardQueue;
  readonly pushQueues: ReadonlyMap<ChannelId, StandardQueue>;
  readonly checkQueues: ReadonlyMap<ChannelId, StandardQueue>;
  readonly bus: Bus;
  readonly setup: WorldSetup;
  readonly faultyTable: FaultyTable;
  readonly #network: Network;
  readonly #functions: Functions;
  readonly #places: ReadonlyMap<ChannelId, Places>;

  constructor(random: Random, setup: WorldSetup) {
    const { scheduler } = this;
    this.setup = setup;
    this.random = random;
    this.faults = new Faults(random, setup.rates);
    const trace: Trace = (line) => setup.trace(() => `${scheduler.timestamp()} ${line()}`);
    const { manners = GOOD_MANNERS } = setup;
    this.lambdas = new Lambdas(scheduler, random, this.faults, trace, manners);
    const timing = {
      ...{ nowMs: () => scheduler.now(), sleep: (milliseconds: number) => scheduler.sleep(milliseconds) },
      // As shared/aws/lambda/back-off.ts waits.
      wait: (attempt: number) => scheduler.sleep(20 + 30 * attempt),
    };
    this.#network = { lambdas: this.lambdas, faults: this.faults, random, trace, timing };
    const [first, ...others] = setup.channels;
    const open = (each: ChannelSetup) => new SellingChannel(each, scheduler, this.#network);
    this.channels = [open(first), ...others.map(open)];
    const standard = (name: string, visibilityMs: number, maxReceiveCount: number) =>
      new StandardQueue({ name, visibilityMs, maxReceiveCount }, scheduler, random, this.faults);
    const { maxReceiveCount } = setup;
    this.observations = new FifoQueue(
      { name: 'observations', visibilityMs: 15_000, maxReceiveCount },
      scheduler,
      random,
    );
    this.packing = standard('packing', 26_000, 800);
    this.expiries = standard('expiries', 60_000, maxReceiveCount);
    this.#places = placesById(this.channels);
    const ids = [...this.#places.keys()];
    this.pushQueues = new Map(ids.map((id) => [id, standard(`push-${id}`, 45_000, 800)]));
    this.checkQueues = new Map(ids.map((id) => [id, standard(`check-${id}`, 45_000, 800)]));
    this.bus = new Bus(scheduler, random, this.faults, this.pushQueues);
    this.faultyTable = new FaultyTable(this.table, this.#network, setup.isPoisoned, this.overwritten);
    this.#functions = new Functions({
      scheduler,
      network: this.#network,
      table: this.faultyTable,
      bus: this.bus,
      observations: this.observations,
      packing: this.packing,
      expiries: this.expiries,
      queues: this.queues(),
      checkQueues: this.checkQueues,
      rules: setup.rules,
      // In some worlds, an account that takes few calls.
      gates: openGates(this.table, random.chance(0.3) ? { budget: memoryBudget({ perSecond: 5, burst: 4 }) } : {}),
      hasFaultyGates: manners !== GOOD_MANNERS,
      comparesPushes: setup.comparesPushes,
      settleMs: setup.settleMs,
      journal: this.journal,
      isClosed: () => this.scheduler.now() > this.closesAt + LONG_MS,
      isDifferent: async ({ sku, channel }) => {
        const { listings = [], exposure } = (await this.table.reader().skuState(sku)) ?? {};
        // Nobody checks one that left and has no unit any more: what a check found there stays so.
        const isWatched = (each: Listing) =>
          each.managed || exposure?.madeOf !== undefined || (exposure?.shares?.[listingId(each)]?.units ?? 0) > 0;
        return listings.some((each) => each.channel === channel && each.suspicion !== undefined && isWatched(each));
      },
    });
    this.#feedFunctions(manners);
  }

  /** A sender's webhook, tried again until it is answered; resolves with whether it was. */
  async webhook(channel: ChannelId, triesMax: number, intake: (receivedAt: string) => Intake): Promise<boolean> {
    for (let attempt = 1; attempt <= triesMax; attempt += 1) {
      const ending = await this.lambdas.invoke(`receive-${channel}`, 10_000, (invocation) =>
        this.#functions.receive(invocation, channel, intake(this.scheduler.timestamp())),
      );
      if (ending.kind === 'answered') {
        return true;
      }
      this.#notSurprised(ending);
      await this.scheduler.sleep(Math.min(60_000, 1_000 * 2 ** attempt));
    }
    return false;
  }

  /** A request to the stock API, tried so many times; undefined when it was never answered. */
  async request<T>(triesMax: number, handler: (ports: HoldPorts) => Promise<T>): Promise<T | undefined> {
    for (let attempt = 1; attempt <= triesMax; attempt += 1) {
      const ending = await this.lambdas.invoke('stock-api', 10_000, (invocation) =>
        handler(this.#functions.holdPorts(invocation)),
      );
      if (ending.kind === 'answered') {
        return ending.value;
      }
      this.#notSurprised(ending);
      await this.scheduler.sleep(this.random.integer(200, 3_000));
    }
    return undefined;
  }

  /** Requests that every channel reconciles the SKU. */
  nudge(sku: Sku): void {
    const at = this.scheduler.timestamp();
    const due = [...this.pushQueues.keys()];
    const detail: StockChanged = { sku, seq: 0, due, available: 0, cause: 'an operator', receivedAt: at, postedAt: at };
    for (const queue of this.pushQueues.values()) {
      queue.send(JSON.stringify({ detail }), 0);
    }
  }

  /** All of every channel is compared by the pages of its catalogue, whatever happened or did not. */
  async compareAll(): Promise<void> {
    for (const places of this.#places.values()) {
      await compareCatalogue({
        client: places.catalogueClient(),
        marks: { begin: async () => NEVER_COMPARED, move: async () => true },
        states: openGates(this.table).states,
        ledger: this.table.ledgerStore(),
        checkStore: this.table.checkStore(),
        checks: { schedule: async (check) => this.#send(check) },
        settleMs: CHECKS_SETTLE_MS,
        // The age of a comparison is no count.
        journal: { ...this.journal, count: () => undefined },
        clock: this.scheduler.clock,
      });
    }
  }

  /** An operator has the catalogues of all channels imported: every SKU is known, and its stock stays. */
  async importAgain(): Promise<void> {
    const ports = {
      ...importPorts(this.table, { ms: 0 }, this.scheduler.clock),
      checks: { schedule: async (check: Check) => this.#send(check) },
      wait: (milliseconds: number) => this.scheduler.sleep(milliseconds),
    };
    const channels = [...this.#places].map(([id, places]) => {
      const nothing = async function* () {};
      return {
        client: places.catalogueClient(),
        orderFeed: { channel: id, openLines: nothing, changedSince: nothing, readAgain: noneAgain },
      };
    });
    try {
      const plan = await planImport(ports, await readChannels(ports, channels), stockFromChannel(SHOPIFY));
      await applyImport(ports, plan);
      this.count('imports');
    } catch (error) {
      this.#notSurprised({ kind: 'failed', error });
    }
  }

  /** Asks for a check at once, as an operator's command does. */
  readonly check = async (check: Check): Promise<void> => this.#send(check);

  #send(check: Check): void {
    this.checkQueues.get(check.channel)?.send(JSON.stringify({ kind: 'check', check }), 0);
  }

  readonly journal: Journal = {
    info: (message) => this.#network.trace(() => message),
    warn: (message, { error }) => {
      this.#network.trace(() => message);
      if (error !== undefined) {
        this.#notSurprised({ kind: 'failed', error });
      }
    },
    count: (metric, _channel, value = 1) => this.count(metric, value),
    lag: () => undefined,
    reportDelay: () => undefined,
  };

  count(what: string, value = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + value);
  }

  queues(): readonly (FifoQueue | StandardQueue)[] {
    return [this.observations, this.packing, this.expiries, ...this.pushQueues.values(), ...this.checkQueues.values()];
  }

  #feedFunctions(manners: AwsManners): void {
    const feeder = {
      scheduler: this.scheduler,
      random: this.random,
      faults: this.faults,
      lambdas: this.lambdas,
      manners,
    };
    feed(feeder, {
      queue: this.observations,
      functionName: 'post-observations',
      timeoutMs: POSTING_MS,
      maxConcurrency: 4,
      handler: (invocation, taken) => this.#functions.post(invocation, taken),
    });
    feed(feeder, {
      queue: this.packing,
      functionName: 'post-observations',
      timeoutMs: POSTING_MS,
      maxConcurrency: 3,
      handler: (invocation, taken) => this.#functions.pack(invocation, taken),
    });
    for (const [id, places] of this.#places) {
      const [pushes, checks] = [this.pushQueues.get(id), this.checkQueues.get(id)];
      if (pushes !== undefined && checks !== undefined) {
        const often = { timeoutMs: 30_000, maxConcurrency: 3 };
        feed(feeder, {
          ...often,
          queue: pushes,
          functionName: `push-${id}`,
          handler: (invocation, taken) => this.#functions.push(invocation, places, pushes.name, taken),
        });
        feed(feeder, {
          ...often,
          queue: checks,
          functionName: `check-${id}`,
          handler: (invocation, taken) => this.#functions.check(invocation, places, checks.name, taken),
        });
      }
    }
    feed(feeder, {
      queue: this.expiries,
      functionName: 'expire-holds',
      timeoutMs: 10_000,
      maxConcurrency: 2,
      handler: (invocation, taken) => this.#functions.expire(invocation, taken),
    });
  }

  #notSurprised(ending: { readonly kind: string; readonly error?: unknown }): void {
    const { error } = ending;
    if (ending.kind === 'failed' && !(error instanceof InjectedFault) && !EXPECTED_ERRORS.test(String(error))) {
      this.surprises.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }
}
