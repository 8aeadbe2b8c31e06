// Rebalances a SKU's shares, or moves its endgame to another listing, once a push or a check has proved what a channel shows.
import type { BundledCount } from '../../domain/exposure/bundled-units.ts';
import {
  currentExposure,
  type Exposure,
  type ExposureRules,
  isDivided,
  withToNotify,
} from '../../domain/exposure/exposure.ts';
import { isReserveKept, reserveKeptForMs } from '../../domain/exposure/hold-reserve.ts';
import { idleTimeoutMs, type RevisedExposure, reviseExposure } from '../../domain/exposure/revise-exposure.ts';
import { holdersOfTheLast } from '../../domain/exposure/share-pools.ts';
import { isReadForEntry } from '../../domain/exposure/shares.ts';
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import { type Listing, listingId } from '../../domain/listing/listing.ts';
import { escrowPositionOf } from '../../domain/pushing/absolute.ts';
import { needsReading } from '../../domain/pushing/absolute-escrow.ts';
import { channelsDue } from '../../domain/pushing/channels-due.ts';
import { outstanding } from '../../domain/pushing/push.ts';
import { isCheckAhead } from '../../domain/reconciling/drift.ts';
import { available, totalStock } from '../../domain/stock/stock.ts';
import type { ExposureStore } from '../../ports/exposure/exposure-store.ts';
import type { Clock, Journal } from '../../ports/journal.ts';
import type { StockEvents } from '../../ports/posting/posting.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { retryConflict } from '../../retry-conflict.ts';
import { CHECK_DELAY_MS_MAX, type ScheduledChecks, scheduleCheck } from '../reconciling/schedule-check.ts';
import { countBundled } from './count-bundled.ts';
import { notifyPending } from './notify-channels.ts';

export type SharePorts = {
  readonly store: ExposureStore;
  readonly events: StockEvents;
  readonly rules: ExposureRules;
  /** How long a channel may take to show a pushed quantity, and a sale to reach us, in milliseconds. */
  readonly settleMs: number;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Waits before the next attempt after a conflict; a port, so that tests need no time. */
  readonly pause: (attempt: number) => Promise<void>;
};

/** A check of a listing that nothing but time will ask for. */
type FollowUpCheck = {
  readonly listing: Listing;
  readonly afterMs: number;
  /** Any listing of the channel will do: it is not read for a proof, but so that units which nobody buys go on. */
  readonly isForAll?: true;
};

/**
 * Rebalances after a push or a check of a channel, and schedules the follow-up checks: after a push those of all of this
 * channel's listings, after a check of `checked` one at most. Does nothing for a SKU whose listings do not depend on each other.
 */
export async function rebalanceAfterProof(
  { shares, checks, client, clock }: RebalancePorts,
  { sku, exposure, components }: SkuState,
  checked?: Listing,
): Promise<void> {
  // A bundle has no shares; what its listings are proven to show no longer is free for those of its components. One that
  // is divided since the read has notified the bundle's channels itself.
  const divided = (components ?? [{ sku, isDivided: isDivided(exposure) }]).filter((each) => each.isDivided);
  if (shares === undefined) {
    return;
  }
  const followUps: FollowUpCheck[] = [];
  for (const each of divided) {
    followUps.push(...oneForAll((await rebalanceShares(shares, each.sku)).filter(isOf(client.channel))));
  }
  const due = onceEach(followUps);
  for (const { listing, afterMs } of checked === undefined ? due : oneInTurn(due, checked)) {
    if (checks !== undefined && !isCheckAhead(listing, clock())) {
      await scheduleCheck(checks, listing, clock(), Math.min(afterMs, CHECK_DELAY_MS_MAX));
    }
  }
}

function isOf(channel: ChannelId): (followUp: FollowUpCheck) => boolean {
  return ({ listing }) => listing.channel === channel;
}

