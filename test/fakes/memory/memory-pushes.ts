/** How the table in memory writes pushes and shares, under the conditions of the real stores. */
import { isDeepStrictEqual } from 'node:util';
import type { RevisedExposure } from '../../../shared/domain/exposure/revise-exposure.ts';
import {
  type AppliedNote,
  type Listing,
  listingId,
  type SeenQuantity,
  type WithdrawNote,
} from '../../../shared/domain/listing/listing.ts';
import type { PushIntent } from '../../../shared/domain/listing/push-intent.ts';
import { takenFigure } from '../../../shared/domain/listing/taken-figure.ts';
import { whenApplied } from '../../../shared/domain/pushing/push-plan.ts';
import type { Committed } from '../../../shared/ports/posting/posting.ts';
import type { PushRecord } from '../../../shared/ports/pushing/push-store.ts';
import type { SkuState } from '../../../shared/ports/sku-state.ts';
import { isHeadAsRead, kept, type SkuItems } from './memory-items.ts';

/**
 * What the table in memory writes for pushes and for shares, with the conditions of shared/aws/pushing/push-store.ts and
 * shared/aws/exposure/exposure-store.ts. At once and without a promise, so that test/model can take each as one step.
 */
export function claimPush(
  { listings }: SkuItems,
  listing: Listing,
  intent: PushIntent,
  read?: Pick<SkuState, 'isInTurn'>,
): Listing | undefined {
  const stored = listings.get(listingId(listing));
  if (stored === undefined || stored.revision !== listing.revision) {
    return undefined;
  }
  if (read?.isInTurn && !isPostedAsRead(stored, listing)) {
    return undefined;
  }
  const claimed = kept({ ...stored, intent, generation: intent.generation, revision: stored.revision + 1 });
  listings.set(listingId(listing), claimed);
  return claimed;
}

/** Nothing was posted to the listing since it was read. */
function isPostedAsRead(stored: Listing, read: Listing): boolean {
  const isSameDoubt = read.push.kind !== 'absolute' || isDeepStrictEqual(stored.push, read.push);
  const isSameEvidence = stored.evidence?.asOf === read.evidence?.asOf && stored.isRecounted === read.isRecounted;
  return stored.shown === read.shown && isSameEvidence && isSameDoubt;
}

export function claimRaise(
  items: SkuItems,
  read: Pick<SkuState, 'exposure' | 'isInTurn'>,
  listing: Listing,
  intent: PushIntent,
): Listing | undefined {
  const isOfferedAsRead = items.head?.exposure?.revision === read.exposure?.revision;
  return isOfferedAsRead ? claimPush(items, listing, intent, read) : undefined;
}

export function finishPush(
  items: SkuItems,
  listing: Listing,
  record: PushRecord,
  { seen, isProven, ...note }: AppliedNote = {},
): void {
  const { shown, setAgain = 0, isClosed } = whenApplied(record.intent);
  endPush(items, listing, record, ({ problem: _problem, retryAt: _retryAt, answered: _answered, ...stored }) => ({
    ...(isProven ? withoutCheck(stored) : stored),
    ...note,
    shown: shown.kind === 'becomes' ? shown.units : stored.shown + shown.units,
    push: stored.push.kind === 'absolute' ? withClosed({ ...stored.push, setAgain }, isClosed, record) : stored.push,
    ...(seen && stored.shown === listing.shown && takenFigure(listing, seen, listing.shown + record.intent.delta)),
    ...(isProven && { agreedRevision: stored.revision + 1 }),
  }));
}

function withClosed(
  { closedAt: _closedAt, ...push }: Extract<Listing['push'], { kind: 'absolute' }>,
  isClosed: boolean | undefined,
  { endedAt }: PushRecord,
): Listing['push'] {
  return isClosed ? { ...push, closedAt: endedAt } : push;
}

function withoutCheck({
  checkAt: _checkAt,
  suspicion: _suspicion,
  isRecounted: _isRecounted,
  ...rest
}: Listing): Listing {
  return rest;
}

/** It is this attempt of the push, and no other invocation has resumed it. */
function isStill({ intent }: Listing, { generation, attempt, leaseUntil }: PushIntent): boolean {
  return intent?.generation === generation && intent.attempt === attempt && intent.leaseUntil === leaseUntil;
}

