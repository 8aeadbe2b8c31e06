import { currentExposure, type Exposure, type ExposureRules } from '../../domain/exposure/exposure.ts';
import { idleTimeoutMs, type RevisedExposure, reviseExposure } from '../../domain/exposure/revise-exposure.ts';
import { hasEmptyShare } from '../../domain/exposure/shares.ts';
import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import { type Listing, listingId } from '../../domain/listing/listing.ts';
import { channelsDue } from '../../domain/pushing/channels-due.ts';
import { outstanding } from '../../domain/pushing/push-plan.ts';
import { isCheckAhead } from '../../domain/reconciling/drift.ts';
import { available, totalStock } from '../../domain/stock/stock.ts';
import type { ExposureStore } from '../../ports/exposure.ts';
import type { Clock, Journal } from '../../ports/journal.ts';
import type { StockEvents } from '../../ports/posting.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { type ScheduledChecks, scheduleCheck } from '../reconciling/schedule-check.ts';

export type SharePorts = {
  readonly store: ExposureStore;
  readonly events: StockEvents;
  readonly rules: ExposureRules;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Waits before a conflict is tried again; an argument so that tests need no time. */
  readonly pause: (attempt: number) => Promise<void>;
};

/** When the listings that hold the last units should be looked at again, though nothing happens until then. */
type LookAgain = { readonly listing: Listing; readonly afterMs: number };

const ATTEMPTS = 6;
/** SQS delays a message by 900 s at most (SendMessage, AWS API reference 2012-11-05); who looks too early looks again. */
const LOOKS_AGAIN_MS_MAX = 900_000;

/**
 * What a push or a look has proved lets shares move; who holds the last units without selling them is looked at again.
 * Does nothing for a SKU that every listing shows alike.
 */
export async function rebalanceAfterProof(
  { shares, checks, client, clock }: ShareMovers,
  { sku, exposure }: SkuState,
): Promise<void> {
  if (shares === undefined || !isDivided(exposure)) {
    return;
  }
  for (const { listing, afterMs } of await rebalanceShares(shares, sku)) {
    if (checks !== undefined && listing.channel === client.channel && !isCheckAhead(listing, clock())) {
      await scheduleCheck(checks, listing, clock(), Math.min(afterMs, LOOKS_AGAIN_MS_MAX));
    }
  }
}

type ShareMovers = {
  /** Absent: shares stay where they are. */
  readonly shares?: SharePorts;
  readonly checks?: ScheduledChecks;
  readonly client: { readonly channel: ChannelId };
  readonly clock: Clock;
};

/**
 * Works out a SKU's shares once a push of it has ended or a look at a channel has found something: what a channel has
 * proven to show no more is released and granted to others, and their channels are told to look. Told last and noted
 * first, so that a crash in between is made good by whoever settles next. Does nothing for a SKU without shares.
 */
export async function rebalanceShares(ports: SharePorts, sku: Sku): Promise<readonly LookAgain[]> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const read = await ports.store.read(sku);
    if (read === undefined || !isDivided(read.exposure)) {
      return [];
    }
    const before = currentExposure(read, ports.rules);
    const settled = rebalancedFrom(read, before, ports.rules, ports.clock());
    if (settled === undefined) {
      await notifyPending(ports, read, before);
      return looksAgain(ports, { ...read, exposure: before });
    }
    if ((await ports.store.write(read, settled)) === 'committed') {
      const { exposure, demand } = settled;
      const after = { ...read, exposure, ...(demand && { demand }) };
      tellMoved(ports, read, before, exposure);
      await notifyPending(ports, after, exposure);
      return looksAgain(ports, after);
    }
    await ports.pause(attempt);
  }
  throw new Error(`SKU ${sku}: ${ATTEMPTS} writes of its shares in a row met another writer.`);
}

/** What settling writes: how the SKU is offered now, with the channels that must be told of it. Undefined: nothing moves. */
export function rebalancedFrom(
  read: SkuState,
  before: Exposure,
  rules: ExposureRules,
  now: Date,
): RevisedExposure | undefined {
  const { exposure, demand } = reviseExposure(before, read, now, 'release');
  if (exposure === before && demand === read.demand) {
    return undefined;
  }
  const untold = new Set([...(before.untold ?? []), ...channelsDue(read, { ...read, exposure }, rules)]);
  return { exposure: { ...exposure, untold: [...untold].sort() }, demand };
}

/** Whether what a listing of the SKU may show depends on what the others show: only then there is something to settle. */
export function isDivided(exposure: Exposure | undefined): exposure is Exposure {
  return exposure?.shares !== undefined || exposure?.endgame !== undefined || (exposure?.untold ?? []).length > 0;
}

/** Tells the channels that must look because shares moved, or their rules changed, then notes that they are told. */
export async function notifyPending(
  ports: SharePorts,
  read: SkuState,
  exposure: Exposure,
  cause = 'units that moved between shares',
): Promise<void> {
  const due: readonly ChannelId[] = exposure.untold ?? [];
  if (due.length === 0) {
    return;
  }
  const now = ports.clock().toISOString();
  const changed = {
    sku: read.sku,
    seq: read.seq,
    due,
    available: available(totalStock(read.stock)),
    cause,
    receivedAt: now,
    postedAt: now,
  };
  await ports.events.emit([changed], []);
  const { untold: _untold, ...told } = exposure;
  // A conflict leaves the note where it is: they are told once more, which costs a look.
  await ports.store.write({ ...read, exposure, listings: [] }, { exposure: told, demand: read.demand });
}

/** So long after it ended a recall is looked at again whose units were not released: what the channel shows frees them. */
const RECALL_LOOKED_AT_MS = 60_000;

/**
 * The last units go to whom they sell: a listing that holds them while others have none is looked at in time. And so is
 * one that holds units which it may show no more, though no push to it is due: only a look can prove what it shows.
 */
function looksAgain(
  ports: SharePorts,
  { exposure, listings, stock, demand }: SkuState & { readonly exposure: Exposure },
): readonly LookAgain[] {
  const { shares, endgame } = exposure;
  const areSomeLeft = available(totalStock(stock)) > 0;
  const shelf = { stock, listings, demand };
  return listings.flatMap((listing): LookAgain[] => {
    const id = listingId(listing);
    const { units = 0, goal = 0 } = shares?.[id] ?? {};
    const isRecalled = units > Math.max(0, goal) && listing.intent === undefined;
    if (!listing.managed) {
      return [];
    }
    if (isRecalled && outstanding(stock, listing, exposure) === 0) {
      return [{ listing, afterMs: RECALL_LOOKED_AT_MS }];
    }
    const holds = endgame === undefined ? hasEmptyShare(shares) && units > 0 : endgame.listing === id;
    return areSomeLeft && holds ? [{ listing, afterMs: idleTimeoutMs(shelf, id, ports.clock()) }] : [];
  });
}

function tellMoved({ journal }: SharePorts, { sku }: SkuState, before: Exposure, after: Exposure): void {
  const moves = Object.entries(after.shares ?? {}).flatMap(([listing, { units, goal }]) => {
    const was = before.shares?.[listing]?.units ?? 0;
    return was === units ? [] : [`${listing} ${was} → ${units}${goal === units ? '' : ` (to come to ${goal})`}`];
  });
  const what = moves.length > 0 ? `shares moved: ${moves.join(', ')}` : 'shares are to move';
  journal.info(`${sku}: ${what}`, { step: 'shares', sku, shares: after.shares, endgame: after.endgame });
}
