/** A selling platform of the simulation: it sells, lowers its own quantities, and takes pushes. */
import type { ChannelId, Sku } from '../../../shared/domain/identifiers.ts';
import type { Listing } from '../../../shared/domain/listing/listing.ts';
import type { PushMode } from '../../../shared/domain/listing/listing-push.ts';
import { locationAt } from '../../../shared/domain/listing/place.ts';
import type { PushIntent } from '../../../shared/domain/listing/push-intent.ts';
import { pushKey } from '../../../shared/domain/pushing/push.ts';
import { mustReadFirst } from '../../../shared/domain/pushing/push-plan.ts';
import type {
  CatalogueListing,
  ChannelClient,
  ChannelPush,
  PushAnswer,
  QuantityRead,
} from '../../../shared/ports/channel/channel.ts';
import { NotListedError } from '../../../shared/ports/channel/not-listed.ts';
import type { ChannelSweep, SweptObservation } from '../../../shared/ports/intake/sweep.ts';
import type { Invocation, Latency } from '../faults/crashing.ts';
import type { PushWitness } from '../faults/faulty-table.ts';
import type { Scheduler } from '../scheduler.ts';
import type { ChannelSetup } from './channel-setup.ts';
import type { Network } from './clients.ts';
import type { PushTruth } from './push-truth.ts';

/** What one of a listing sells: so many units of the SKU. */
export type Sold = { readonly sku: Sku; readonly units: number };

const CALL_MS: Latency = [100, 900];
const SEARCH_LAG_MS = 10_000;
const ABSOLUTE_SEARCH_LAG_MS = 120_000;
/** Within `SETTLE_MS_DEFAULT` (30 s), which the product assumes. */
const ABSOLUTE_APPLIED_MS_MAX = 20_000;
/** A figure is read right before a raise: what somebody raised in between, the answer to it finds. */
const READ_BEFORE_MS = 60_000;
const NO_SUCH_ITEM = { kind: 'refused', reason: 'The channel has no such item.' } as const;

const copyId = (channel: ChannelId, sku: Sku) => `${channel}-${sku}-copy`;

/**
 * A selling platform with its own quantity of each of its SKUs, which it lowers itself as it sells. Its SKUs are names of its
 * own: a listing may sell several units of a SKU that is called otherwise in the ledger.
 */
export class SellingChannel implements PushWitness {
  readonly setup: ChannelSetup;
  readonly truths = new Map<string, PushTruth>();
  /** In units of the listing, which has that name. */
  readonly pushes: { readonly name: Sku; readonly intent: PushIntent }[] = [];
  readonly violations: string[] = [];
  /** Notified of each new figure, as a platform notifies of quantities. */
  onChange: (sku: Sku, quantity: number) => void = () => undefined;
  /** What changed of its orders and sales from one time to another, milliseconds since 1970. */
  changes: (sinceMs: number, untilMs: number) => readonly SweptObservation[] = () => [];
  readonly #scheduler: Scheduler;
  readonly #network: Network;
  readonly #shows = new Map<Sku, number>();
  /** What the linked ones of its listings sell, by their names. */
  readonly #sells = new Map<Sku, Sold>();
  /** How often each SKU was made again as another item. */
  readonly #timesMade = new Map<Sku, number>();
  /** Second items under a SKU, each with a figure of its own. */
  readonly #copies = new Map<Sku, number>();
  /** When somebody else than a push raised a figure, in milliseconds since 1970. */
  readonly #raisedAt = new Map<Sku, number>();
  readonly #answered = new Map<string, { readonly contents: string; readonly answer: PushAnswer }>();
  readonly #spent = new Set<string>();
  readonly #accepted = new Map<Sku, readonly number[]>();
  #appliedAt = 0;

  constructor(setup: ChannelSetup, scheduler: Scheduler, network: Network) {
    this.setup = setup;
    this.#scheduler = scheduler;
    this.#network = network;
  }

  get pushMode(): PushMode {
    return this.setup.kind === 'absolute' ? 'absolute' : 'difference';
  }

  list(name: Sku, shows: number): void {
    this.#shows.set(name, shows);
  }

  /** The listing of this name sells that from now on. */
  link(name: Sku, sold: Sold): void {
    this.#sells.set(name, sold);
  }

