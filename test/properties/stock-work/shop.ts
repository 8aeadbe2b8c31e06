/** A Shopify shop in memory with two locations and an admin, beside the truth that plain arithmetic makes of what happens. */
import type { LocationId } from '../../../shared/domain/identifiers.ts';
import type { Listing } from '../../../shared/domain/listing/listing.ts';
import {
  NOTHING_OFF_SALE,
  OFF_SALE_STATES,
  type OffSaleState,
  type UnitStates,
} from '../../../shared/domain/stock/off-sale.ts';
import type { ChannelClient, ChannelPush, PushAnswer, QuantityRead } from '../../../shared/ports/channel/channel.ts';
import { SHOPIFY } from '../../fakes/facts.ts';

/** What the shop has at one location. */
export type Level = { available: number; committed: number; incoming: number } & Record<OffSaleState, number>;

/** What is really there: units on hand, units that are sold and not shipped, and units that nobody may sell. */
export type Truth = { onHand: number; committed: number; unavailable: number };

export class WorkShop {
  readonly levels = new Map<string, Level>();
  readonly truth = new Map<string, Truth>();
  readonly pushes: ChannelPush[] = [];
  readonly #keys = new Set<string>();

  constructor(locations: readonly LocationId[], units: number) {
    for (const location of locations) {
      const nothing = { committed: 0, incoming: 0, ...NOTHING_OFF_SALE };
      this.levels.set(location, { available: units, ...nothing });
      this.truth.set(location, { onHand: units, committed: 0, unavailable: 0 });
    }
  }

  at(location: string): Level {
    const level = this.levels.get(location);
    if (level === undefined) {
      throw new Error(`The shop has no location ${location}.`);
    }
    return level;
  }

  reallyAt(location: string): Truth {
    const truth = this.truth.get(location);
    if (truth === undefined) {
      throw new Error(`There is no location ${location}.`);
    }
    return truth;
  }

  /** Units that are on hand are set aside (negative: put back) for a reason. */
  setAside(location: string, state: OffSaleState, units: number): void {
    const level = this.at(location);
    level[state] += units;
    level.available -= units;
    this.reallyAt(location).unavailable += units;
  }

  /** Units that were set aside leave the location. */
  leave(location: string, state: OffSaleState, units: number): void {
    this.at(location)[state] -= units;
    const truth = this.reallyAt(location);
    truth.unavailable -= units;
    truth.onHand -= units;
  }

  /** Units come to the location, and were incoming there; or staff find so many more than they thought (or fewer). */
  arrive(location: string, units: number, { incoming }: { readonly incoming: boolean }): void {
    const level = this.at(location);
    level.available += units;
    level.incoming -= incoming ? units : 0;
    this.reallyAt(location).onHand += units;
  }

  /** All that is at one location is at the other from now on, and the first stocks nothing any more. */
  close(location: string, to: string): void {
    const [from, into] = [this.at(location), this.at(to)];
    for (const name of ['available', 'committed', 'incoming', ...OFF_SALE_STATES] as const) {
      into[name] += from[name];
      from[name] = 0;
    }
    const [was, is] = [this.reallyAt(location), this.reallyAt(to)];
    is.onHand += was.onHand;
    is.committed += was.committed;
    is.unavailable += was.unavailable;
    this.truth.set(location, { onHand: 0, committed: 0, unavailable: 0 });
  }

  client(): ChannelClient {
    return {
      channel: SHOPIFY,
      pushMode: 'difference',
      comparesPushes: true,
      push: async (push) => this.#push(push),
      readQuantity: async ({ channelLocation }) => this.at(channelLocation).available,
      readQuantities: async (listings) => listings.map((listing) => this.#read(listing)),
      catalogue: async function* () {},
    };
  }

  #read({ channelLocation }: Listing): QuantityRead {
    const { available, committed, incoming, ...offSale } = this.at(channelLocation);
    const states: UnitStates = { committed, incoming, offSale };
    return { kind: 'shows', units: available, states };
  }

  #push(push: ChannelPush): PushAnswer {
    const { listing, intent, idempotencyKey } = push;
    const level = this.at(listing.channelLocation);
    if (this.#keys.has(idempotencyKey)) {
      return { kind: 'applied' };
    }
    if (intent.changeFrom !== null && intent.changeFrom !== level.available) {
      return { kind: 'stale' };
    }
    this.#keys.add(idempotencyKey);
    this.pushes.push(push);
    level.available += intent.delta;
    return intent.changeFrom === null ? { kind: 'applied' } : { kind: 'applied', nowShows: level.available };
  }
}