export function refusePush(items: SkuItems, listing: Listing, record: PushRecord, retryAt: string | undefined): void {
  const stored = items.listings.get(listingId(listing));
  if (stored !== undefined && isStill(stored, record.intent)) {
    endPush(items, listing, record, ({ retryAt: _retryAt, ...rest }) => ({
      ...rest,
      problem: record.answer,
      ...(retryAt !== undefined && { retryAt }),
    }));
  }
}

export function withdrawPush(
  { listings }: SkuItems,
  listing: Listing,
  intent: PushIntent,
  { checkAt, calledAt, suspicion, seen }: WithdrawNote,
): void {
  const stored = listings.get(listingId(listing));
  if (stored !== undefined && isStill(stored, intent)) {
    const { intent: _intent, ...rest } = stored;
    const notes = {
      ...(checkAt && { checkAt }),
      ...(calledAt && { lastPushedAt: calledAt }),
      ...(suspicion && { suspicion }),
    };
    const revision = stored.revision + 1;
    const taken = seen && stored.shown === listing.shown ? seenOf(listing, seen, revision) : {};
    listings.set(listingId(listing), kept({ ...rest, ...notes, ...taken, revision }));
  }
}

/** Ends this lease, of that generation: the push may be resumed as after a crash. */
export function endLease(
  { listings }: SkuItems,
  listing: Listing,
  { generation, leaseUntil, startedAt }: PushIntent,
): void {
  const stored = listings.get(listingId(listing));
  if (stored?.intent?.generation === generation && stored.intent.leaseUntil === leaseUntil) {
    const intent = { ...stored.intent, leaseUntil: startedAt };
    listings.set(listingId(listing), kept({ ...stored, intent, revision: stored.revision + 1 }));
  } else if (stored?.revision === listing.revision) {
    listings.set(listingId(listing), kept({ ...stored, revision: stored.revision + 1 }));
  }
}

function seenOf(listing: Listing, seen: SeenQuantity, revision: number): Partial<Listing> {
  const { units, asOf } = seen;
  const taken = takenFigure(listing, seen, listing.shown);
  const evidence = { kind: 'reading', asOf } as const;
  return { ...taken, answered: units, agreedRevision: revision, evidence, comparedAt: asOf };
}

/** Ends the push of that generation and attempt, once, and keeps its record. */
export function endPush(
  { listings, pushes }: SkuItems,
  listing: Listing,
  record: PushRecord,
  change: (stored: Listing) => Listing,
): void {
  const stored = listings.get(listingId(listing));
  const { generation, attempt } = record.intent;
  if (stored?.intent?.generation !== generation || stored.intent.attempt !== attempt) {
    return;
  }
  const { intent: _intent, ...ended } = change(stored);
  listings.set(listingId(listing), kept({ ...ended, lastPushedAt: record.endedAt, revision: stored.revision + 1 }));
  pushes.push(kept({ ...record, listing: listingId(listing) }));
}

/** Nothing was posted, nobody moved the shares, and no push of a listing has moved that has a share then. */
export function writeExposure(
  items: SkuItems,
  read: SkuState,
  { exposure, demand }: RevisedExposure,
  isKeeping = false,
): Committed {
  const areAsCounted = read.listings.every((listing) => {
    const stored = items.listings.get(listingId(listing));
    const share = exposure.shares?.[listingId(listing)];
    const isAsRead = stored?.revision === listing.revision;
    return share === undefined || isAsRead || (isKeeping && stored !== undefined && sellsAtMost(stored, share.units));
  });
  if (items.head === undefined || !isHeadAsRead(items, read) || !areAsCounted) {
    return 'conflict';
  }
  items.head = kept({ ...items.head, exposure, ...(demand && { demand }) });
  return 'committed';
}

/** The condition of shared/aws/exposure/exposure-store.ts, `writeKeeping`. */
function sellsAtMost({ shown, intent, answered = 0 }: Listing, units: number): boolean {
  return shown <= units && (intent?.delta ?? 0) <= 0 && answered >= 0;
}