/**
 * Of the checks that are for all listings, the first that is due. Each check asks for those that follow it: were it more than one,
 * their number would double with every round, for as long as some listing gets nothing.
 */
function oneForAll(followUps: readonly FollowUpCheck[]): readonly FollowUpCheck[] {
  const [first] = followUps.filter(({ isForAll }) => isForAll).toSorted((a, b) => a.afterMs - b.afterMs);
  return followUps.filter((each) => each === first || !each.isForAll);
}

/** A bundle's listing is asked for by each of its components: for the same reason it is checked once. */
function onceEach(followUps: readonly FollowUpCheck[]): readonly FollowUpCheck[] {
  const byListing = Map.groupBy(followUps, ({ listing }) => `${listing.sku}|${listingId(listing)}`);
  return [...byListing.values()].flatMap((group) => group.toSorted((a, b) => a.afterMs - b.afterMs).slice(0, 1));
}

/**
 * What follows a check: that of the same listing again, or else the first that is due. Were it more than one, the number of checks
 * would be multiplied with every round, for as long as two listings wait for something.
 */
function oneInTurn(due: readonly FollowUpCheck[], checked: Listing): readonly FollowUpCheck[] {
  const own = due.filter(({ listing }) => isSame(listing, checked));
  return (own.length > 0 ? own : due.toSorted((a, b) => a.afterMs - b.afterMs)).slice(0, 1);
}

const isSame = (one: Listing, other: Listing) => one.sku === other.sku && listingId(one) === listingId(other);

type RebalancePorts = {
  /** Absent: shares are not rebalanced. */
  readonly shares?: SharePorts;
  readonly checks?: ScheduledChecks;
  readonly client: { readonly channel: ChannelId };
  readonly clock: Clock;
};

const ATTEMPTS = 6;
const CAUSE = 'units that moved between shares';

/**
 * Releases what channels are proven to show no longer, grants it to other listings, and notifies their channels. Resolves
 * with the checks that must follow. Does nothing for a SKU whose listings do not depend on each other.
 *
 * The write lists the channels to notify before the event is emitted: after a crash in between, the next rebalance of the
 * SKU notifies them.
 */
export async function rebalanceShares(ports: SharePorts, sku: Sku): Promise<readonly FollowUpCheck[]> {
  const { store, clock, pause } = ports;
  const givenUp = (attempts: number) => `SKU ${sku}: ${attempts} writes of its shares in a row met another writer.`;
  return retryConflict({ attempts: ATTEMPTS, pause, givenUp }, async () => {
    const read = await store.read(sku);
    if (read === undefined || !isDivided(read.exposure)) {
      return [];
    }
    const before = currentExposure(read, ports.rules);
    const counted = await countBundled(store, read);
    const bundled = counted?.kind === 'counted' ? counted.units : undefined;
    const rebalanced = rebalancedExposure(read, before, ports, clock(), bundled);
    if (rebalanced === undefined) {
      await notifyPending(ports, read, before, CAUSE);
      return [...followUpChecks(ports, { ...read, exposure: before }), ...proofsOf(ports, counted)];
    }
    if ((await store.write(read, rebalanced)) === 'conflict') {
      return 'conflict';
    }
    const { exposure, demand } = rebalanced;
    const after = { ...read, exposure, ...(demand && { demand }) };
    logMoves(ports, read, before, exposure);
    await notifyPending(ports, after, exposure, CAUSE);
    return [...followUpChecks(ports, after), ...proofsOf(ports, counted)];
  });
}

