/** How `shown` follows the units that a channel counted down by itself, when it sold them. */
import type { Listing } from './listing.ts';
import { putsBackUnreportedSales, withPossiblyOverwritten } from './listing-push.ts';

/**
 * The settle time where none is configured. So long after an absolute push was answered it may still overwrite the count
 * of a sale made before: Amazon says ACCEPTED, not applied, and documents no processing time. 30 s is generous; too long
 * costs one harmless extra push.
 */
export const SETTLE_MS_DEFAULT = 30_000;

/** How `shown` moves with what a channel counted itself, and whether that is certain. */
export type DeductionEffect = {
  /** Units by which `shown` moves. */
  readonly by: number;
  /** A push may have overwritten the channel's count: the figure must be set again. */
  readonly isPossiblyOverwritten: boolean;
  /** A reading at the channel, made before, proves nothing any more. */
  readonly voidsReading?: boolean;
  /** The channel's figure moved by nobody knows how many units beyond `shown`: a reading must show them. */
  readonly isUnsaid?: true;
};

/** A sale, or its cancellation, that the channel counted in its own figure and that a source reported to us. */
export type ReportedDeduction = {
  /** Units that the channel counted down; negative when it put units back. */
  readonly deducted: number;
  /** When the channel counted them, as the source reports it; ISO 8601. */
  readonly occurredAt: string;
  /** This is the first report of the sale. */
  readonly isFirst: boolean;
  /** The report is of a new order line: nothing of it is shipped, returned or cancelled yet. */
  readonly isFresh: boolean;
  /** Under escrow the exposed units include what a push may overwrite. */
  readonly isInEscrow?: boolean;
  /** The channel set its figure by a count, and did not say by how many units that moved: `deducted` is 0. */
  readonly isUnsaid?: boolean;
  /** The settle time as configured, in milliseconds; absent: the default. */
  readonly settleMs?: number | undefined;
};

/** The channel's figure moved, and nobody knows whether `shown` contains that: the next reading of it decides. */
const MUST_BE_READ: DeductionEffect = { by: 0, isPossiblyOverwritten: false, voidsReading: true, isUnsaid: true };

/**
 * Whether a count of this time, which lies before the reading, may have been made after it all the same: a channel that states whole
 * seconds (Shopify: https://shopify.dev/docs/api/admin-graphql/latest/scalars/DateTime, 2026-10) counted it anywhere within that second.
 */
function mayBeAfter(occurredAt: string, readAsOf: string): boolean {
  const at = Date.parse(occurredAt);
  return at % 1_000 === 0 && at + 1_000 > Date.parse(readAsOf);
}

/**
 * What follows for `shown` when a channel reports that it counted itself down by `deducted` more units. Nothing, if it
 * did so before `shown` was read from the channel itself. Where it does not say how many these were, or whether it was before that
 * reading, its figure must be read.
 *
 * An absolute push may have overwritten that count, if the channel made it before the push was applied. Where this
 * cannot be excluded `shown` stays and the count is noted as possibly overwritten. That asks for another push, whatever
 * the figures say: setting a figure twice does no harm, a sale silently put back on display does. We know the time of
 * the count only for a line whose first report is the new order (`isFresh`). A line first reported later may have been
 * counted, and put back, at any time before.
 */
export function deductionEffect(listing: Listing, reported: ReportedDeduction): DeductionEffect {
  const { deducted, occurredAt, isFirst, isFresh, isInEscrow = false, isUnsaid = false } = reported;
  const { settleMs = SETTLE_MS_DEFAULT } = reported;
  if (isInEscrow && putsBackUnreportedSales(listing)) {
    return deductionInEscrow(reported);
  }
  const hasBeenPushed = listing.intent !== undefined || listing.lastPushedAt !== undefined;
  const mayBeOverwritten = putsBackUnreportedSales(listing) && hasBeenPushed;
  if (listing.shownAsOf !== undefined && occurredAt < listing.shownAsOf) {
    const isInDoubt = !mayBeOverwritten && deducted !== 0 && mayBeAfter(occurredAt, listing.shownAsOf);
    return isInDoubt ? MUST_BE_READ : { by: 0, isPossiblyOverwritten: mayBeOverwritten && deducted !== 0 };
  }
  if (isUnsaid) {
    return MUST_BE_READ;
  }
  const certain: DeductionEffect = { by: deducted === 0 ? 0 : -deducted, isPossiblyOverwritten: false };
  if (!mayBeOverwritten) {
    return certain;
  }
  const countedSomething = deducted !== 0 || (isFirst && !isFresh);
  const isAfterAllPushes =
    listing.intent === undefined &&
    Date.parse(occurredAt) > Date.parse(listing.lastPushedAt ?? '') + settleMs &&
    (!isFirst || isFresh);
  return countedSomething && !isAfterAllPushes ? { by: 0, isPossiblyOverwritten: true } : certain;
}

/**
 * A9: under escrow a report moves the exposed units together with the share and with what is available, whatever its time. A7: it
 * voids the reading at the channel if units may have been put back after that reading. The first report of a line may hide that,
 * because the line may have been cancelled in part before; a later one says it.
 */
function deductionInEscrow({ deducted, isFirst }: ReportedDeduction): DeductionEffect {
  const by = deducted === 0 ? 0 : -deducted;
  return { by, isPossiblyOverwritten: false, ...((isFirst || deducted !== 0) && { voidsReading: true }) };
}

/** The listing once its channel's deduction is taken into account. */
export function withDeduction(listing: Listing, effect: DeductionEffect): Listing {
  const { by, isPossiblyOverwritten, voidsReading, isUnsaid } = effect;
  const push = isPossiblyOverwritten ? withPossiblyOverwritten(listing.push) : listing.push;
  const revision = listing.revision + (voidsReading ? 1 : 0);
  return { ...listing, shown: listing.shown + by, push, revision, ...(isUnsaid && { isRecounted: true as const }) };
}

/**
 * Whether this count holds only as long as no push of the listing begins or ends: the pushes known when the listing was
 * read decided that `shown` moves. That a count was possibly overwritten holds whatever happens.
 */
export function dependsOnPushes(listing: Listing, { by, voidsReading = false }: DeductionEffect): boolean {
  return putsBackUnreportedSales(listing) && by !== 0 && !voidsReading;
}
