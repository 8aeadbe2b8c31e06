/** The product's own use cases as a strategy of the simulator: what test/simulator/use-cases.test.ts holds the simulator against. */
import type { ExposureRules } from '../../shared/domain/exposure/exposure.ts';
import type { PolicyEdit } from '../../shared/domain/exposure/policy-edit.ts';
import {
  type ChannelId,
  type LocationId,
  parseChannelId,
  parseQuantity,
  parseSku,
  type Sku,
} from '../../shared/domain/identifiers.ts';
import type { Listing } from '../../shared/domain/listing/listing.ts';
import type { ChannelClient, PushAnswer } from '../../shared/ports/channel/channel.ts';
import type { StockChanged } from '../../shared/ports/posting/posting.ts';
import type { Check } from '../../shared/ports/reconciling/checks.ts';
import type { SkuState } from '../../shared/ports/sku-state.ts';
import { applyPolicy } from '../../shared/usecases/exposure/change-policy.ts';
import { defineBundle } from '../../shared/usecases/exposure/define-bundle.ts';
import type { SharePorts } from '../../shared/usecases/exposure/rebalance-shares.ts';
import { endHold } from '../../shared/usecases/holds/end-hold.ts';
import type { HoldPorts } from '../../shared/usecases/holds/hold-ports.ts';
import { placeHold } from '../../shared/usecases/holds/place-hold.ts';
import { noteCatalogueChanges } from '../../shared/usecases/intake/note-catalogue-changes.ts';
import { postObservations } from '../../shared/usecases/posting/post-observations.ts';
import type { ReturnedMessage } from '../../shared/usecases/progress.ts';
import { pushStock } from '../../shared/usecases/pushing/push-stock.ts';
import { checkListings } from '../../shared/usecases/reconciling/check-listings.ts';
import type { CheckPorts } from '../../shared/usecases/reconciling/check-ports.ts';
import type { Beside } from '../../simulator/market/happenings.ts';
import type { ActiveStrategy, Market, Strategy } from '../../simulator/market/market.ts';
import { moment } from '../../simulator/strategies/sku-state.ts';
import type { Takes } from '../../simulator/strategies/takes.ts';
import { baseline, keptJournal, MAIN, MUG, orderLine } from '../fakes/facts.ts';
import { MemoryPolicyBook } from '../fakes/memory/memory-policy-book.ts';
import { MemoryTable } from '../fakes/memory/memory-table.ts';
import { openGates } from '../fakes/ports/open-gates.ts';
import { orderSearch } from '../fakes/ports/order-search.ts';
import { postingPorts } from '../fakes/ports/posting-ports.ts';

/** A mug that every channel shows, in the ledger's table in memory. */
export type Shop = {
  readonly table: MemoryTable;
  readonly channels: readonly ChannelId[];
  readonly takes: readonly Takes[];
  readonly rules: ExposureRules;
  readonly settleSeconds: number;
  /** Every channel also lists a bundle of so many mugs, and shows so many bundles at first; absent: there is none. */
  readonly bundle?: { readonly quantity: number; readonly shows: readonly number[] };
  /** Where each channel draws, its own sales first; absent: all at one place. */
  readonly drawsOn?: readonly (readonly LocationId[])[];
  /** When the last check may be scheduled, in settle times after the last customer. */
  readonly checkedSettleTimes: number;
};

/** Lists so many mugs on each channel, which shows as many as said, and takes them into the ledger. */
export async function openShop(
  facts: Omit<Shop, 'table' | 'checkedSettleTimes'>,
  onHand: Readonly<Record<LocationId, number>>,
  shows: readonly number[],
): Promise<Shop> {
  const table = new MemoryTable();
  for (const [index, channel] of facts.channels.entries()) {
    const drawsOn = facts.drawsOn?.[index] ?? [MAIN];
    const ids = { sku: MUG, channelLocation: '-', externalId: `${channel}-mug`, drawsOn, managed: true };
    const mode = facts.takes[index] === 'figure' ? 'absolute' : 'difference';
    await table.registry().register({ ...ids, shows: shows[index] ?? 0 }, channel, mode, moment(0));
    if (facts.bundle !== undefined) {
      const set = { ...ids, sku: SET, externalId: `${channel}-set`, shows: facts.bundle.shows[index] ?? 0 };
      await table.registry().register(set, channel, mode, moment(0));
    }
  }
  const clock = () => moment(0);
  const ports = postingPorts(table, { rules: facts.rules, settleMs: facts.settleSeconds * 1_000, clock });
  const time = moment(0).toISOString();
  const units = Object.fromEntries(Object.entries(onHand).map(([location, each]) => [location, parseQuantity(each)]));
  const counted = { ...baseline(0), onHand: units, occurredAt: time, receivedAt: time };
  await postObservations(ports, [{ id: 'baseline', sku: MUG, observations: [counted] }]);
  if (facts.bundle !== undefined) {
    const entered = { ...baseline(0, SET), occurredAt: time, receivedAt: time };
    await postObservations(ports, [{ id: 'bundle', sku: SET, observations: [entered] }]);
    const { rules, settleSeconds } = facts;
    const shares = {
      rules,
      clock,
      settleMs: settleSeconds * 1_000,
      journal: keptJournal(),
      pause: async () => undefined,
    };
    const store = table.exposureStore();
    const events = { emit: async () => undefined };
    await defineBundle({ ...shares, store, events }, SET, [{ sku: MUG, quantity: facts.bundle.quantity }]);
  }
  return { ...facts, table, checkedSettleTimes: 20 };
}

