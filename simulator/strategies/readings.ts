/** What a reading of a channel leaves on its listing, by the rules of checks. */
import { isReadForEntry, type Shares } from '../../shared/domain/exposure/shares.ts';
import { type Listing, listingId, type Suspicion } from '../../shared/domain/listing/listing.ts';
import { seenOf, takenFigure } from '../../shared/domain/listing/taken-figure.ts';
import { escrowPositionOf, escrowPositionOfBundle, mustBeSetAgain } from '../../shared/domain/pushing/absolute.ts';
import { isStillOnDisplay, judgeExposed } from '../../shared/domain/pushing/absolute-escrow.ts';
import { judge, standsForMs } from '../../shared/domain/reconciling/drift.ts';
import { judgeLeft } from '../../shared/domain/reconciling/judge-left.ts';
import { provenToShow } from './figures.ts';
import type { SkuState } from './sku-state.ts';

/** The listing after a reading, and what follows from it. */
export type AfterReading = {
  readonly listing: Listing;
  /** It is read again after so long; absent: not for this reading. */
  readonly againAfterSeconds?: number;
  /** Shares move by what is known now, and what is due is pushed. */
  readonly goesOn: boolean;
  /** The reading is a proof: it counts once what was sold before it is posted. */
  readonly isProof?: true;
};

/** What is read, when, and how long a channel may take to show a figure and a sale to be reported. */
export type Reading = { readonly actual: number; readonly now: Date; readonly settleMs: number };

/** The SKU of the listing, as it is then. */
type ReadSku = Pick<SkuState, 'exposure' | 'components'>;

/** A check is made again no sooner and no later than that, as shared/usecases/reconciling/recheck.ts has it, in seconds. */
const RECHECK_SECONDS = { least: 1, most: 300 };

/** Of a listing that is pushed, as shared/usecases/reconciling/compare-listing.ts judges it. */
export function afterReading(
  listing: Listing,
  { exposure, components }: ReadSku,
  { actual, now, settleMs }: Reading,
): AfterReading {
  const position = escrowPositionOf(listing, exposure) ?? escrowPositionOfBundle(listing, components);
  const settle = settleMs / 1_000;
  const verdict =
    position === undefined
      ? judge(listing, actual, now, standsForMs(listing, actual, exposure, { settleMs, onDrift: 'overwrite' }))
      : judgeExposed(listing, position, actual, now, settleMs);
  switch (verdict.kind) {
    case 'suspected':
      return { listing: { ...listing, suspicion: verdict.suspicion }, againAfterSeconds: settle, goesOn: false };
    case 'tooSoon':
      return { listing, againAfterSeconds: againAfter(listing, now, settle, settle), goesOn: false };
    case 'proven': {
      const { actual: seen } = verdict.reading;
      const again = isStillOnDisplay(listing, seen) ? { againAfterSeconds: settle } : {};
      return { listing: provenToShow(listing, seen), ...again, goesOn: true, isProof: true };
    }
    case 'agrees':
      return { listing: agreed(listing, now), goesOn: true };
    case 'drifted': {
      // Less may be a sale that is still on its way to us.
      const mayBeUnreported = verdict.suspicion.actual < verdict.suspicion.shown && !mustBeSetAgain(listing);
      const taken = withShownTaken(listing, verdict.suspicion, now);
      return { listing: taken, goesOn: true, ...(mayBeUnreported && { isProof: true }) };
    }
    default:
      return verdict satisfies never;
  }
}

function agreed({ suspicion: _suspicion, ...listing }: Listing, now: Date): Listing {
  return { ...listing, agreedRevision: listing.revision, comparedAt: now.toISOString() };
}

/** The channel's own figure becomes `shown`. As shared/aws/reconciling/check-store.ts writes it. */
function withShownTaken(
  { suspicion: _suspicion, answered, ...listing }: Listing,
  suspicion: Suspicion,
  now: Date,
): Listing {
  const asOf = now.toISOString();
  const revision = listing.revision + 1;
  return {
    ...listing,
    ...(answered !== undefined && { answered: suspicion.actual }),
    ...takenFigure(listing, seenOf(suspicion, asOf), suspicion.shown),
    ...{ comparedAt: asOf, revision, agreedRevision: revision },
  };
}

/** Of a listing that is pushed no more, as shared/usecases/reconciling/prove-left-listing.ts judges it. */
export function afterReadingLeft(listing: Listing, { exposure }: ReadSku, reading: Reading): AfterReading {
  const { actual, now, settleMs } = reading;
  const { verdict, standsMs } = judgeLeft(listing, actual, exposure, now, { settleMs, onDrift: 'overwrite' });
  const settle = settleMs / 1_000;
  switch (verdict.kind) {
    case 'agrees':
      return { listing: agreed(listing, now), goesOn: true };
    case 'suspected':
      return { listing: { ...listing, suspicion: verdict.suspicion }, againAfterSeconds: settle, goesOn: true };
    case 'tooSoon': {
      const most = standsMs <= settleMs ? settle : Math.max(settle, RECHECK_SECONDS.most);
      return { listing, againAfterSeconds: againAfter(listing, now, standsMs / 1_000, most), goesOn: false };
    }
    case 'proven':
    case 'drifted': {
      const { actual: seen } = verdict.kind === 'proven' ? verdict.reading : verdict.suspicion;
      return { listing: provenToShow(listing, seen), goesOn: true, isProof: true };
    }
    default:
      return verdict satisfies never;
  }
}

/** Until the suspicion has stood for so long, in seconds. */
function againAfter({ suspicion }: Listing, now: Date, standsSeconds: number, most: number): number {
  const seenMs = suspicion === undefined ? now.getTime() : Date.parse(suspicion.at);
  const due = standsSeconds - (now.getTime() - seenMs) / 1_000;
  return Math.min(most, Math.max(RECHECK_SECONDS.least, due));
}

/** Whether it matters what the listing shows, as shared/usecases/reconciling/check-listings.ts asks it. */
export function isWatched(listing: Listing, shares: Shares | undefined): boolean {
  return listing.managed || (shares?.[listingId(listing)]?.units ?? 0) > 0 || isReadForEntry(shares, listing);
}