  /** All its listings, by their names. */
  get names(): readonly Sku[] {
    return [...this.#shows.keys()];
  }

  soldBy(name: Sku): Sold {
    return this.#sells.get(name) ?? { sku: name, units: 1 };
  }

  /** Units of the SKU that it shows, on all listings that sell it. */
  showsOf(sku: Sku): readonly number[] {
    return this.names.flatMap((name) => {
      const sold = this.soldBy(name);
      return sold.sku === sku ? [this.shows(name) * sold.units] : [];
    });
  }

  shows(sku: Sku): number {
    return this.#shows.get(sku) ?? 0;
  }

  /** The channel's id of what it sells under the SKU now: the first item, or one that was made again. */
  itemOf(sku: Sku): string {
    const timesMade = this.#timesMade.get(sku) ?? 0;
    return timesMade === 0 ? `${this.setup.id}-${sku}` : `${this.setup.id}-${sku}-${timesMade}`;
  }

  /** The SKU's item is deleted, and made again with a figure of its own. */
  makeAgain(sku: Sku, units: number): void {
    this.#timesMade.set(sku, (this.#timesMade.get(sku) ?? 0) + 1);
    // What a push moved before is gone with its item: what the product should believe of it is not known any more.
    for (const [push, truth] of this.truths) {
      truth.isAmbiguous ||= push.startsWith(`${sku}|`);
    }
    this.#show(sku, units, 'made again');
  }

  /** The item is deleted, with its figure, and whatever is accepted for it. */
  remove(name: Sku): void {
    this.#show(name, 0, 'deleted');
    this.#shows.delete(name);
  }

  /** Somebody makes a copy of the item, under its SKU. */
  double(sku: Sku, units: number): void {
    this.#copies.set(sku, units);
  }

  /** The copies are deleted. */
  endDoubles(): void {
    this.#copies.clear();
  }

  /** A customer takes units of the copy: the channel's id of it; undefined where there are too few, or there is none. */
  takeCopy(sku: Sku, units: number): string | undefined {
    const left = (this.#copies.get(sku) ?? 0) - units;
    if (left < 0) {
      return undefined;
    }
    this.#copies.set(sku, left);
    return copyId(this.setup.id, sku);
  }

  /** A customer takes units, if the channel shows enough: it counts itself down at once. */
  take(sku: Sku, units: number): boolean {
    const isEnough = this.shows(sku) >= units;
    if (isEnough) {
      this.#show(sku, this.shows(sku) - units, 'sold');
    }
    return isEnough;
  }

  /** Somebody sets the figure in the channel's admin. */
  edit(sku: Sku, units: number): void {
    this.#show(sku, units, 'edited by hand');
  }

  putBack(sku: Sku, units: number): void {
    if (units !== 0 && this.#shows.has(sku)) {
      this.#show(sku, this.shows(sku) + units, 'put back');
    }
  }

  claimed(sku: Sku, _channel: ChannelId, place: string, intent: PushIntent): void {
    const truth = this.#truthOf(this.#nameAt(sku, place), intent.generation);
    const isGivenBack = intent.leaseUntil === null;
    truth.isAmbiguous ||= truth.isOpen && !isGivenBack && intent.repeated;
    truth.isOpen = !isGivenBack && !mustReadFirst(intent);
  }

  finished(sku: Sku, _channel: ChannelId, place: string, intent: PushIntent): void {
    const name = this.#nameAt(sku, place);
    this.#truthOf(name, intent.generation).believed += intent.delta / this.soldBy(name).units;
  }

  /** The name of the listing at that place of the SKU. */
  #nameAt(sku: Sku, place: string): Sku {
    const item = place.slice(locationAt(place).length + 1);
    return this.names.find((name) => this.itemOf(name) === item) ?? sku;
  }

  client(invocation: Invocation): ChannelClient {
    const { lambdas, faults, random } = this.#network;
    const { id } = this.setup;
    return {
      channel: id,
      pushMode: this.pushMode,
      comparesPushes: this.setup.kind === 'compared',
      push: (push) => {
        const what = `push ${id} ${push.listing.sku} ${push.intent.delta}→${push.intent.target}`;
        return lambdas.reach(invocation, what, CALL_MS, async (): Promise<PushAnswer> => {
          if (faults.happens('channelLosesCall')) {
            throw this.#unanswered(invocation, push, `${what}: lost on the way there`);
          }
          if (faults.happens('channelThrottles')) {
            return { kind: 'throttled', retryAfterMs: random.integer(500, 5_000) };
          }
          const answer = this.#isThere(push.listing) ? this.#answer(push) : NO_SUCH_ITEM;
          if (faults.happens('channelLosesAnswer')) {
            throw this.#unanswered(invocation, push, `${what}: ${answer.kind}, lost on the way back`);
          }
          return answer;
        });
      },
      readQuantity: (listing) =>
        lambdas.reach(invocation, `read ${id} ${listing.sku}`, CALL_MS, async () => {
          if (faults.happens('channelLosesCall')) {
            throw lambdas.fault(invocation, `read ${id} ${listing.sku}: no answer`);
          }
          if (!this.#isThere(listing)) {
            throw new NotListedError(NO_SUCH_ITEM.reason);
          }
          return this.shows(nameOf(listing));
        }),
      readQuantities: (listings) =>
        lambdas.reach(invocation, `read ${id} ${listings.length}`, CALL_MS, async () => {
          if (faults.happens('channelLosesCall')) {
            throw lambdas.fault(invocation, `read ${id} ${listings.length}: no answer`);
          }
          return listings.map((listing) => this.#read(listing));
        }),
      catalogue: async function* () {},
    };
  }

  /** One page of all that it lists, as an operator's command and a sweep read it. */
  page(): readonly CatalogueListing[] {
    return [...this.#shows.keys()].flatMap((sku) => {
      const copied = this.#copies.get(sku);
      return [
        this.listingOf(sku),
        ...(copied === undefined ? [] : [this.#listed(sku, copyId(this.setup.id, sku), copied)]),
      ];
    });
  }

  /** The SKU's item as the catalogue has it, its copy left out. */
  listingOf(sku: Sku): CatalogueListing {
    return this.#listed(sku, this.itemOf(sku), this.shows(sku));
  }

  #listed(sku: Sku, externalId: string, shows: number): CatalogueListing {
    const { channelLocation, drawsOn, kind } = this.setup;
    return {
      ...{ sku, channelLocation, externalId, drawsOn, managed: true, shows },
      ...(kind === 'compared' && { soldAs: externalId }),
    };
  }

  #isThere(listing: Listing): boolean {
    const name = nameOf(listing);
    return this.#shows.has(name) && listing.externalId === this.itemOf(name);
  }

  #read(listing: Listing): QuantityRead {
    return this.#isThere(listing)
      ? { kind: 'shows', units: this.shows(nameOf(listing)) }
      : { kind: 'notListed', reason: NO_SUCH_ITEM.reason };
  }

