/** Channels in memory whose listings are linked to SKUs while they sell, and what is truly sold of each SKU. */
import { type ChannelId, parseSku, type Sku } from '../../../shared/domain/identifiers.ts';
import type { OrderLineObservation } from '../../../shared/domain/stock/observation.ts';
import type { CatalogueListing, ChannelClient, ChannelPush } from '../../../shared/ports/channel/channel.ts';
import { applyLinks } from '../../../shared/usecases/linking/apply-links.ts';
import { planLinks, type WantedLink } from '../../../shared/usecases/linking/plan-links.ts';
import { countingSkuUnits } from '../../../shared/usecases/linking/sku-units.ts';
import { pushStock } from '../../../shared/usecases/pushing/push-stock.ts';
import { AMAZON, baseline, keptJournal, MAIN, NOON, orderLine, SHARED_RULES, SHOPIFY } from '../../fakes/facts.ts';
import { MemoryTable } from '../../fakes/memory/memory-table.ts';
import { importPorts } from '../../fakes/ports/import-ports.ts';
import { openGates } from '../../fakes/ports/open-gates.ts';
import { readInTurn } from '../../fakes/ports/read-in-turn.ts';
import { channelOf, sharesIn } from '../../fakes/shops/imported-channels.ts';

export const SKUS = ['MUG', 'CUP', 'TEA'].map((sku) => parseSku(sku));
const BASELINE = 60;
/** Listings: two channels, some named as a SKU of the ledger is, some not. */
export const LISTINGS: readonly (readonly [ChannelId, string])[] = [
  [SHOPIFY, 'MUG'],
  [SHOPIFY, 'shop-1'],
  [AMAZON, 'CUP'],
  [AMAZON, '1A-2B3C'],
  [AMAZON, 'TEA-6'],
];

type Sold = { readonly sku: Sku; readonly units: number };
type Order = {
  readonly id: string;
  readonly listing: number;
  readonly quantity: number;
  state: 'open' | 'shipped' | 'cancelled';
  /** Since when it is in that state; milliseconds since 1970. */
  sinceMs: number;
  /** What it took, from when the ledger first had it. */
  took?: Sold;
  /** Its states that no message has brought yet, oldest first. */
  readonly unsent: OrderLineObservation[];
};

/** A street that sells: every channel counts itself, every message arrives at least once, in the order of its order's states. */
export class LinkedStreet {
  readonly #table = new MemoryTable();
  readonly #now = { ms: Date.parse(NOON) };
  readonly #ports = importPorts(this.#table, this.#now);
  readonly #shows = LISTINGS.map(() => 40);
  readonly #orders: Order[] = [];

  async open(): Promise<void> {
    await this.#ports.observations.send(SKUS.map((sku) => baseline(BASELINE, sku)));
    for (const index of LISTINGS.keys()) {
      const row = this.#row(index);
      if (SKUS.includes(row.sku)) {
        await this.#table.registry().register(row, this.#channel(index), 'difference', new Date(this.#now.ms));
      }
    }
  }

