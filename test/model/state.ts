/** The state of the model: all that decides what may happen next. */

import type { PresentBundle } from '../../shared/domain/exposure/bundled-units.ts';
import type { Demand } from '../../shared/domain/exposure/demand.ts';
import type { Exposure, ExposureRules, Policy } from '../../shared/domain/exposure/exposure.ts';
import type { ChannelId, LocationId } from '../../shared/domain/identifiers.ts';
import type { Seen, SkuLedger } from '../../shared/domain/ledger/sku-ledger.ts';
import { type Listing, listingId } from '../../shared/domain/listing/listing.ts';
import type { PushIntent } from '../../shared/domain/listing/push-intent.ts';
import type { Posting } from '../../shared/ports/posting/posting.ts';
import type { OfferedComponent, SkuState } from '../../shared/ports/sku-state.ts';
import { AMAZON, later, MAIN, NOON, SHOPIFY, SQUARE } from '../fakes/facts.ts';
import type { SkuItems } from '../fakes/memory/memory-items.ts';

export type Head = NonNullable<SkuItems['head']>;

/**
 * How a channel takes a difference: only if it shows what is compared with (Shopify); or always, with the resulting
 * count in its answer (Square). Both apply a key once and replay its answer. Or it accepts a figure, whatever it shows, and
 * applies it at some later time (Amazon).
 */
export type Kind = 'compareAndSwap' | 'resultingCount' | 'acceptsFigures';

/** What may happen, how often. Everything else happens whenever it can. */
export type Budget = {
  /** Units that customers want. */
  readonly sales: number;
  /** Orders that are cancelled and put back on display. */
  readonly cancels: number;
  /** Units that leave by no channel. */
  readonly losses: number;
  /** Units that come in. */
  readonly receipts: number;
  /** Calls, answers, processes and acknowledgements that are lost. */
  readonly faults: number;
  /** Changes of what customers want where. */
  readonly shifts: number;
  /** Rebalances, when a listing that held the last units has not sold for long. */
  readonly idling: number;
  /** Divisions of the units by somebody who wants to break the promises. */
  readonly divisions: number;
  /** Figures that somebody changes by hand, on the channel itself. */
  readonly edits: number;
  /** Orders that their channel does not count down (Shopify: made by its API with the behaviour BYPASS). */
  readonly notCounted: number;
  /** Items that are deleted on their channel and made again under the same SKU, with another figure. */
  readonly remakings: number;
  /** Checkouts that ask to hold a unit. */
  readonly holds: number;
  /** Listings of which their channel says that it does not stock them any more, and that sell on all the same. */
  readonly leavings: number;
};

export type Setting = {
  readonly kinds: readonly Kind[];
  readonly units: number;
  /** Policies that an operator goes through, one after the other; shared before. */
  readonly policies: readonly Policy[];
  readonly budget: Budget;
  /**
   * `fine`: each read, each conditional write and each message is a step of its own. `coarse`: a function's read, its
   * conditional write and its event are one step, unless it crashes in between: no other step comes between.
   */
  readonly grain: 'fine' | 'coarse';
  /** Functions that work on one channel's requests at once. */
  readonly workersPerChannel?: number;
  /** Under policy shared: every figure is checked after a push, and compared with the channel's catalogue. */
  readonly isCompared?: boolean;
  /** Where each listing counts, if a channel has several places; absent: each is on a channel of its own, at one place. */
  readonly places?: readonly Place[];
};

/** A channel's place, with our location behind it. */
export type Place = {
  readonly channel: ChannelId;
  readonly location: LocationId;
  /** Absent: that location alone. */
  readonly drawsOn?: readonly LocationId[];
};

/** An order of one unit: what its channel counted, which messages are on their way, and what the ledger has received. */
export type Order = {
  readonly channel: number;
  readonly isCancelled: boolean;
  /** Messages on their way: that it was placed, and that it was cancelled. */
  readonly onTheWay: readonly [placed: number, cancelled: number];
  readonly seen?: Seen | undefined;
  /** Something of it was not reported yet when its channel was last read. */
  readonly isBeforeReading?: boolean;
  /** Its channel does not count it down. */
  readonly isNotCounted?: boolean;
  /** Whether it was placed, and cancelled, before the channel's figure became what we believe. */
  readonly isInFigure?: readonly [placed: boolean, cancelled: boolean];
};