/** Some mugs, as one. */
const SET = parseSku('SET');
const skuAt = (shop: Pick<Shop, 'channels'>, storefront: number) => (storefront < shop.channels.length ? MUG : SET);

export async function stateOf({ table }: Pick<Shop, 'table'>, sku: Sku = MUG): Promise<SkuState> {
  const state = await table.reader().skuState(sku);
  if (state === undefined) {
    throw new Error(`${sku} is not in the ledger.`);
  }
  return state;
}

/** The bundle of mugs, as it is in the ledger. */
export function bundleStateOf(shop: Pick<Shop, 'table'>): Promise<SkuState> {
  return stateOf(shop, SET);
}

/** The strategy that posts, pushes and checks by the use cases; what the channels show first is what the table says. */
export function useCases(shop: Shop, showsFirst: readonly number[]): Strategy {
  return { showsFirst, movesUnits: true, begin: (market) => new UseCases(shop, market) };
}

class UseCases implements ActiveStrategy {
  readonly #shop: Shop;
  readonly #market: Market;
  readonly #ports: readonly CheckPorts[];
  #orders = 0;

  constructor(shop: Shop, market: Market) {
    this.#shop = shop;
    this.#market = market;
    this.#ports = shop.channels.map((channel, index) => this.#portsOf(channel, index));
  }

  onSale({ channel, units, soldAt }: Parameters<ActiveStrategy['onSale']>[0]): void {
    const { table, channels, rules, settleSeconds } = this.#shop;
    this.#orders += 1;
    const at = moment(soldAt).toISOString();
    const order = `${this.#orders}`;
    const sku = skuAt(this.#shop, channel);
    const sold = channels[channel % channels.length];
    const [location = MAIN] = this.#shop.drawsOn?.[channel % channels.length] ?? [];
    const observation = orderLine({ ...(sold && { channel: sold }), sku, order, ordered: units, at, location });
    const ports = { rules, settleMs: settleSeconds * 1_000, clock: this.#clock, events: this.#events };
    void postObservations(postingPorts(table, ports), [{ id: order, sku, observations: [observation] }]);
  }

  readonly #clock = () => moment(this.#market.now());
  readonly #events = { emit: async (changed: readonly StockChanged[]) => this.#notify(changed) };

  #notify(changed: readonly StockChanged[]): void {
    for (const { sku, due, urgent = [], receivedAt } of changed) {
      for (const channel of this.#shop.channels.filter((each) => [...urgent, ...due].includes(each))) {
        this.#request(this.#shop.channels.indexOf(channel), sku, receivedAt);
      }
    }
  }

  readonly beside: Beside = {
    hold: (id, answered) => {
      const lines = [{ sku: MUG, quantity: parseQuantity(1) }];
      void placeHold(this.#holdPorts(), { id, lines, ttlSeconds: 3_600 }).then(({ kind }) =>
        answered(kind === 'placed'),
      );
    },
    endHold: (id, end) => void endHold(this.#holdPorts(), id, { end }),
    leave: (channel) => {
      const { table, channels } = this.#shop;
      const at = this.#clock().toISOString();
      const left = channels[channel];
      const checks = { schedule: async (check: Check, seconds: number) => this.#schedule(channel, check, seconds) };
      const ports = { listings: table.listingNotes(), checks, journal: keptJournal(), clock: this.#clock };
      const news = { kind: 'notStocked' } as const;
      const notices =
        left === undefined ? [] : [{ channel: left, externalId: `${left}-mug`, channelLocation: '-', news }];
      const noticed = notices.map((notice) => ({ ...notice, occurredAt: at, receivedAt: at }));
      void noteCatalogueChanges(ports, [{ id: 'left', notices: noticed }]);
    },
    setPolicy: (policy) => {
      const book = new MemoryPolicyBook();
      const ports = { ...this.#sharePorts(), book, checks: { schedule: async () => undefined } };
      const edit: PolicyEdit = { kind: 'skus', rules: new Map([[MUG, { policy }]]), isCleared: false };
      void Array.fromAsync(applyPolicy({ ...ports, everySku: async function* () {} }, edit));
    },
  };

  #holdPorts(): HoldPorts {
    const { table, rules, settleSeconds } = this.#shop;
    const ports = { rules, settleMs: settleSeconds * 1_000, clock: this.#clock, events: this.#events };
    return {
      ...postingPorts(table, ports),
      holds: table.holdRegistry(),
      // No hold is kept until it expires.
      expiry: { schedule: async () => undefined },
      channel: parseChannelId('checkout'),
      shares: this.#sharePorts(),
    };
  }

  #sharePorts(): SharePorts {
    const { table, rules, settleSeconds } = this.#shop;
    const [clock, journal, pause] = [this.#clock, keptJournal(), async () => undefined];
    return {
      ...{ rules, clock, journal, pause, events: this.#events },
      store: table.exposureStore(),
      settleMs: settleSeconds * 1_000,
    };
  }

  /** In the next event: what was emitted is delivered once the use case that emitted it has ended. */
  #request(channel: number, sku: Sku, receivedAt: string): void {
    const { takes, bundle } = this.#shop;
    const isChecked = takes[channel] === 'figure' || bundle !== undefined;
    this.#later(0, channel, ({ checks, ...ports }) =>
      // The others prove by their answers: a check after each of their pushes would find nothing here.
      pushStock({ ...ports, ...(isChecked && { checks }) }, [{ id: 'request', sku, receivedAt }]),
    );
  }

  /** What is returned is tried again later, as the queue delivers it. */
  #later(seconds: number, channel: number, work: (ports: CheckPorts) => Promise<readonly ReturnedMessage[]>): void {
    const ports = this.#ports[channel];
    this.#market.later(seconds, () => {
      void (ports && work(ports))?.then((returned) => {
        for (const { retryAfterMs } of returned) {
          this.#later(retryAfterMs / 1_000, channel, work);
        }
      });
    });
  }

  #schedule(channel: number, check: Check, afterSeconds: number): void {
    const { checkedSettleTimes, settleSeconds, takes, bundle } = this.#shop;
    const isLeftOut = takes[channel] !== 'figure' && bundle !== undefined && check.sku === MUG;
    if (!isLeftOut && this.#market.now() + afterSeconds <= this.#market.endsAt + checkedSettleTimes * settleSeconds) {
      const asked = { kind: 'check', check } as const;
      this.#later(afterSeconds, channel, (ports) => checkListings(ports, [{ id: 'check', asked }]));
    }
  }

