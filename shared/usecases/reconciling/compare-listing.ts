/** Judges one listing by the quantity that was read from its channel, and acts on the result. */
import { type Evidence, type Listing, listingId, type Suspicion } from '../../domain/listing/listing.ts';
import { escrowPositionOf, mustBeSetAgain } from '../../domain/pushing/absolute.ts';
import { isStillOnDisplay, judgeExposed } from '../../domain/pushing/absolute-escrow.ts';
import { judge, standsForMs } from '../../domain/reconciling/drift.ts';
import { remedyOf } from '../../domain/reconciling/drift-policy.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import type { QuantityRead } from '../../ports/channel/channel.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { rebalanceAfterProof } from '../exposure/rebalance-shares.ts';
import { DONE, type Progress } from '../progress.ts';
import type { CheckPorts, DueComparison } from './check-ports.ts';
import { logNotJudged, type UnreportedSales } from './find-unreported.ts';
import { OVERTAKEN, pushNow, recheck, recheckOncePosted } from './recheck.ts';
import { remedyDifference } from './remedy-difference.ts';
import { scheduleCheck } from './schedule-check.ts';

/** Judges what the channel was read to show; `sales` says whether what it sold is posted. */
export async function compareListing(
  ports: CheckPorts,
  { skuState, listing, exposure, plan, reportedUpTo }: DueComparison,
  read: QuantityRead,
  sales: UnreportedSales,
): Promise<Progress> {
  if (read.kind !== 'shows') {
    if (read.kind === 'notListed') {
      return await notListed(ports, listing, read.reason);
    }
    throw new Error(read.reason);
  }
  const { units: actual } = read;
  const now = ports.clock();
  const { settleMs } = ports.checks;
  const position = escrowPositionOf(listing, exposure);
  const { onDrift } = ports;
  const standsMs = position === undefined ? standsForMs(listing, actual, exposure, { settleMs, onDrift }) : settleMs;
  const verdict =
    position === undefined
      ? judge(listing, actual, now, standsMs)
      : judgeExposed(listing, position, actual, now, settleMs);
  switch (verdict.kind) {
    case 'agrees':
      if (!(await ports.checkStore.note(listing, { kind: 'agrees', evidence: readingAt(now) }))) {
        return OVERTAKEN;
      }
      // A check that agrees proves a lowering where the channel's answer does not.
      await rebalanceAfterProof(ports, skuState);
      return plan.kind === 'nothing' ? DONE : pushNow(ports, listing.sku);
    case 'suspected':
      logSuspected(ports, listing, verdict.suspicion);
      return recheck(ports, listing, verdict.suspicion);
    case 'tooSoon':
      return recheck(ports, listing, listing.suspicion, { since: listing.suspicion?.at, afterMs: standsMs });
    case 'proven':
      return takeReading(ports, skuState, listing, verdict.reading);
    case 'drifted':
      return endDifference(ports, listing, verdict.suspicion, { sales, reportedUpTo });
    default:
      return verdict satisfies never;
  }
}

/** A confirmed difference; a sale that is not posted yet is none. */
async function endDifference(
  ports: CheckPorts,
  listing: Listing,
  suspicion: Suspicion,
  { sales, reportedUpTo }: { readonly sales: UnreportedSales; readonly reportedUpTo: string | undefined },
): Promise<Progress> {
  if (mayBeUnreported(ports, listing, suspicion)) {
    const reported = await sales.reportedBefore(listing, suspicion, reportedUpTo);
    if (reported.kind === 'queued') {
      return await recheckOncePosted(ports, listing, suspicion, reported.upTo);
    }
    if (reported.kind === 'notAll') {
      logNotJudged(ports, listing, reported.why);
      const due = { since: ports.clock().toISOString(), afterMs: reported.retryAfterMs };
      return await recheck(ports, listing, suspicion, due);
    }
  }
  return await remedyDifference(ports, listing, suspicion, ports.clock());
}

/**
 * Whether taking an unreported sale or cancellation for an edit would do harm: less would be raised again, and adopted units
 * would count twice. More that is overwritten is only lowered. Where a push may have overwritten a count, that sale was
 * reported; what waits for an operator was judged before.
 */
function mayBeUnreported({ onDrift }: CheckPorts, listing: Listing, suspicion: Suspicion): boolean {
  const isOverwritten = remedyOf(listing, suspicion, onDrift) === 'overwrite';
  const isJudged = mustBeSetAgain(listing) || suspicion.isAsked === true;
  return !isJudged && (suspicion.actual < suspicion.shown || !isOverwritten);
}

function readingAt(now: Date): Evidence {
  return { kind: 'reading', asOf: now.toISOString() };
}

/** The channel accepted the figure and shows it nowhere. That stays visible; a check after the next push reads again. */
async function notListed({ checkStore, journal }: CheckPorts, listing: Listing, problem: string): Promise<Progress> {
  if (!(await checkStore.note(listing, { kind: 'notListed', problem }))) {
    return OVERTAKEN;
  }
  if (listing.problem !== problem) {
    journal.count('ListingProblem', listing.channel);
    journal.warn(
      `${listing.sku}: ${listingId(listing)} is not there, whatever was accepted for it. ${problem} Set it right on the channel, or run: ${OPERATOR_COMMANDS.import}`,
      { step: 'catalogue', sku: listing.sku, channel: listing.channel, channelLocation: listing.channelLocation },
    );
  }
  return DONE;
}

/** The reading proves what the channel may still sell: what it frees moves on, and the listing is raised or emptied again. */
async function takeReading(
  ports: CheckPorts,
  skuState: SkuState,
  listing: Listing,
  reading: Suspicion,
): Promise<Progress> {
  if (!(await ports.checkStore.takeReading(listing, reading))) {
    return OVERTAKEN;
  }
  const { sku, channel } = listing;
  if (isStillOnDisplay(listing, reading.actual)) {
    // A 0 that was accepted may have been applied after this reading: only another one finds that.
    await scheduleCheck(ports.checks, listing, ports.clock(), ports.checks.settleMs);
  }
  ports.journal.info(
    `${sku}: ${listingId(listing)} was seen to show ${reading.actual} at ${reading.at}: it can sell so many, not ${reading.shown}`,
    { step: 'proven', sku, channel, shows: reading.actual, mayStillSell: reading.shown, since: reading.at },
  );
  await rebalanceAfterProof(ports, skuState);
  return pushNow(ports, sku);
}

function logSuspected({ journal, checks }: CheckPorts, listing: Listing, { actual, shown }: Suspicion): void {
  journal.info(
    `${listing.sku}: ${listingId(listing)} shows ${actual}, should show ${shown}: checked again in ${checks.settleMs / 1_000} s`,
    { step: 'check', sku: listing.sku, channel: listing.channel, shows: actual, should: shown },
  );
}
