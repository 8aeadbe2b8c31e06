/** What a push of a figure and a reading leave on a listing whose channel only accepts figures (Amazon). */
import type { Listing } from '../../shared/domain/listing/listing.ts';
import type { ListingPush } from '../../shared/domain/listing/listing-push.ts';
import type { AbsoluteIntent } from '../../shared/domain/listing/push-intent.ts';
import { isStillOnDisplay } from '../../shared/domain/pushing/absolute-escrow.ts';
import { whenApplied } from '../../shared/domain/pushing/push-plan.ts';

/** The listing once its channel accepted the figure; `at` in ISO 8601. As shared/aws/pushing/push-store.ts writes it. */
export function withFigureAccepted(listing: Listing, intent: AbsoluteIntent, at: string): Listing {
  const { intent: _intent, answered: _answered, ...kept } = listing;
  const { shown, setAgain = 0, isClosed } = whenApplied(intent);
  return {
    ...kept,
    shown: shown.kind === 'becomes' ? shown.units : kept.shown + shown.units,
    push: kept.push.kind === 'absolute' ? withClosed({ ...kept.push, setAgain }, isClosed === true, at) : kept.push,
    lastPushedAt: at,
    revision: kept.revision + 1,
  };
}

/** The listing once a reading proved what it may still sell. As shared/aws/reconciling/check-store.ts writes it. */
export function provenToShow(listing: Listing, actual: number): Listing {
  const { suspicion: _suspicion, ...kept } = listing;
  const isOpenAgain = isStillOnDisplay(listing, actual);
  const revision = kept.revision + 1;
  return {
    ...kept,
    push: kept.push.kind === 'absolute' && isOpenAgain ? withClosed(kept.push, false, '') : kept.push,
    shown: actual,
    answered: actual,
    revision,
    agreedRevision: revision,
  };
}

function withClosed(push: Extract<ListingPush, { kind: 'absolute' }>, isClosed: boolean, at: string): ListingPush {
  const { closedAt: _closedAt, ...open } = push;
  return isClosed ? { ...open, closedAt: at } : open;
}
