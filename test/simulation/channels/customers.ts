/** Customers of the simulation: they buy, cancel and return, and their channels report it. */
import type { ChannelId, LocationId, Sku } from '../../../shared/domain/identifiers.ts';
import type { Listing } from '../../../shared/domain/listing/listing.ts';
import type { MovementObservation, OrderLineObservation } from '../../../shared/domain/stock/observation.ts';
import type { Intake } from '../../../shared/ports/channel/channel.ts';
import type { SweptObservation } from '../../../shared/ports/intake/sweep.ts';
import type { Random } from '../random.ts';
import type { Figures, TrueStock } from '../true-stock.ts';
import type { World } from '../world.ts';
import type { SellingChannel } from './channel.ts';

export type Stage = {
  readonly world: World;
  readonly random: Random;
  readonly trueStock: TrueStock;
  readonly skus: readonly [Sku, ...Sku[]];
  /** When faults and business end, milliseconds since 1970. */
  readonly closesAt: number;
  /** The time of what happens now: no two things happen in one millisecond, and a count is never at a tie. */
  readonly moment: () => number;
  /** Links change under sale: which SKU an order takes is known once a ledger has it. */
  readonly relinks?: true;
  /** How long a channel takes to report a sale, from and to, in milliseconds; absent: up to two seconds. */
  readonly reportsWithinMs?: readonly [number, number];
};

type Line = {
  /** What the channel calls it: the name of its listing. */
  readonly sku: Sku;
  readonly id: string;
  /** Where its links may change: what became of it so far, in units of the listing, by location. */
  readonly owed: Map<LocationId, { committed: number; onHand: number }>;
  ordered: number;
  shipped: number;
  returned: number;
  deducted: number;
  /** The channel's id of what was bought, which it may not have any more. */
  readonly item: string;
};
type Order = {
  readonly channel: SellingChannel;
  readonly id: string;
  readonly lines: readonly Line[];
  version: number;
  /** Its versions so far, oldest first: the times at which it was placed and changed. */
  readonly versions: number[];
};

const WEBHOOK_TRIES_MAX = 8;

/** Customers who buy on the channels, and what becomes of their orders; what the channels report of them. */
export class Customers {
  readonly #stage: Stage;
  readonly #orders: Order[] = [];
  readonly #sales: { readonly channel: SellingChannel; readonly reported: MovementObservation }[] = [];

  constructor(stage: Stage) {
    this.#stage = stage;
    for (const channel of stage.world.channels) {
      channel.onChange = (sku, quantity) => this.#notice(channel, sku, quantity);
      channel.changes = (sinceMs, untilMs) => this.#changes(channel, sinceMs, untilMs);
    }
    stage.world.faultyTable.isUnreported = (listing, before) => this.#isUnreported(listing, Date.parse(before));
  }

  /** Somebody comes to the channel and buys what it shows, if it shows enough. */
  buy(channel: SellingChannel): void {
    const { random } = this.#stage;
    const wanted = random.shuffled(channel.names).slice(0, random.integer(1, 2));
    const lines: Line[] = [];
    for (const sku of random.chance(0.2) ? [...wanted, ...wanted] : wanted) {
      const units = random.integer(1, 3);
      const item = channel.take(sku, units) ? channel.itemOf(sku) : channel.takeCopy(sku, units);
      if (item !== undefined) {
        lines.push(lineOf({ sku, id: `${lines.length + 1}`, units, item }));
      }
    }
    if (lines.length === 0) {
      return;
    }
    this.#stage.world.count('orders placed');
    if (channel.setup.kind === 'counted') {
      for (const line of lines) {
        this.#sellAtTill(channel, line);
      }
      return;
    }
    this.#later(this.#place(channel, lines), random.integer(1, 5));
  }