  /** Its order search, as late as the platform's. */
  orderSearch(invocation: Invocation): ChannelSweep {
    const { lambdas, faults } = this.#network;
    const what = `search the orders of ${this.setup.id}`;
    return {
      channel: this.setup.id,
      search: { lagMs: this.setup.kind === 'absolute' ? ABSOLUTE_SEARCH_LAG_MS : SEARCH_LAG_MS, pauseMs: 0 },
      changedWithin: (since, until) => {
        const page = () =>
          lambdas.reach(invocation, what, CALL_MS, async () => {
            if (faults.happens('channelLosesCall')) {
              throw lambdas.fault(invocation, `${what}: no answer`);
            }
            return this.changes(since.getTime(), until.getTime());
          });
        return (async function* () {
          yield await page();
        })();
      },
    };
  }

  #unanswered(invocation: Invocation, { listing, intent }: ChannelPush, what: string): Error {
    this.#truthOf(nameOf(listing), intent.generation).isAmbiguous = true;
    return this.#network.lambdas.fault(invocation, what);
  }

  #answer(push: ChannelPush): PushAnswer {
    const { listing, intent, idempotencyKey } = push;
    const sku = nameOf(listing);
    this.pushes.push({ name: sku, intent });
    if (listing.name === undefined && idempotencyKey !== pushKey(listing, intent)) {
      this.violations.push(`${sku}: key ${idempotencyKey} is not that of its push`);
    }
    if (this.setup.kind === 'absolute') {
      return this.#setLater(sku, intent.target);
    }
    const isStale = intent.changeFrom !== null && intent.changeFrom !== this.shows(sku);
    const mustCompare = this.setup.kind === 'compared' && isStale;
    const earlier = this.#answered.get(idempotencyKey);
    const contents = JSON.stringify([intent.delta, this.setup.kind === 'compared' ? intent.changeFrom : null]);
    if (earlier !== undefined && earlier.contents !== contents) {
      this.violations.push(`${sku}: key ${idempotencyKey} came with ${earlier.contents} and with ${contents}`);
    }
    if (this.#spent.has(idempotencyKey)) {
      return { kind: 'spent' };
    }
    if (mustCompare && (earlier === undefined || this.setup.comparesFirst)) {
      if (earlier === undefined && this.setup.remembersFailures) {
        this.#spent.add(idempotencyKey);
      }
      return { kind: 'stale' };
    }
    if (earlier !== undefined) {
      return earlier.answer;
    }
    if (this.#network.faults.happens('channelRefuses')) {
      return { kind: 'refused', reason: 'ITEM_NOT_STOCKED_AT_LOCATION' };
    }
    const comparesNow = this.setup.kind === 'compared' && intent.changeFrom !== null;
    this.#show(sku, this.shows(sku) + intent.delta, 'pushed');
    if (comparesNow && intent.delta > 0 && this.shows(sku) > Math.max(0, intent.target)) {
      this.violations.push(`${sku}: a raise to ${intent.target} left ${this.setup.id} at ${this.shows(sku)}`);
    }
    const isRaisedByOthers = this.#scheduler.now() - (this.#raisedAt.get(sku) ?? 0) < READ_BEFORE_MS;
    if (
      this.setup.kind === 'counted' &&
      !this.setup.losesFigures &&
      intent.delta > 0 &&
      !isRaisedByOthers &&
      this.shows(sku) > Math.max(0, intent.target)
    ) {
      this.violations.push(`${sku}: a raise to ${intent.target} left ${this.setup.id} at ${this.shows(sku)}, unseen`);
    }
    this.#truthOf(sku, intent.generation).applied += intent.delta;
    const saysWhatItShows = this.setup.kind === 'counted' || intent.changeFrom !== null;
    const answer: PushAnswer = { kind: 'applied', ...(saysWhatItShows && { nowShows: this.shows(sku) }) };
    this.#answered.set(idempotencyKey, { contents, answer });
    return answer;
  }

  /** Figures accepted and not applied yet, in units of the SKU, the highest of each listing that sells it. */
  onTheWayOf(sku: Sku): number {
    const sold = this.names.map((name) => ({ name, ...this.soldBy(name) })).filter((each) => each.sku === sku);
    return sold.reduce((sum, { name, units }) => sum + units * Math.max(0, ...(this.#accepted.get(name) ?? [])), 0);
  }

  /** Accepted, and applied in the order accepted, or lost; meanwhile the channel goes on selling from what it shows. */
  #setLater(sku: Sku, target: number): PushAnswer {
    if (target < 0) {
      this.violations.push(`${sku}: set to ${target}, which no channel takes`);
    }
    const now = this.#scheduler.now();
    const { appliesWithinMs = ABSOLUTE_APPLIED_MS_MAX } = this.setup;
    this.#appliedAt = Math.max(this.#appliedAt, now + this.#network.random.integer(0, appliesWithinMs));
    if (this.setup.losesFigures && this.#network.faults.happens('channelLosesCall')) {
      this.#network.trace(() => `${sku}: ${this.setup.id} accepts ${target} and never applies it`);
      return { kind: 'applied' };
    }
    const accepted = this.#accepted.get(sku) ?? [];
    this.#accepted.set(sku, [...accepted, target]);
    this.#scheduler.after(this.#appliedAt - now, () => {
      this.#accepted.set(sku, (this.#accepted.get(sku) ?? []).slice(1));
      if (this.#shows.has(sku)) {
        this.#show(sku, target, 'set');
      }
    });
    return { kind: 'applied' };
  }

  #show(sku: Sku, units: number, why: string): void {
    this.#network.trace(() => `${sku}: ${this.setup.id} itself shows ${this.shows(sku)} → ${units}, ${why}`);
    if (units > this.shows(sku) && why !== 'pushed') {
      this.#raisedAt.set(sku, this.#scheduler.now());
    }
    this.#shows.set(sku, units);
    this.onChange(sku, units);
  }

  #truthOf(sku: Sku, generation: number): PushTruth {
    const key = `${sku}|${generation}`;
    const truth = this.truths.get(key) ?? { applied: 0, believed: 0, isAmbiguous: false, isOpen: false };
    this.truths.set(key, truth);
    return truth;
  }
}

/** The SKU that the channel has for the listing. */
function nameOf({ name, sku }: Pick<Listing, 'name' | 'sku'>): Sku {
  return name ?? sku;
}