  #portsOf(channel: ChannelId, index: number): CheckPorts {
    const { table, rules, settleSeconds } = this.#shop;
    const settleMs = settleSeconds * 1_000;
    const journal = keptJournal();
    const clock = this.#clock;
    const queue = {
      schedule: async (check: Check, afterSeconds: number) => this.#schedule(index, check, afterSeconds),
    };
    const checks = { queue, settleMs };
    return {
      ...{ rules, journal, clock, checks, onDrift: 'overwrite' },
      store: table.pushStore(channel, ['-']),
      client: this.#client(channel, index),
      gates: openGates(table),
      shares: this.#sharePorts(),
      checkStore: table.checkStore(),
      registry: table.registry(),
      observations: { send: async () => undefined, replay: async () => undefined },
      orders: orderSearch(table, channel, undefined, (check) => queue.schedule(check, 0)),
    };
  }

  #client(channel: ChannelId, index: number): ChannelClient {
    const takes = this.#shop.takes[index];
    const { storefronts, lag } = this.#market;
    const at = ({ sku }: Pick<Listing, 'sku'>) => (sku === MUG ? index : this.#shop.channels.length + index);
    const shows = (listing: Listing) => storefronts[at(listing)]?.shows ?? 0;
    const reading = (listing: Listing) => this.#reach(lag.read ?? lag.push, () => shows(listing));
    return {
      channel,
      pushMode: takes === 'figure' ? 'absolute' : 'difference',
      comparesPushes: takes === 'compare-and-swap',
      push: ({ listing, intent: { delta, target, changeFrom } }) =>
        this.#reach(lag.push, (): PushAnswer => {
          if (takes === 'figure') {
            this.#market.set(at(listing), target);
            return { kind: 'applied' };
          }
          if (takes === 'compare-and-swap' && changeFrom !== null && changeFrom !== shows(listing)) {
            return { kind: 'stale' };
          }
          storefronts[at(listing)]?.change(delta);
          const isAnswered = takes === 'resulting-count' || changeFrom !== null;
          return { kind: 'applied', ...(isAnswered && { nowShows: shows(listing) }) };
        }),
      readQuantity: reading,
      readQuantities: (listings) =>
        Promise.all(listings.map(async (each) => ({ kind: 'shows' as const, units: await reading(each) }))),
      catalogue: async function* () {},
    };
  }

  #reach<Answer>(seconds: number, call: () => Answer): Promise<Answer> {
    return new Promise((resolve) => {
      this.#market.later(seconds, () => {
        const answer = call();
        this.#market.later(this.#market.lag.answer, () => resolve(answer));
      });
    });
  }
}