  /** Somebody buys one unit of the SKU, if the channel shows one. With this chance the order is cancelled later. */
  buyOne(channel: SellingChannel, sku: Sku, cancels: number): void {
    if (!channel.take(sku, 1)) {
      return;
    }
    const line = lineOf({ sku, id: '1', units: 1, item: channel.itemOf(sku) });
    if (channel.setup.kind === 'counted') {
      this.#sellAtTill(channel, line, cancels);
      return;
    }
    const order = this.#place(channel, [line]);
    if (this.#stage.random.chance(cancels)) {
      this.#after(() => {
        line.ordered = 0;
        this.#move(order, line, { committed: -1 });
        this.#putBack(channel, line, 1);
        this.#report(order);
      });
    }
  }

  /** An order that its channel takes and does not count down, though it says that it did. */
  placeUncounted(channel: SellingChannel, sku: Sku, units: number): void {
    this.#place(channel, [lineOf({ sku, id: '1', units, item: channel.itemOf(sku) })]);
  }

  /** The order begins: its units are promised to the customer, and its channel reports it. */
  #place(channel: SellingChannel, lines: readonly Line[]): Order {
    const id = `${channel.setup.id}-${this.#orders.length + 1}`;
    const order: Order = { channel, id, lines, version: 0, versions: [] };
    this.#orders.push(order);
    for (const line of lines) {
      this.#move(order, line, { committed: line.ordered });
    }
    this.#report(order);
    return order;
  }

  /** A sweep: the last state of every order and every sale is reported once more, and this time it arrives. */
  async reportAgain(): Promise<void> {
    const { world, random } = this.#stage;
    const orders = this.#orders.map((order) => ({ channel: order.channel, intake: intakeOf(order) }));
    const sales = this.#sales.map(({ channel, reported }) => ({ channel, intake: movementIntake(reported) }));
    await Promise.all(
      random
        .shuffled([...orders, ...sales])
        .map(({ channel, intake }) => world.webhook(channel.setup.id, WEBHOOK_TRIES_MAX, intake)),
    );
  }

  /** What an order search finds: the last state of each order that changed then, and each sale of a till. */
  #changes(channel: SellingChannel, sinceMs: number, untilMs: number): readonly SweptObservation[] {
    const isWithin = (timeMs: number) => timeMs >= sinceMs && timeMs <= untilMs;
    const receivedAt = this.#stage.world.scheduler.timestamp();
    const orders = this.#orders.filter((order) => isSame(order.channel, channel) && isWithin(order.version));
    const sales = this.#sales.filter(
      (sale) => isSame(sale.channel, channel) && isWithin(Date.parse(sale.reported.occurredAt)),
    );
    return [
      ...orders.flatMap((order) => linesOf(order, receivedAt)),
      ...sales.map(({ reported }) => ({ ...reported, receivedAt })),
    ];
  }

  async #isUnreported({ sku, channel }: Pick<Listing, 'sku' | 'channel'>, before: number): Promise<boolean> {
    const isOfSku = ({ channel: at }: Order, line: Line) => at.soldBy(line.sku).sku === sku;
    const orders = this.#orders.filter((order) => order.channel.setup.id === channel);
    const lines = orders.flatMap((order) =>
      order.lines
        .filter((line) => isOfSku(order, line))
        .map((line) => ({ key: keyOf(order, line), versions: order.versions })),
    );
    const { seen } = await this.#stage.world.table.ledgerStore().load(
      sku,
      lines.map(({ key }) => key),
    );
    return lines.some(({ key, versions }) => {
      const posted = seen.get(key)?.line?.version ?? 0;
      return versions.some((version) => version <= before && version > posted);
    });
  }

  /** A till that reports deltas with ids, as Square's inventory history does. */
  #sellAtTill(channel: SellingChannel, { sku: name, ordered, item }: Line, returns = 0.2): void {
    const sale = this.#sales.length + 1;
    const { id, shipsFrom, channelLocation } = channel.setup;
    const sold = channel.soldBy(name);
    const { sku } = sold;
    const report = (key: string, cause: 'sold' | 'returned', units: number) => {
      this.#stage.trueStock.add(sku, shipsFrom, { onHand: -units * sold.units });
      const reported: MovementObservation = {
        kind: 'movement',
        sku,
        cause,
        changes: [{ location: shipsFrom, onHand: -units }],
        deducted: units,
        channelLocation,
        ...(sku !== name && { soldAs: item }),
        ...(sold.units > 1 && { soldAs: item }),
        source: { channel: id, key },
        occurredAt: new Date(this.#stage.moment()).toISOString(),
        receivedAt: '',
      };
      this.#sales.push({ channel, reported });
      this.#send(channel, movementIntake(reported));
    };
    report(`till:${sale}`, 'sold', ordered);
    if (this.#stage.random.chance(returns)) {
      this.#after(() => {
        channel.putBack(name, ordered);
        report(`till:${sale}:returned`, 'returned', -ordered);
      });
    }
  }

  #later(order: Order, steps: number): void {
    if (steps > 0) {
      this.#after(() => {
        this.#change(order);
        this.#report(order);
        this.#later(order, steps - 1);
      });
    }
  }

  #after(run: () => void): void {
    const { world, random, closesAt } = this.#stage;
    const inMs = random.chance(0.5) ? random.integer(50, 5_000) : random.integer(5_000, 240_000);
    if (world.scheduler.now() + inMs < closesAt) {
      world.scheduler.after(inMs, run);
    }
  }

  /** One thing happens to one line of the order; the channel moves its own quantity with it where the platform does. */
  #change(order: Order): void {
    const { random } = this.#stage;
    const line = random.pick(order.lines as [Line, ...Line[]]);
    const { channel } = order;
    const unshipped = Math.max(0, line.ordered - line.shipped);
    const outside = line.shipped - line.returned;
    const some = (units: number) => random.integer(1, units);
    const step = random.integer(0, 6);
    if (step <= 1 && unshipped > 0) {
      const units = some(unshipped);
      line.shipped += units;
      this.#move(order, line, { committed: -units, onHand: -units });
    } else if (step === 2 && unshipped > 0) {
      const units = random.chance(0.5) ? unshipped : some(unshipped);
      const isRestocked = random.chance(0.6);
      line.ordered -= units;
      this.#move(order, line, { committed: -units });
      this.#putBack(channel, line, isRestocked ? units : 0);
    } else if (step === 3 && outside > 0) {
      const units = some(outside);
      line.returned += units;
      this.#move(order, line, { onHand: units });
      this.#putBack(channel, line, units);
    } else if (step === 4 && outside > 0 && line.ordered > line.returned) {
      // Refunded, not returned, and no longer counted as ordered: the units are gone, nothing moves.
      line.ordered -= 1;
      this.#move(order, line, { committed: unshipped > 0 ? -1 : 0 });
    } else if (step === 5 && line.item === channel.itemOf(line.sku) && channel.take(line.sku, 1)) {
      line.ordered += 1;
      line.deducted += 1;
      this.#move(order, line, { committed: line.ordered > line.shipped ? 1 : 0 });
    }
  }

  #putBack(channel: SellingChannel, line: Line, units: number): void {
    const counted = line.item === channel.itemOf(line.sku) ? Math.min(units, line.deducted) : 0;
    line.deducted -= counted;
    channel.putBack(line.sku, counted);
  }

  #move({ channel }: Order, { sku, owed }: Line, { committed = 0, onHand = 0 }: Partial<Figures>): void {
    const { trueStock, relinks } = this.#stage;
    const { shipsFrom } = channel.setup;
    if (relinks) {
      const before = owed.get(shipsFrom) ?? { committed: 0, onHand: 0 };
      owed.set(shipsFrom, { committed: before.committed + committed, onHand: before.onHand + onHand });
      return;
    }
    const { sku: of, units } = channel.soldBy(sku);
    trueStock.add(of, shipsFrom, { committed: committed * units, onHand: onHand * units });
  }

  /** The lines of open orders, as the channel answers them to who asks. */
  openLines(id: ChannelId): readonly OrderLineObservation[] {
    const receivedAt = this.#stage.world.scheduler.timestamp();
    const orders = this.#orders.filter(({ channel, version }) => channel.setup.id === id && version > 0);
    return orders.flatMap((order) => linesOf(order, receivedAt));
  }

  /**
   * Where links changed under sale: each line counts where a ledger has it, in the units under which that has it. Resolves with
   * a sentence for each that is not in exactly one.
   */
  async countLines(skus: readonly Sku[]): Promise<readonly string[]> {
    const { world, trueStock } = this.#stage;
    const broken: string[] = [];
    for (const order of this.#orders) {
      for (const line of order.lines) {
        const key = keyOf(order, line);
        const loaded = await Promise.all(skus.map((sku) => world.table.ledgerStore().load(sku, [key])));
        const [found, ...others] = loaded.filter(({ seen }) => seen.has(key));
        if (found === undefined || others.length > 0) {
          broken.push(
            `${key} of ${line.sku} is in ${found === undefined ? 'no ledger' : `${others.length + 1} ledgers`}`,
          );
          continue;
        }
        const units = found.seen.get(key)?.units ?? 1;
        for (const [location, { committed, onHand }] of line.owed) {
          trueStock.add(found.sku, location, { committed: committed * units, onHand: onHand * units });
        }
      }
    }
    return broken;
  }

  #report(order: Order): void {
    order.version = this.#stage.moment();
    order.versions.push(order.version);
    this.#send(order.channel, intakeOf(order));
  }

  /** A platform that reports its orders also reports its quantities, not each change; a till has its history read. */
  #notice(channel: SellingChannel, sku: Sku, quantity: number): void {
    const { id, kind, channelLocation } = channel.setup;
    if (kind === 'counted' || !this.#stage.world.setup.comparesPushes || this.#stage.random.chance(0.7)) {
      return;
    }
    const notice = { channel: id, externalId: channel.itemOf(sku), channelLocation, quantity };
    const occurredAt = this.#stage.world.scheduler.timestamp();
    this.#send(channel, (receivedAt) => ({ kind: 'notices', notices: [{ ...notice, occurredAt, receivedAt }] }));
  }

  /** Webhooks get lost, doubled, and overtake each other; some come so late that the queue's filter has forgotten. */
  #send(channel: SellingChannel, intake: (receivedAt: string) => Intake): void {
    const { world, random, reportsWithinMs = [50, 2_000] } = this.#stage;
    if (world.faults.happens('webhookLost')) {
      return;
    }
    const times = world.faults.happens('webhookTwice') ? random.integer(2, 3) : 1;
    for (let time = 0; time < times; time += 1) {
      const delayMs = world.faults.happens('late')
        ? random.integer(1_000, 400_000)
        : random.integer(...reportsWithinMs);
      world.scheduler.after(delayMs, () => void world.webhook(channel.setup.id, WEBHOOK_TRIES_MAX, intake));
    }
  }
}

