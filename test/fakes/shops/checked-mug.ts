/** A mug listed on one channel in memory, with the ports of checks and a clock that the test moves. */

import type { ChannelId } from '../../../shared/domain/identifiers.ts';
import { listingId } from '../../../shared/domain/listing/listing.ts';
import type { DriftPolicy } from '../../../shared/domain/reconciling/drift-policy.ts';
import type { Observation } from '../../../shared/domain/stock/observation.ts';
import type { ChannelPush, PushAnswer, QuantityRead } from '../../../shared/ports/channel/channel.ts';
import type { SearchLimits } from '../../../shared/ports/intake/sweep.ts';
import type { StockChanged } from '../../../shared/ports/posting/posting.ts';
import type { Check, CheckRequest } from '../../../shared/ports/reconciling/checks.ts';
import type { ReturnedMessage } from '../../../shared/usecases/progress.ts';
import { pushStock } from '../../../shared/usecases/pushing/push-stock.ts';
import { checkListings } from '../../../shared/usecases/reconciling/check-listings.ts';
import type { CheckPorts } from '../../../shared/usecases/reconciling/check-ports.ts';
import { MAIN, MUG, orderLine, SHOPIFY } from '../facts.ts';
import { askUntil, type WaitingCheck } from '../ports/due-checks.ts';
import { orderSearch, searchedOrders } from '../ports/order-search.ts';
import { readInTurn } from '../ports/read-in-turn.ts';
import { listed } from './listed-mug.ts';

const SETTLE_SECONDS = 30;
/** More rounds than any test takes to come to rest: one that never rests fails instead of hanging. */
const ROUNDS_MAX = 150;

type Facts = { readonly onHand: number; readonly shows: number; readonly managed?: boolean };
type Step = 'finish' | 'note' | 'note answer' | 'takeShown' | 'takeShown answer' | 'send';

