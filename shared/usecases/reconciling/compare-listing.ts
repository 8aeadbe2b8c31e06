/** Judges one listing by the quantity that was read from its channel, and acts on the result. */
import { type Evidence, type Listing, listingId, type Suspicion } from '../../domain/listing/listing.ts';
import { escrowPositionOf, escrowPositionOfBundle, mustBeSetAgain } from '../../domain/pushing/absolute.ts';
import { isStillOnDisplay, judgeExposed } from '../../domain/pushing/absolute-escrow.ts';
import { judge, standsForMs } from '../../domain/reconciling/drift.ts';
import { isAskedAbout, remedyOf } from '../../domain/reconciling/drift-policy.ts';
import type { UnitStates } from '../../domain/stock/off-sale.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import type { QuantityRead } from '../../ports/channel/channel.ts';
import type { CheckNote } from '../../ports/reconciling/checks.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { rebalanceAfterProof } from '../exposure/rebalance-shares.ts';
import { DONE, type Progress } from '../progress.ts';
import type { CheckPorts, DueComparison } from './check-ports.ts';
import { compareWork, type StatesRead } from './compare-work.ts';
import { statesWhenAgreed, unitsNotCounted } from './not-counted.ts';
import { isLessElsewhere } from './other-places.ts';
import { isPostedUpTo, OVERTAKEN, pushNow, recheck, recheckOncePosted, settledBefore } from './recheck.ts';
import { remedyDifference } from './remedy-difference.ts';
import { scheduleCheck } from './schedule-check.ts';
import { awaitNoneDead, awaitReported } from './unreported/await-reported.ts';
import type { UnreportedSales } from './unreported/find-unreported.ts';

/** Judges what the channel was read to show; `sales` says whether what it sold is posted. */
export async function compareListing(
  ports: CheckPorts,
  due: DueComparison,
  read: QuantityRead,
  sales: UnreportedSales,
): Promise<Progress> {
  const { listing, exposure } = due;
  if (read.kind !== 'shows') {
    if (read.kind === 'notListed') {
      return await notListed(ports, listing, read.reason);
    }
    throw new Error(read.reason);
  }
  const { units, states } = read;
  const { stockWork } = ports;
  if (stockWork === undefined || states === undefined || exposure.madeOf !== undefined) {
    return await compareFigure(ports, due, { units }, sales);
  }
  const notCounted = await ordersNotCounted(stockWork, due, { units, states });
  const compared = { ...due, listing: withEvidence(listing, notCounted), notCounted };
  const work = await compareWork(ports, compared, { units, states }, sales);
  return work ?? (await compareFigure(ports, compared, { units, states }, sales));
}

/** Compares the figure alone: what it differs by is drift. */
async function compareFigure(
  ports: CheckPorts,
  { skuState, listing, exposure, plan, reportedUpTo }: DueComparison,
  { units: actual, states }: Pick<StatesRead, 'units'> & Partial<StatesRead>,
  sales: UnreportedSales,
): Promise<Progress> {
  const now = ports.clock();
  const { settleMs } = ports.checks;
  const position = escrowPositionOf(listing, exposure) ?? escrowPositionOfBundle(listing, skuState.components);
  const { onDrift } = ports;
  const standsMs = position === undefined ? standsForMs(listing, actual, exposure, { settleMs, onDrift }) : settleMs;
  const verdict =
    position === undefined
      ? judge(listing, actual, now, standsMs, states?.offSale)
      : judgeExposed(listing, position, actual, now, settleMs);
  switch (verdict.kind) {
    case 'agrees':
      if (!(await ports.checkStore.note(listing, await agreesNow(ports, { skuState, listing }, states, now)))) {
        return OVERTAKEN;
      }
      // A check that agrees proves a lowering where the channel's answer does not.
      await rebalanceAfterProof(ports, skuState, listing);
      return plan.kind === 'nothing' ? DONE : pushNow(ports, listing.sku);
    case 'suspected':
      logSuspected(ports, listing, verdict.suspicion);
      return recheck(ports, listing, verdict.suspicion);
    case 'tooSoon':
      return recheck(ports, listing, listing.suspicion, { since: listing.suspicion?.at, afterMs: standsMs });
    case 'proven':
      return isPostedUpTo(verdict.reading, reportedUpTo)
        ? ((await awaitNoneDead(ports, listing, verdict.reading, sales)) ??
            takeReading(ports, skuState, listing, verdict.reading))
        : recheckOncePosted(ports, listing, verdict.reading, settledBefore(now, settleMs));
    case 'drifted':
      return endDifference(ports, { skuState, listing, reportedUpTo }, verdict.suspicion, sales);
    default:
      return verdict satisfies never;
  }
}

