/** Everything behind the webhook URL in one process: queues as lists, and the use cases that work on them. */

import { locationsOn } from '../../shared/channel-config.ts';
import { followsStates } from '../../shared/channels/capabilities.ts';
import { factsOf } from '../../shared/channels/platform-of.ts';
import type { ChannelId } from '../../shared/domain/identifiers.ts';
import { whereWorkIsFollowed } from '../../shared/domain/reconciling/drift-policy.ts';
import type { Observation } from '../../shared/domain/stock/observation.ts';
import type { ChannelClient, Notice, OrderToRead } from '../../shared/ports/channel/channel.ts';
import type { CatalogueNotice } from '../../shared/ports/intake/catalogue-notices.ts';
import type { ObservationQueue, OrdersToRead } from '../../shared/ports/intake/intake-queues.ts';
import type { StockChanged } from '../../shared/ports/posting/posting.ts';
import type { ReconcileRequest } from '../../shared/ports/pushing/reconcile-request.ts';
import type { Check, CheckRequest } from '../../shared/ports/reconciling/checks.ts';
import { noteCatalogueChanges } from '../../shared/usecases/intake/note-catalogue-changes.ts';
import { followNotices } from '../../shared/usecases/intake/read-changes.ts';
import { readOrders } from '../../shared/usecases/intake/read-orders.ts';
import { rememberedChanges } from '../../shared/usecases/intake/remembered-changes.ts';
import { sweepChannel } from '../../shared/usecases/intake/sweep-channel.ts';
import { postObservations } from '../../shared/usecases/posting/post-observations.ts';
import type { ReturnedMessage } from '../../shared/usecases/progress.ts';
import type { PushPorts } from '../../shared/usecases/pushing/push-ports.ts';
import { pushStock } from '../../shared/usecases/pushing/push-stock.ts';
import { checkListings } from '../../shared/usecases/reconciling/check-listings.ts';
import { compareCatalogue } from '../../shared/usecases/reconciling/compare-catalogue.ts';
import { keptJournal, SHARED_RULES } from '../fakes/facts.ts';
import { memorySweepMarks } from '../fakes/memory/memory-sweep-marks.ts';
import { MemoryTable } from '../fakes/memory/memory-table.ts';
import { MemoryChannelStates, openGates } from '../fakes/ports/open-gates.ts';
import { postingPorts } from '../fakes/ports/posting-ports.ts';
import type { OpenChannel } from './benches/bench.ts';
import type { RunningClock } from './clock.ts';

const SETTLE_MS = 30_000;

/** Through which client a channel is pushed to: its own, or one that fails in a way of the test's. */
export type ClientOf = (channel: OpenChannel) => ChannelClient;
const OWN_CLIENT: ClientOf = ({ client }) => client;

/** Everything behind the door: the queues of a deployment as lists, and the use cases that work them off. */
export class BackOffice {
  readonly table = new MemoryTable();
  readonly states = new MemoryChannelStates();
  readonly #remembered = rememberedChanges();
  readonly #gates = openGates(this.table, { states: this.states });
  readonly journal = keptJournal();
  readonly #channels: readonly OpenChannel[];
  readonly #clock: RunningClock;
  readonly #observations: Observation[] = [];
  readonly #notices: Notice[] = [];
  readonly #orders: OrderToRead[] = [];
  readonly #requests = new Map<ChannelId, ReconcileRequest[]>();
  readonly #swept = memorySweepMarks();
  readonly #searched = memorySweepMarks();
  readonly #checks: { readonly asked: CheckRequest; readonly dueAtMs: number }[] = [];

  constructor(channels: readonly OpenChannel[], clock: RunningClock) {
    this.#channels = channels;
    this.#clock = clock;
  }

  observationQueue(): ObservationQueue {
    const send = async (observations: readonly Observation[]) => {
      this.#observations.push(...observations);
    };
    return { send, replay: send };
  }

  ordersToRead(): OrdersToRead {
    return {
      canRead: (id) => this.#channels.some(({ config, orders }) => config.id === id && orders !== undefined),
      request: async (orders) => {
        this.#orders.push(...orders);
      },
    };
  }

