/** Simulates the sale of one SKU: customers buy at channels, and a strategy keeps their figures right. */
import { EventQueue } from './event-queue.ts';
import { type Beside, type Happening, scheduleHappenings } from './happenings.ts';
import type { Purchase } from './purchases.ts';
import type { Random } from './random.ts';

/** The sale of one SKU on several channels. */
export type FlashSale = {
  /** Units there are. */
  readonly stock: number;
  /** In the order of time. */
  readonly purchases: readonly Purchase[];
  /** What happens beside them; absent: nothing. */
  readonly happenings?: readonly Happening[];
};

/** How long news takes, in seconds. */
export type Lag = {
  /** From a sale until the ledger has it. */
  readonly intake: number;
  /** From the decision to push until the channel shows it. */
  readonly push: number;
  /** From then until its answer is known. */
  readonly answer: number;
  /** One more call, right after an answer: a reading. Absent: as long as a push. */
  readonly read?: number;
  /** By channel: the most that passes until it shows a figure that it has accepted, by chance. Absent or 0: none. */
  readonly apply?: readonly number[];
};

/** A sale as it reaches the ledger. */
export type LedgerSale = { readonly channel: number; readonly units: number; readonly soldAt: number };

/** A channel: it sells what it shows, counts itself down at once, and applies every push, in the end. */
export class Storefront {
  #shows: number;
  #pushes = 0;

  constructor(shows: number) {
    this.#shows = shows;
  }

  get shows(): number {
    return this.#shows;
  }

  /** How many pushes it got. */
  get pushes(): number {
    return this.#pushes;
  }

  sells(units: number): boolean {
    const isEnough = this.#shows >= units;
    this.#shows -= isEnough ? units : 0;
    return isEnough;
  }

  set(figure: number): void {
    this.accept();
    this.apply(figure);
  }

  /** It takes a push, and shows nothing of it yet. */
  accept(): void {
    this.#pushes += 1;
  }

  apply(figure: number): void {
    this.#shows = figure;
  }

  /** Below 0 when it is lowered by more than it shows: Shopify and Square show such figures too. */
  change(by: number): void {
    this.set(this.#shows + by);
  }
}

/** What surrounds a strategy: time, and the channels. */
export type Market = {
  readonly storefronts: readonly Storefront[];
  /** Sets a channel to a figure, which it applies at once or within its time, in the order of the figures. */
  set(channel: number, figure: number): void;
  readonly lag: Lag;
  readonly random: Random;
  /** When the last customer comes, in seconds after the beginning. */
  readonly endsAt: number;
  /** Seconds after the beginning. */
  now(): number;
  later(seconds: number, happen: () => void): void;
};

/** A strategy in a sale that has begun. */
export type ActiveStrategy = {
  /** A sale reaches the ledger; in the order of the sales. */
  onSale(sale: LedgerSale): void;
  /** What only Stockline knows of. Absent: a simple tool, in whose sales nothing of it happens. */
  readonly beside?: Beside;
};

/** One way to keep the channels' figures right. */
export type Strategy = {
  /** What each channel shows as the sale begins. */
  readonly showsFirst: readonly number[];
  /** Each channel has units of its own, and a unit moves between them by two pushes. */
  readonly movesUnits: boolean;
  begin(market: Market): ActiveStrategy;
};

/** What became of the sale, in units. */
export type Tally = {
  readonly oversold: number;
  readonly unsold: number;
  /** Wanted and refused. */
  readonly lost: number;
  /** How many pushes channels got. */
  readonly pushes: number;
};

/** Holds one sale. Goes on until everything that was on its way has arrived. */
export function holdSale(sale: FlashSale, strategy: Strategy, lag: Lag, random: Random): Tally {
  const steps = saleSteps(sale, strategy, lag, random);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) {
      return step.value;
    }
  }
}

/** The same, with a pause after each event, in which a test lets promises settle. */
export function* saleSteps(
  { stock, purchases, happenings = [] }: FlashSale,
  strategy: Strategy,
  lag: Lag,
  random: Random,
): Generator<undefined, Tally> {
  const events = new EventQueue();
  let time = 0;
  const storefronts = strategy.showsFirst.map((shows) => new Storefront(shows));
  const appliedAt = storefronts.map(() => 0);
  const later = (seconds: number, happen: () => void) => events.plan(time + seconds, happen);
  const market: Market = {
    storefronts,
    lag,
    random,
    endsAt: purchases.at(-1)?.at ?? 0,
    now: () => time,
    later,
    set: (channel, figure) => {
      const within = lag.apply?.[channel] ?? 0;
      if (within === 0) {
        storefronts[channel]?.set(figure);
        return;
      }
      storefronts[channel]?.accept();
      const at = Math.max(appliedAt[channel] ?? 0, time + random() * within);
      appliedAt[channel] = at;
      later(at - time, () => storefronts[channel]?.apply(figure));
    },
  };
  const active = strategy.begin(market);
  const units = { sold: 0, lost: 0 };
  if (active.beside !== undefined) {
    scheduleHappenings(happenings, active.beside, later, units);
  }
  for (const { at, channel, units: wanted, worth = 1 } of purchases) {
    yield* happenUntil(at);
    if (market.storefronts[channel]?.sells(wanted)) {
      units.sold += wanted * worth;
      later(lag.intake, () => active.onSale({ channel, units: wanted, soldAt: at }));
    } else {
      units.lost += wanted * worth;
    }
  }
  yield* happenUntil(Number.MAX_VALUE);
  const pushes = storefronts.reduce((sum, each) => sum + each.pushes, 0);
  const { sold, lost } = units;
  return { oversold: Math.max(0, sold - stock), unsold: Math.max(0, stock - sold), lost, pushes };

  function* happenUntil(until: number): Generator<undefined, void> {
    while (events.nextAt <= until) {
      time = events.nextAt;
      events.happenNext();
      yield;
    }
    time = until;
  }
}