  buy(listing: number, quantity: number): void {
    if ((this.#shows[listing] ?? 0) < quantity) {
      return;
    }
    this.#pass();
    this.#shows[listing] = (this.#shows[listing] ?? 0) - quantity;
    const id = String(1000 + this.#orders.length);
    const order: Order = { id, listing, quantity, state: 'open', sinceMs: this.#now.ms, unsent: [] };
    this.#orders.push(order);
    order.unsent.push(this.#line(order));
  }

  end(which: number, state: 'shipped' | 'cancelled'): void {
    const open = this.#orders.filter((order) => order.state === 'open');
    const order = open[which % Math.max(1, open.length)];
    if (order === undefined) {
      return;
    }
    this.#pass();
    order.state = state;
    order.sinceMs = this.#now.ms;
    if (state === 'cancelled') {
      this.#shows[order.listing] = (this.#shows[order.listing] ?? 0) + order.quantity;
    }
    order.unsent.push(this.#line(order));
  }

  /** The next message of some order arrives, or one that came already comes again. */
  async deliver(which: number, isRepeated: boolean): Promise<void> {
    const waiting = this.#orders.filter(({ unsent }) => unsent.length > 0);
    const order = waiting[which % Math.max(1, waiting.length)];
    const [line] = order?.unsent ?? [];
    if (order === undefined || line === undefined) {
      return;
    }
    this.#pass();
    await this.#ports.observations.send(isRepeated ? [line, line] : [line]);
    order.unsent.shift();
    await this.#note(order);
  }

  async deliverAll(): Promise<void> {
    while (this.#orders.some(({ unsent }) => unsent.length > 0)) {
      await this.deliver(0, false);
    }
  }

  async link(listing: number, to: Sold | undefined): Promise<void> {
    this.#pass();
    const channel = this.#channel(listing);
    const wanted: WantedLink = {
      channel,
      listing: this.#row(listing).externalId,
      units: to?.units ?? 1,
      ...(to && { sku: to.sku }),
    };
    const plan = async () => (await this.#plan([wanted])).planned;
    const channels = [SHOPIFY, AMAZON].map((each) => ({ client: this.#client(each), orderFeed: this.#feed(each) }));
    const links = this.#table.linkStore();
    await applyLinks({ ...this.#ports, links, channels, shares: sharesIn(this.#table) }, await plan(), plan);
    for (const order of this.#orders.filter((each) => each.listing === listing)) {
      await this.#note(order);
    }
  }

  async push(): Promise<void> {
    this.#pass();
    for (const channel of [SHOPIFY, AMAZON]) {
      const ports = {
        store: this.#table.pushStore(channel, ['-']),
        client: this.#client(channel),
        rules: SHARED_RULES,
        gates: openGates(this.#table),
        journal: keptJournal(),
        clock: () => new Date(this.#now.ms),
      };
      await pushStock(
        ports,
        SKUS.map((sku) => ({ id: sku, sku, receivedAt: NOON })),
      );
    }
  }

  /** What the ledger has of the SKU, and what it should have: every line once, in the units that it took. */
  async stockOf(sku: Sku) {
    const took = this.#orders.filter((order) => order.took?.sku === sku);
    const unitsOf = (state: Order['state']) =>
      took
        .filter((order) => order.state === state)
        .reduce((sum, { quantity, took: { units } = { units: 0 } }) => sum + quantity * units, 0);
    const { onHand, committed } = (await this.#table.reader().skuState(sku))?.stock[MAIN] ?? {};
    return {
      actual: { onHand, committed },
      expected: { onHand: BASELINE - unitsOf('shipped'), committed: unitsOf('open') },
    };
  }

  /**
   * What each listing that sells the SKU shows, what the ledger believes, and what it should show; in its own units. Not of
   * one whose channel put units back for a line of another SKU: that is found by the check that posting asks for.
   */
  async figuresOf(sku: Sku) {
    const state = await this.#table.reader().skuState(sku);
    const { onHand = 0, committed = 0 } = state?.stock[MAIN] ?? {};
    const indexOf = (externalId: string) => LISTINGS.findIndex(([, name]) => externalId === `id ${name}`);
    const hasForeignReturn = (index: number) =>
      this.#orders.some(
        (order) =>
          order.listing === index && order.state === 'cancelled' && order.took !== undefined && order.took.sku !== sku,
      );
    const known = (state?.listings ?? []).filter(({ externalId }) => !hasForeignReturn(indexOf(externalId)));
    return known.map(({ externalId, shown, units = 1 }) => ({
      externalId,
      shows: this.#shows[indexOf(externalId)],
      believed: shown / units,
      should: Math.max(0, Math.floor((onHand - committed) / units)),
    }));
  }

  /** A line counts where the ledger has it from the first time on: read from there, because a name may be in no ledger. */
  async #note(order: Order): Promise<void> {
    if (order.took !== undefined) {
      return;
    }
    const key = this.#line(order).source.key;
    for (const sku of SKUS) {
      const seen = (await this.#table.ledgerStore().load(sku, [key])).seen.get(key);
      if (seen !== undefined) {
        order.took = { sku, units: seen.units ?? 1 };
      }
    }
  }

  async #plan(wanted: readonly WantedLink[]) {
    const links = this.#table.linkStore();
    const catalogues = await Promise.all(
      [SHOPIFY, AMAZON].map(async (channel) => ({
        channel,
        pushMode: 'difference' as const,
        rows: [...LISTINGS.keys()].filter((index) => this.#channel(index) === channel).map((index) => this.#row(index)),
        leftOut: [],
        links: await links.ofChannel(channel),
      })),
    );
    const ports = { ledger: this.#table.ledgerStore(), reader: this.#table.reader(), rules: SHARED_RULES };
    return planLinks(ports, catalogues, wanted);
  }

  #feed(channel: ChannelId) {
    const open = this.#orders.filter(({ state, listing }) => state === 'open' && this.#channel(listing) === channel);
    return channelOf(channel, { open: open.map((order) => this.#line(order)) }).orderFeed;
  }

  #client(channel: ChannelId): ChannelClient {
    const indexOf = (externalId: string) =>
      LISTINGS.findIndex(([of, name]) => of === channel && externalId === `id ${name}`);
    const client: ChannelClient = {
      channel,
      pushMode: 'difference',
      comparesPushes: true,
      push: async ({ listing, intent }: ChannelPush) => {
        const at = indexOf(listing.externalId);
        const shows = this.#shows[at] ?? 0;
        if (intent.changeFrom !== null && intent.changeFrom !== shows) {
          return { kind: 'stale' };
        }
        this.#shows[at] = shows + intent.delta;
        return { kind: 'applied', nowShows: shows + intent.delta };
      },
      readQuantity: async ({ externalId }) => this.#shows[indexOf(externalId)] ?? 0,
      readQuantities: readInTurn((each) => client.readQuantity(each)),
      async *catalogue() {},
    };
    return countingSkuUnits(client);
  }

  #channel(index: number): ChannelId {
    return LISTINGS[index]?.[0] ?? SHOPIFY;
  }

  #row(index: number): CatalogueListing {
    const name = LISTINGS[index]?.[1] ?? '';
    return {
      sku: parseSku(name),
      channelLocation: '-',
      externalId: `id ${name}`,
      drawsOn: [MAIN],
      managed: true,
      shows: this.#shows[index] ?? 0,
    };
  }

  #line({ id, listing, quantity, state, sinceMs }: Order): OrderLineObservation {
    const at = new Date(sinceMs).toISOString();
    const ordered = state === 'cancelled' ? 0 : quantity;
    const facts = { ordered, shipped: state === 'shipped' ? quantity : 0, order: id, version: sinceMs, at };
    const { sku } = this.#row(listing);
    return { ...orderLine({ sku, channel: this.#channel(listing), ...facts }), channelLocation: '-' };
  }

  #pass(): void {
    this.#now.ms += 1_000;
  }
}