/** A confirmed difference; a sale that is not posted yet is none. */
async function endDifference(
  ports: CheckPorts,
  { skuState, listing, reportedUpTo }: Pick<DueComparison, 'skuState' | 'listing' | 'reportedUpTo'>,
  suspicion: Suspicion,
  sales: UnreportedSales,
): Promise<Progress> {
  if (mayBeUnreported(ports, listing, suspicion)) {
    const later = await awaitReported(ports, listing, suspicion, { sales, reportedUpTo });
    if (later !== undefined) {
      return later;
    }
  }
  const mayBeFromElsewhere = ports.stockWork !== undefined && isAdoptedRaise(ports, listing, suspicion);
  if (mayBeFromElsewhere && (await isLessElsewhere(ports, { skuState, listing }))) {
    return await recheck(ports, listing, suspicion);
  }
  return await remedyDifference(ports, listing, suspicion, ports.clock());
}

function isAdoptedRaise({ onDrift }: CheckPorts, listing: Listing, suspicion: Suspicion): boolean {
  return suspicion.actual > suspicion.shown && remedyOf(listing, suspicion, onDrift) === 'adopt';
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

/** What is kept of a reading that agrees; with the states of the units there, where stock work is followed. */
async function agreesNow(
  { stockWork }: CheckPorts,
  { skuState, listing }: Pick<DueComparison, 'skuState' | 'listing'>,
  states: UnitStates | undefined,
  now: Date,
): Promise<CheckNote> {
  const evidence: Evidence = { kind: 'reading', asOf: now.toISOString() };
  return stockWork === undefined || states === undefined
    ? { kind: 'agrees', evidence }
    : { kind: 'agrees', evidence, states: await statesWhenAgreed(stockWork, skuState, listing, states, now) };
}

/** Units of orders that the channel did not count. Only a channel that has more than we followed asks for them. */
async function ordersNotCounted(
  ledger: NonNullable<CheckPorts['stockWork']>,
  { skuState, listing, recordedWork }: DueComparison,
  { units, states }: StatesRead,
): Promise<number | undefined> {
  const isMore = units > listing.shown || (listing.foundMore ?? 0) !== (recordedWork?.foundMore ?? 0);
  return isMore ? await unitsNotCounted(ledger, skuState, listing, states) : 0;
}

/**
 * The listing with what the states prove: what the channel has committed says whether it counted its orders, whatever `shown`
 * rests on. And an answer of the last push that was below `shown` was of a push that crossed stock work: it was applied.
 */
function withEvidence(listing: Listing, notCounted: number | undefined): Listing {
  const { evidence, answered, shown } = listing;
  const kind = notCounted !== undefined && notCounted > 0 ? 'count' : 'reading';
  return {
    ...listing,
    ...(answered !== undefined && { answered: Math.max(answered, shown) }),
    ...(evidence !== undefined && notCounted !== undefined && { evidence: { ...evidence, kind } }),
  };
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
  const isAsked = isAskedAbout(listing, reading);
  if (!(await ports.checkStore.takeReading(listing, isAsked ? { ...reading, isAsked } : reading))) {
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
  await rebalanceAfterProof(ports, skuState, listing);
  return pushNow(ports, sku);
}

function logSuspected({ journal, checks }: CheckPorts, listing: Listing, { actual, shown }: Suspicion): void {
  journal.info(
    `${listing.sku}: ${listingId(listing)} shows ${actual}, should show ${shown}: checked again in ${checks.settleMs / 1_000} s`,
    { step: 'check', sku: listing.sku, channel: listing.channel, shows: actual, should: shown },
  );
}