/** What others than our pushes and customers did to a channel's figure. */
export type Hand = {
  /** Units that came on display by hand, or stayed there though they were sold. */
  readonly raised: number;
  /** Units that came on display since a push last read the channel. */
  readonly appeared: number;
  /** Somebody took units off sale there, and they were not put on sale since. */
  readonly hasLowered: boolean;
  /** A call, an answer or a function of a push was lost: nobody may know how often it was applied. */
  readonly isFaulted: boolean;
  /** Somebody edited the figure, which is reported to nobody: only the comparison of the whole channel finds that. */
  readonly hasEdited: boolean;
  /** The channel's id of the item that is there now. */
  readonly item: string;
};

/** A check that has read its channel, and writes next: what it knew of the listing, and what it saw. */
export type Checker = {
  readonly listing: Listing;
  readonly exposure?: Exposure;
  readonly actual: number;
  /** By order: whether something of it was not reported yet. */
  readonly unreported: readonly boolean[];
};

/** A unit that came in or was lost, reported by a till; 0: a checkout asks to hold one. */
export type Change = { readonly units: 1 | -1 | 0; readonly onTheWay: number; readonly seen?: Seen | undefined };

/** Where a rebalance is, with what it has read. */
export type Rebalancing = {
  readonly at: 'revised' | 'notifying' | 'notified';
  readonly read: SkuState;
  readonly exposure: Exposure;
};

/** The function that posts: one message at a time, first in, first out. */
export type Poster =
  | { readonly at: 'idle' }
  | { readonly at: 'decided'; readonly message: Message; readonly posting: Posting; readonly due: readonly ChannelId[] }
  | { readonly at: 'posted'; readonly message: Message; readonly due: readonly ChannelId[] };

export type Message = { readonly of: 'orders' | 'changes'; readonly index: number; readonly version: 0 | 1 };

/** A function that brings a channel's listing to what it should show. */
export type Worker =
  /** `round`: about to read the SKU once more. */
  | { readonly at: 'idle' | 'round' }
  | { readonly at: 'planned'; readonly read: SkuState; readonly listing: Listing; readonly intent: PushIntent }
  | { readonly at: 'claimed'; readonly listing: Listing }
  | {
      readonly at: 'answered';
      readonly listing: Listing;
      /** Absent where the channel only accepted the figure. */
      readonly nowShows?: number;
      /** Concluded from what the channel shows, not said by it. */
      readonly isGuess: boolean;
    }
  | (Rebalancing & { readonly isLast: boolean });

/** The operator who changes the policy: tries again until it is done. */
export type Operator =
  | { readonly at: 'idle' | 'again' }
  | { readonly at: 'decided'; readonly read: SkuState; readonly exposure: Exposure }
  | Rebalancing;

export type State = {
  readonly head: Head;
  readonly listings: readonly Listing[];
  /** What each channel shows its customers. */
  readonly shows: readonly number[];
  /** The last key that each channel applied, with its answer. */
  readonly applied: readonly (Applied | undefined)[];
  /** Figures that each channel accepted and has not applied yet. */
  readonly figures: readonly (readonly number[])[];
  readonly checkers: readonly (Checker | undefined)[];
  readonly hands: readonly Hand[];
  readonly isCompared: boolean;
  /** The promise that a step has broken, as a sentence. */
  readonly broken?: string;
  readonly orders: readonly Order[];
  readonly changes: readonly Change[];
  /** Channels that have a reconcile request of the SKU. */
  readonly requests: readonly boolean[];
  readonly poster: Poster;
  readonly workers: readonly Worker[];
  readonly operator: Operator;
  /** Policies still to come. */
  readonly policies: readonly Policy[];
  readonly left: Budget;
  readonly demand: number;
  /** Escrow was in force, and nothing has left unsold since: no sale may exceed what is available any more. */
  readonly isPromised: boolean;
  /** Of a component: the bundles that contain it, as they are now. */
  readonly bundles?: readonly PresentBundle[];
  /** Of a bundle: what it is made of, as that is offered now, and the stock that follows. */
  readonly madeFrom?: { readonly components: readonly OfferedComponent[]; readonly stock: Head['stock'] };
  /** Of a bundle: a function has seen what its listing shows, and rebalances the components next. Of a component: it notifies the bundles. */
  readonly goesOnElsewhere?: boolean;
  /** Of a component: where the rebalance is that a bundle’s function makes. */
  readonly rebalancing?: Rebalancing | undefined;
};