  /** Notes on the listings what their channel says of its catalogue. */
  async takeCatalogueNotices(notices: readonly CatalogueNotice[]): Promise<void> {
    const ports = {
      listings: this.table.listingNotes(),
      checks: this.#scheduledChecks().queue,
      journal: this.journal,
      clock: this.#clock.now,
    };
    const returned = await noteCatalogueChanges(ports, [{ id: 'notices', notices }]);
    if (returned.length > 0) {
      throw new Error(`A catalogue notice was not noted: ${this.journal.lines.at(-1)}`);
    }
  }

  /** A notice's changes are read where the platform reports no reason with it; otherwise the quantity is checked. */
  takeNotices(notices: readonly Notice[], areRead: boolean): void {
    if (areRead) {
      this.#notices.push(...notices);
    } else {
      this.#askForChecks(notices.map((notice) => ({ kind: 'notice', notice })));
    }
  }

  isBusy(): boolean {
    const requests = [...this.#requests.values()].flat();
    return this.#observations.length + this.#notices.length + this.#orders.length + requests.length > 0;
  }

  /** Posts, reads and pushes what is queued now. Resolves with what could not be pushed. */
  async workOff(clientOf = OWN_CLIENT): Promise<readonly ReturnedMessage[]> {
    await this.#post();
    await this.#readNotices();
    await this.#readOrders();
    await this.#post();
    const returned = await Promise.all(this.#channels.map((channel) => this.#push(channel, clientOf(channel))));
    return returned.flat();
  }

  /** Lets time pass until the next check is due, and makes it. False: none is on its way. */
  async nextCheck(): Promise<boolean> {
    const next = this.#checks.toSorted((a, b) => a.dueAtMs - b.dueAtMs)[0];
    if (next === undefined) {
      return false;
    }
    this.#checks.splice(this.#checks.indexOf(next), 1);
    this.#clock.pass(Math.max(0, next.dueAtMs - this.#clock.nowMs()));
    const { asked } = next;
    const id = asked.kind === 'check' ? asked.check.channel : asked.notice.channel;
    for (const channel of this.#channels.filter(({ config }) => config.id === id)) {
      const ports = {
        ...this.#pushPorts(channel, channel.client),
        checkStore: this.table.checkStore(),
        registry: this.table.registry(),
        observations: this.observationQueue(),
        orders: {
          ...{ sweep: channel.sweep, swept: this.#swept, searched: this.#searched },
          // Between two checks everything that is queued is posted.
          markers: { send: async (check: Check) => this.#askForChecks([{ kind: 'check', check }]) },
          dead: { areAny: async () => false },
          ...{ ledger: this.table.ledgerStore(), stock: this.table.reader() },
        },
        onDrift: this.#follows(channel) ? whereWorkIsFollowed('overwrite') : ('overwrite' as const),
      };
      const [again] = await checkListings(ports, [{ id, asked }]);
      if (again !== undefined) {
        this.#checks.push({ asked, dueAtMs: this.#clock.nowMs() + again.retryAfterMs });
      }
    }
    return true;
  }

  /** Reads what changed on every channel since it was last swept, as is done every few minutes. */
  async sweep(): Promise<void> {
    for (const { sweep } of this.#channels) {
      await sweepChannel({
        ...{ sweep, marks: this.#swept, journal: this.journal, clock: this.#clock.now },
        ...{ ledger: this.table.ledgerStore(), stock: this.table.reader(), registry: this.table.registry() },
        observations: this.observationQueue(),
      });
    }
  }

  /** Compares every listing of every channel, by the pages of its catalogue, as is done three times a day. */
  async compareAll(): Promise<void> {
    for (const channel of this.#channels) {
      const { checks, client, gates, journal, clock } = this.#pushPorts(channel, channel.client);
      const { states } = gates;
      const begin = async () => ({ sweptTo: new Date(0).toISOString(), windowMs: 0 });
      await compareCatalogue({
        ...{ client, states, journal, clock, checks: checks.queue, settleMs: SETTLE_MS },
        marks: { begin, move: async () => true },
        ledger: this.table.ledgerStore(),
        checkStore: this.table.checkStore(),
        followsStates: this.#follows(channel),
      });
    }
  }

  #askForChecks(asked: readonly CheckRequest[], afterSeconds = 0): void {
    const dueAtMs = this.#clock.nowMs() + afterSeconds * 1_000;
    this.#checks.push(...asked.map((each) => ({ asked: each, dueAtMs })));
  }

  #follows({ config }: OpenChannel): boolean {
    const { selling } = factsOf(config);
    return selling !== undefined && 'stockWork' in config && followsStates(selling.capabilities, config);
  }

  #pushPorts(channel: OpenChannel, client: ChannelClient) {
    const { config } = channel;
    return {
      ...(this.#follows(channel) && { stockWork: this.table.ledgerStore() }),
      store: this.table.pushStore(config.id, locationsOn(config)),
      client,
      rules: SHARED_RULES,
      gates: this.#gates,
      journal: this.journal,
      clock: this.#clock.now,
      checks: this.#scheduledChecks(),
    };
  }

  #scheduledChecks(): NonNullable<PushPorts['checks']> {
    const queue: NonNullable<PushPorts['checks']>['queue'] = {
      schedule: async (check, afterSeconds) => this.#askForChecks([{ kind: 'check', check }], afterSeconds),
    };
    return { queue, settleMs: SETTLE_MS };
  }

  async #post(): Promise<void> {
    const bySku = Map.groupBy(this.#observations.splice(0), ({ sku }) => sku);
    const messages = [...bySku].map(([sku, observations]) => ({ id: sku, sku, observations }));
    const emit = async (changed: readonly StockChanged[]) => {
      for (const { sku, due, urgent = [], receivedAt } of changed) {
        for (const channel of [...urgent, ...due]) {
          this.#requests.set(channel, [...(this.#requests.get(channel) ?? []), { id: sku, sku, receivedAt }]);
        }
      }
    };
    const ports = {
      events: { emit },
      ordersToRead: this.ordersToRead(),
      checks: this.#scheduledChecks(),
      journal: this.journal,
      clock: this.#clock.now,
    };
    const { failed } = await postObservations(postingPorts(this.table, ports), messages);
    if (failed.length > 0) {
      throw new Error(`Posting failed: ${this.journal.lines.at(-1)}`);
    }
  }

  async #readNotices(): Promise<void> {
    const byChannel = Map.groupBy(this.#notices.splice(0), ({ channel }) => channel);
    for (const { config, readChanges } of this.#channels) {
      const notices = byChannel.get(config.id);
      if (notices !== undefined && readChanges !== undefined) {
        const ports = {
          registry: this.table.registry(),
          ledger: this.table.ledgerStore(),
          remembered: this.#remembered,
          observations: this.observationQueue(),
          toCheck: { send: async (notices: readonly Notice[]) => this.takeNotices(notices, false) },
          journal: this.journal,
          clock: this.#clock.now,
          states: this.#gates.states,
          readChanges,
          followsWork: 'stockWork' in config && config.stockWork === true,
        };
        const messages = notices.map((notice, index) => ({ id: String(index), notice }));
        const again = new Set((await followNotices(ports, config.id, messages)).map(({ id }) => id));
        this.#notices.push(...messages.filter(({ id }) => again.has(id)).map(({ notice }) => notice));
      }
    }
  }

  async #readOrders(): Promise<void> {
    const byChannel = Map.groupBy(this.#orders.splice(0), ({ channel }) => channel);
    for (const { config, orders: channel } of this.#channels) {
      const messages = (byChannel.get(config.id) ?? []).map((asked, index) => ({ id: String(index), asked }));
      if (channel !== undefined) {
        const ports = {
          channel,
          stock: this.table.reader(),
          ledger: this.table.ledgerStore(),
          observations: this.observationQueue(),
          journal: this.journal,
          clock: this.#clock.now,
          states: this.#gates.states,
        };
        const again = new Map((await readOrders(ports, messages)).map(({ id, retryAfterMs }) => [id, retryAfterMs]));
        this.#clock.pass(Math.max(0, ...again.values()));
        this.#orders.push(...messages.filter(({ id }) => again.has(id)).map(({ asked }) => asked));
      }
    }
  }

  async #push(channel: OpenChannel, client: ChannelClient): Promise<readonly ReturnedMessage[]> {
    const { id } = channel.config;
    const requests = this.#requests.get(id) ?? [];
    this.#requests.delete(id);
    const returned = await pushStock(this.#pushPorts(channel, client), requests);
    const again = requests.filter((request) => returned.some((each) => each.id === request.id));
    if (again.length > 0) {
      this.#requests.set(id, again);
    }
    return returned;
  }
}
