import { EventQueue } from './event-queue.ts';
import type { Purchase } from './purchases.ts';
import type { Random } from './random.ts';

/** The sale of one SKU on several channels. */
export type FlashSale = {
  /** Units there are. */
  readonly stock: number;
  /** In the order of time. */
  readonly purchases: readonly Purchase[];
};

/** How long news takes, in seconds. */
export type Lag = {
  /** From a sale until the ledger has it. */
  readonly intake: number;
  /** From the decision to tell a channel until the channel shows it. */
  readonly push: number;
  /** From then until its answer is known. */
  readonly answer: number;
};

/** A sale as the ledger hears of it. */
export type HeardSale = { readonly channel: number; readonly units: number; readonly soldAt: number };

/** A channel: it sells what it shows, counts itself down at once, and does as it is told. */
export class Storefront {
  #shows: number;
  #told = 0;

  constructor(shows: number) {
    this.#shows = shows;
  }

  get shows(): number {
    return this.#shows;
  }

  /** How often it was told a quantity. */
  get told(): number {
    return this.#told;
  }

  sells(units: number): boolean {
    const isEnough = this.#shows >= units;
    this.#shows -= isEnough ? units : 0;
    return isEnough;
  }

  set(figure: number): void {
    this.#told += 1;
    this.#shows = figure;
  }

  /** Below 0 when more was sold than it is told to take off: Shopify and Square show such figures too. */
  change(by: number): void {
    this.set(this.#shows + by);
  }
}

/** What surrounds the one who keeps the channels: time, and the channels. */
export type Market = {
  readonly storefronts: readonly Storefront[];
  readonly lag: Lag;
  readonly random: Random;
  /** When the last customer comes, in seconds after the beginning. */
  readonly endsAt: number;
  /** Seconds after the beginning. */
  now(): number;
  later(seconds: number, happen: () => void): void;
};

/** One way to keep the channels, at work: the listings were filled when it began. */
export type Keeper = {
  /** The ledger hears of a sale, in the order of the sales. */
  hear(sale: HeardSale): void;
};

/** One way to keep the channels. */
export type Strategy = {
  /** What each channel shows as the sale begins. */
  readonly showsFirst: readonly number[];
  begin(market: Market): Keeper;
};

/** What became of the sale, in units. */
export type Tally = {
  readonly oversold: number;
  readonly unsold: number;
  /** Wanted and refused. */
  readonly lost: number;
  /** How often channels were told a quantity. */
  readonly pushes: number;
};

/** Holds one sale. Goes on until everything that was on its way has arrived. */
export function holdSale(sale: FlashSale, strategy: Strategy, lag: Lag, random: Random): Tally {
  const events = new EventQueue();
  let time = 0;
  const market: Market = {
    storefronts: strategy.showsFirst.map((shows) => new Storefront(shows)),
    lag,
    random,
    endsAt: sale.purchases.at(-1)?.at ?? 0,
    now: () => time,
    later: (seconds, happen) => events.plan(time + seconds, happen),
  };
  const keeper = strategy.begin(market);
  const happenUntil = (until: number) => {
    while (events.nextAt <= until) {
      time = events.nextAt;
      events.happenNext();
    }
    time = until;
  };
  let sold = 0;
  let lost = 0;
  for (const { at, channel, units } of sale.purchases) {
    happenUntil(at);
    if (market.storefronts[channel]?.sells(units)) {
      sold += units;
      market.later(lag.intake, () => keeper.hear({ channel, units, soldAt: at }));
    } else {
      lost += units;
    }
  }
  happenUntil(Number.MAX_VALUE);
  return {
    oversold: Math.max(0, sold - sale.stock),
    unsold: Math.max(0, sale.stock - sold),
    lost,
    pushes: market.storefronts.reduce((sum, { told }) => sum + told, 0),
  };
}