export type Applied = { readonly key: string; readonly nowShows: number };

export const NOW = new Date(NOON);
export const LONG_AGO = later(-7_200);
/** How long checks wait before they judge a difference, and a time by which that has passed. */
export const SETTLE_MS = 30_000;
/** When checks read their channel: after all pushes. */
export const CHECKED = later(1);
export const SETTLED = new Date(later(60));
export const CHANNELS: readonly ChannelId[] = [SHOPIFY, SQUARE, AMAZON];

/** Where customers want to buy: everywhere alike, mostly on the first channel, mostly on the last. */
export function demandOf(state: Pick<State, 'demand' | 'listings'>): Demand {
  const last = state.listings.length - 1;
  const parts = state.listings.map((listing, index) => {
    const weight = [1, index === 0 ? 9 : 1, index === last ? 9 : 1][state.demand] ?? 1;
    return [listingId(listing), weight] as const;
  });
  const sum = parts.reduce((total, [, weight]) => total + weight, 0);
  return {
    present: { from: LONG_AGO, units: 10 },
    lastAt: NOON,
    parts: Object.fromEntries(parts.map(([id, weight]) => [id, weight / sum])),
  };
}

export function rulesOf(policy: Policy): ExposureRules {
  return { policy, safetyStock: 0, channels: {}, risk: 1e-4 };
}

/** The table's items as the state has them. What is written to them is taken back by `withItems`. */
export function itemsOf({ head, listings, orders, changes }: State): SkuItems {
  const seen = [...orders, ...changes].flatMap((each) => (each.seen === undefined ? [] : [[each.seen.key, each.seen]]));
  return {
    head,
    entries: [],
    seen: new Map(seen as [string, Seen][]),
    links: new Map(),
    listings: new Map(listings.map((listing) => [listingId(listing), listing])),
    marks: new Map(),
    pushes: [],
  };
}

export function withItems(state: State, items: SkuItems): State {
  return { ...state, head: items.head ?? state.head, listings: [...items.listings.values()] };
}

/** What a function reads of the SKU: the listings of one listing's channel, or all. */
export function skuStateOf(state: State, index?: number): SkuState {
  const { sku, seq, stock, exposure } = state.head;
  const { madeFrom } = state;
  const channel = index === undefined ? undefined : state.listings[index]?.channel;
  const listings = channel === undefined ? state.listings : state.listings.filter((each) => each.channel === channel);
  const own = { sku, seq, stock, listings, demand: demandOf(state), ...(exposure && { exposure }) };
  return { ...own, ...madeFrom };
}

export function ledgerOf(state: State, seen: Seen | undefined): SkuLedger {
  const { head, listings } = state;
  return { ...head, demand: demandOf(state), seen: new Map(seen ? [[seen.key, seen]] : []), listings };
}

/** The listing's name in a step or in a broken promise; empty where there is none. */
export function nameAt({ listings }: State, channel: number): string {
  const listing = listings[channel];
  return listing === undefined ? '' : listingId(listing);
}

/** Units in unreported sales of the channel: sold, not put back, and not received by the ledger. */
export function unreportedOn({ orders }: State, channel: number): number {
  return orders
    .filter((order) => order.channel === channel && !order.isNotCounted)
    .reduce((sum, { isCancelled, seen }) => sum + (isCancelled ? 0 : 1) - (seen?.line?.state.deducted ?? 0), 0);
}

/** So many units at each of these locations. */
export function onHand(units: number, locations: readonly LocationId[] = [MAIN]): Head['stock'] {
  return Object.fromEntries(locations.map((each) => [each, { onHand: units, committed: 0, held: 0, unavailable: 0 }]));
}

/** The values with another one at that place. */
export function withAt<T>(values: readonly T[], index: number, value: T): readonly T[] {
  return values.map((each, at) => (at === index ? value : each));
}