/** A mug on a channel that keeps its own figure, with checks that come when their time has come. */
export async function checkedMug(facts: Facts, onDrift: DriftPolicy = 'overwrite', search?: SearchLimits) {
  const channel = new Counter(facts.shows);
  const mug = await listed(facts, (push) => channel.push(push));
  const orders = searchedOrders(search);
  const waiting: WaitingCheck[] = [];
  const held: Observation[] = [];
  const state = {
    holding: false,
    crash: undefined as Step | undefined,
    before: undefined as Before,
    says: undefined as QuantityRead | undefined,
  };
  const now = () => mug.ports.clock();
  const crash = (step: Step) => {
    if (state.crash === step) {
      state.crash = undefined;
      throw new Error(`crashed at ${step}`);
    }
  };
  const inBetween = async () => {
    const before = state.before;
    state.before = undefined;
    await before?.();
  };
  const { store } = mug.ports;
  const checkStore = mug.table.checkStore();
  const ports: CheckPorts = {
    ...mug.ports,
    onDrift,
    orders: orderSearch(mug.table, SHOPIFY, orders, (check) => ports.checks.queue.schedule(check, 0)),
    client: {
      ...mug.ports.client,
      readQuantity: async () => channel.read(),
      readQuantities: async (listings) =>
        state.says === undefined
          ? readInTurn(async () => channel.read())(listings)
          : listings.map(() => state.says ?? UNSAID),
    },
    store: {
      ...store,
      finish: async (...args) => {
        crash('finish');
        await store.finish(...args);
      },
    },
    checkStore: {
      note: async (...args) => {
        crash('note');
        await inBetween();
        const answer = await checkStore.note(...args);
        crash('note answer');
        return answer;
      },
      takeShown: async (...args) => {
        crash('takeShown');
        await inBetween();
        const answer = await checkStore.takeShown(...args);
        crash('takeShown answer');
        return answer;
      },
      takeReading: checkStore.takeReading,
      endRise: checkStore.endRise,
    },
    registry: mug.table.registry(),
    observations: {
      send: async (observations) => {
        crash('send');
        await (state.holding ? held.push(...observations) : mug.post(...observations));
      },
      replay: async () => undefined,
    },
    checks: {
      settleMs: SETTLE_SECONDS * 1_000,
      queue: {
        schedule: async (check, afterSeconds) => {
          waiting.push({ asked: { kind: 'check', check }, dueAt: now().getTime() + afterSeconds * 1_000 });
        },
      },
    },
  };
  const ask = async (asked: CheckRequest): Promise<readonly ReturnedMessage[]> => {
    const returned = await checkListings(ports, [{ id: 'm', asked }]);
    waiting.push(...returned.map(({ retryAfterMs }) => ({ asked, dueAt: now().getTime() + retryAfterMs })));
    return returned;
  };
  /** Lets time pass until then, with what becomes due on the way. */
  const passUntil = (until: number) =>
    askUntil(waiting, until, ROUNDS_MAX, async ({ asked, dueAt }) => {
      mug.pass(Math.max(0, dueAt - now().getTime()) / 1_000);
      await ask(asked);
    });
  const noticeOf = (quantity: number) => {
    const at = now().toISOString();
    const place = { channel: SHOPIFY, externalId: 'mug', channelLocation: '-' };
    return ask({ kind: 'notice', notice: { ...place, quantity, occurredAt: at, receivedAt: at } });
  };
  return {
    post: mug.post,
    orders,
    journal: mug.journal,
    now: () => now().toISOString(),
    pass: mug.pass,
    actual: () => channel.shows,
    reads: () => channel.reads,
    pushes: () => mug.calls.map(({ intent }) => intent.delta),
    drifts: () => mug.journal.counts.get('Drift') ?? 0,
    ports,
    push: () => pushStock(ports, [{ id: 'm', sku: MUG, receivedAt: now().toISOString() }]),
    check: (check: Check) => ask({ kind: 'check', check }),
    notice: noticeOf,
    /** Somebody sets the figure in the channel's admin, and the channel says so. */
    edit(quantity: number) {
      channel.shows = quantity;
      return noticeOf(quantity);
    },
    /** The channel's own sale reaches the ledger. */
    sale: (units: number, { order = '1001', at = now().toISOString() } = {}) =>
      mug.post(orderLine({ ordered: units, order, at })),
    listing: async () => {
      const [listing] = (await mug.table.reader().skuState(MUG))?.listings ?? [];
      if (listing === undefined) {
        throw new Error('The mug is listed nowhere.');
      }
      return { ...listing, id: listingId(listing) };
    },
    onHand: async () => (await mug.table.reader().skuState(MUG))?.stock[MAIN]?.onHand,
    entries: () => mug.table.reader().entries(MUG, 0, 100),
    scheduled: () => waiting.flatMap(({ asked }) => (asked.kind === 'check' ? [asked.check] : [])),
    waiting: () => waiting.length,
    held: () => held.length,
    holdObservations() {
      state.holding = true;
    },
    async releaseObservations() {
      state.holding = false;
      await mug.post(...held);
    },
    /** The mug's one listing has a share of so many units. */
    async underEscrow(units: number) {
      const read = await mug.table.reader().skuState(MUG);
      if (read !== undefined) {
        const shares = { [SHOPIFY]: { units, goal: units, since: now().toISOString() } };
        const exposure = { rules: { ...ports.rules, policy: 'escrow' as const }, shares, revision: 1 };
        await mug.table.exposureStore().write(read, { exposure, demand: undefined });
      }
    },
    /** The listing has given its share, and the channels of that name were not notified of it; answers those that are notified now. */
    async checkedAfterGiving(channels: readonly ChannelId[], check: Check) {
      const read = await mug.table.reader().skuState(MUG);
      const exposure = {
        rules: { ...ports.rules, policy: 'escrow' as const },
        shares: {},
        toNotify: channels,
        revision: 1,
      };
      const store = mug.table.exposureStore();
      await (read && store.write(read, { exposure, demand: undefined }));
      const notified: StockChanged[] = [];
      const events = { emit: async (changed: readonly StockChanged[]) => void notified.push(...changed) };
      const { rules, journal, clock } = ports;
      const shares = {
        store,
        events,
        rules,
        settleMs: SETTLE_SECONDS * 1_000,
        journal,
        clock,
        pause: async () => undefined,
      };
      await checkListings({ ...ports, shares }, [{ id: 'm', asked: { kind: 'check', check } }]);
      return notified.flatMap(({ due }) => due);
    },
    /** The channel says that the mug’s item is something else now: it is pushed no more. */
    async leave() {
      const [listing] = (await mug.table.reader().skuState(MUG))?.listings ?? [];
      if (listing !== undefined) {
        await mug.table.listingNotes().note(listing, { notes: [], managed: false });
      }
    },
    /** What the channel says of the item’s quantity from now on, whatever it shows. */
    says(read: QuantityRead | undefined) {
      state.says = read;
    },
    ignoreNext(pushes: number) {
      channel.ignores = pushes;
    },
    failNextRead() {
      channel.failing = true;
    },
    crashNext(step: Step) {
      state.crash = step;
    },
    beforeNextWrite(before: NonNullable<Before>) {
      state.before = before;
    },
    async wait(seconds: number) {
      const until = now().getTime() + seconds * 1_000;
      await passUntil(until);
      mug.pass((until - now().getTime()) / 1_000);
    },
    quiet: () => passUntil(Number.POSITIVE_INFINITY),
  };
}

const UNSAID: QuantityRead = { kind: 'unreadable', reason: 'nothing was said' };

type Before = (() => Promise<unknown>) | undefined;

/** A channel that compares, applies each key once, and ignores what it is asked to. */
class Counter {
  shows: number;
  reads = 0;
  ignores = 0;
  failing = false;
  readonly #keys = new Set<string>();

  constructor(shows: number) {
    this.shows = shows;
  }

  read(): number {
    if (this.failing) {
      this.failing = false;
      throw new Error('throttled');
    }
    this.reads += 1;
    return this.shows;
  }

  push({ intent, idempotencyKey }: ChannelPush): PushAnswer {
    if (this.#keys.has(idempotencyKey)) {
      return { kind: 'applied' };
    }
    if (intent.changeFrom !== null && intent.changeFrom !== this.shows) {
      return { kind: 'stale' };
    }
    this.#keys.add(idempotencyKey);
    if (this.ignores > 0) {
      this.ignores -= 1;
    } else {
      this.shows += intent.delta;
    }
    return { kind: 'applied' };
  }
}