/** A line as it is bought: nothing of it is shipped yet. */
function lineOf({ units, ...bought }: Pick<Line, 'sku' | 'id' | 'item'> & { readonly units: number }): Line {
  return { ...bought, owed: new Map(), ordered: units, shipped: 0, returned: 0, deducted: units };
}

function keyOf({ id }: Pick<Order, 'id'>, line: Pick<Line, 'id'>): string {
  return `order:${id}:line:${line.id}`;
}

/** Whether two places are of one channel, which reports and searches its orders as a whole. */
function isSame(one: SellingChannel, other: SellingChannel): boolean {
  return one.setup.id === other.setup.id;
}

/** The order as it is now, reported whenever it arrives. */
function intakeOf(order: Order): (receivedAt: string) => Intake {
  const { id, channel, version } = order;
  const lines = order.lines.map((line) => ({ ...line }));
  return (receivedAt) => ({
    kind: 'observations',
    ignored: [],
    observations: linesOf({ id, channel, version, lines }, receivedAt),
  });
}

function linesOf(
  { channel, id, lines, version }: Pick<Order, 'channel' | 'id' | 'lines' | 'version'>,
  receivedAt: string,
): readonly OrderLineObservation[] {
  const { setup } = channel;
  return lines.map(({ sku, id: line, item, owed: _owed, ...state }) => ({
    kind: 'orderLine',
    sku,
    ...(setup.kind === 'compared' && { soldAs: item }),
    location: setup.shipsFrom,
    channelLocation: setup.channelLocation,
    version,
    state: { ...state },
    source: { channel: setup.id, order: id, line, key: keyOf({ id }, { id: line }) },
    occurredAt: new Date(version).toISOString(),
    receivedAt,
  }));
}

function movementIntake(reported: MovementObservation): (receivedAt: string) => Intake {
  return (receivedAt) => ({ kind: 'observations', ignored: [], observations: [{ ...reported, receivedAt }] });
}