/** The exposure that a rebalance writes, with the channels to notify of it; undefined when nothing changes. */
export function rebalancedExposure(
  read: SkuState,
  before: Exposure,
  { rules, settleMs }: Pick<SharePorts, 'rules' | 'settleMs'>,
  now: Date,
  bundled?: number,
): RevisedExposure | undefined {
  const { bundled: _bundled, ...others } = before;
  const counted = bundled === before.bundled ? before : { ...others, ...(bundled !== undefined && { bundled }) };
  const { exposure, demand } = reviseExposure(counted, read, now, { release: 'release', settleMs });
  if (exposure === before && demand === read.demand) {
    return undefined;
  }
  const revision = Math.max(exposure.revision, before.revision + (counted === before ? 0 : 1));
  const due = channelsDue(read, { ...read, exposure }, rules);
  return { exposure: withToNotify({ ...exposure, revision }, due), demand };
}

/** How long after its push a recalled share is checked, when its units were not released: a read of the channel proves them. */
const RECALL_CHECKED_AFTER_MS = 60_000;

/**
 * The checks that must follow. A listing that holds units while others have none is checked when its idle timeout ends,
 * so that the units go on; any is, when the reserve for holds ends. A listing whose recalled units were not released, and that no push is due for, is checked
 * because only a read of its channel can prove what it shows; one that is pushed no more, as seldom as it can be.
 */
function followUpChecks(
  { clock, settleMs }: SharePorts,
  { exposure, listings, stock, demand }: SkuState & { readonly exposure: Exposure },
): readonly FollowUpCheck[] {
  const { shares, endgame, reserve } = exposure;
  const isAnyLeft = available(totalStock(stock)) > 0;
  const holders = new Set(endgame ? [endgame.listing] : holdersOfTheLast(exposure, { stock, listings }).map(listingId));
  return listings.flatMap((listing): FollowUpCheck[] => {
    const id = listingId(listing);
    const { units = 0, goal = 0 } = shares?.[id] ?? {};
    const isRecalled = units > Math.max(0, goal) && listing.intent === undefined;
    if (!listing.managed) {
      return units > 0 || isReadForEntry(shares, listing) ? [{ listing, afterMs: CHECK_DELAY_MS_MAX }] : [];
    }
    const position = escrowPositionOf(listing, exposure);
    if (position !== undefined && needsReading(position)) {
      return [{ listing, afterMs: settleMs }];
    }
    if (position === undefined && isRecalled && outstanding(stock, listing, exposure) === 0) {
      return [{ listing, afterMs: RECALL_CHECKED_AFTER_MS }];
    }
    const waitsMs = [
      ...(isAnyLeft && holders.has(id) ? [idleTimeoutMs({ stock, listings, demand }, id, clock())] : []),
      ...(reserve !== undefined && isReserveKept(reserve, clock()) ? [reserveKeptForMs(reserve, clock())] : []),
    ];
    return waitsMs.length === 0 ? [] : [{ listing, afterMs: Math.min(...waitsMs), isForAll: true }];
  });
}

/**
 * Nothing but a check proves what a bundle's listing shows that no push is due for. One that is being pushed is checked after it;
 * one that is pushed no more, as seldom as it can be.
 */
function proofsOf({ settleMs }: SharePorts, counted: BundledCount | undefined): readonly FollowUpCheck[] {
  if (counted?.kind === 'counted') {
    return counted.left.map((listing) => ({ listing, afterMs: CHECK_DELAY_MS_MAX }));
  }
  const unproven = counted?.listings.filter(({ intent }) => intent === undefined) ?? [];
  return unproven.map((listing) => ({ listing, afterMs: settleMs }));
}

function logMoves({ journal }: SharePorts, { sku }: SkuState, before: Exposure, after: Exposure): void {
  const moves = Object.entries(after.shares ?? {}).flatMap(([listing, { units, goal }]) => {
    const was = before.shares?.[listing]?.units ?? 0;
    return was === units ? [] : [`${listing} ${was} → ${units}${goal === units ? '' : ` (goal ${goal})`}`];
  });
  const what = moves.length > 0 ? `shares moved: ${moves.join(', ')}` : 'goals of shares moved';
  journal.info(`${sku}: ${what}`, { step: 'shares', sku, shares: after.shares, endgame: after.endgame });
}
