/** What the table in memory keeps of one SKU, and the conditions under which a posting may write it. */
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import { isDivided, withheldFromBundles } from '../../../shared/domain/exposure/exposure.ts';
import type { ChannelId } from '../../../shared/domain/identifiers.ts';
import type { LedgerEntry } from '../../../shared/domain/ledger/ledger-entry.ts';
import type { Seen, SkuLedger } from '../../../shared/domain/ledger/sku-ledger.ts';
import { dependsOnPushes, withDeduction } from '../../../shared/domain/listing/deduction.ts';
import type { Link } from '../../../shared/domain/listing/link.ts';
import { type Listing, listingId, type Suspicion } from '../../../shared/domain/listing/listing.ts';
import { settledByReading } from '../../../shared/domain/listing/listing-push.ts';
import { seenOf, takenFigure } from '../../../shared/domain/listing/taken-figure.ts';
import { isStillOnDisplay } from '../../../shared/domain/pushing/absolute-escrow.ts';
import type { Component, ComponentStock } from '../../../shared/domain/stock/bundle.ts';
import type { Posting } from '../../../shared/ports/posting/posting.ts';
import type { PushRecord } from '../../../shared/ports/pushing/push-store.ts';
import type { CheckNote } from '../../../shared/ports/reconciling/checks.ts';
import type { OfferedComponent } from '../../../shared/ports/sku-state.ts';

/** What the table in memory keeps of one SKU. */
export type SkuItems = {
  head: Omit<SkuLedger, 'seen' | 'listings' | 'links'> | undefined;
  /** Links of what bears the SKU as a name, by channel and item. */
  readonly links: Map<string, Link>;
  readonly entries: LedgerEntry[];
  readonly seen: Map<string, Seen>;
  readonly listings: Map<string, Listing>;
  readonly marks: Map<string, { registeredAt: string; readUpTo: string }>;
  readonly pushes: (PushRecord & { readonly listing: string })[];
};

/** Under which the marks of a channel's item are kept. */
export function markKey(channel: ChannelId, externalId: string): string {
  return `${channel}|${externalId}`;
}

/** TransactWriteItems takes 100 actions (DynamoDB API reference, 2012-08-10). */
const ACTIONS_MAX = 100;

/** The conditions of shared/aws/ledger/posting-actions.ts: all of them, or nothing is written. */
export function conditionsHold(items: SkuItems, posting: Posting): boolean {
  const actions = 1 + posting.entries.length + posting.seen.length + posting.shown.length;
  if (actions > ACTIONS_MAX) {
    throw new Error(`DynamoDB takes no transaction of ${actions} actions.`);
  }
  const arePlacesAsRead =
    posting.before.seq === 0 ||
    canonicalJson(items.head?.linkedPlaces ?? null) === canonicalJson(posting.before.linkedPlaces ?? null);
  const headIsAsRead = isHeadAsRead(items, posting.before) && arePlacesAsRead;
  const entriesAreNew = posting.entries.every((entry) => !items.entries.some((each) => each.seq === entry.seq));
  const seenIsAsRead = posting.seen.every(({ now, before }) => {
    const stored = items.seen.get(now.key);
    return stored?.contentHash === before?.contentHash && stored?.line?.version === before?.line?.version;
  });
  const listingsAreAsRead = posting.shown.every(({ listing, ...count }) => {
    const stored = items.listings.get(listingId(listing));
    const isOfThesePushes = dependsOnPushes(listing, count);
    const shownIsAsOfThen = count.by === 0 || stored?.shownAsOf === listing.shownAsOf;
    return stored !== undefined && (!isOfThesePushes || stored.revision === listing.revision) && shownIsAsOfThen;
  });
  return headIsAsRead && entriesAreNew && seenIsAsRead && listingsAreAsRead;
}

/** A bundle's component as its SKU head has it; nothing of one that is not in the ledger. */
export function componentOf(component: Component, { head }: SkuItems): ComponentStock & OfferedComponent {
  const { seq = 0, stock = {}, exposure } = head ?? {};
  const isUnderEscrow = exposure?.shares !== undefined && { isUnderEscrow: true as const };
  const divided = isDivided(exposure) && { isDivided: true as const };
  return {
    ...component,
    seq,
    stock,
    withheldFromBundles: withheldFromBundles(exposure),
    ...(exposure && { exposure }),
    ...isUnderEscrow,
    ...divided,
  };
}

export function offeredComponent({
  sku,
  seq,
  exposure,
  isUnderEscrow,
  isDivided: divided,
}: OfferedComponent): OfferedComponent {
  return {
    sku,
    seq,
    ...(exposure && { exposure: { revision: exposure.revision } }),
    ...(isUnderEscrow && { isUnderEscrow }),
    ...(divided && { isDivided: divided }),
  };
}

/** What a SKU head holds of its SKU. */
export function skuStateOf({ seq, stock, exposure, demand, unplaced }: NonNullable<SkuItems['head']>) {
  return { seq, stock, ...(exposure && { exposure }), ...(demand && { demand }), ...(unplaced && { unplaced }) };
}

/** The condition of shared/aws/ledger/head-conditions.ts. */
export function isHeadAsRead({ head }: SkuItems, read: Pick<SkuLedger, 'seq' | 'exposure'>): boolean {
  return (head?.seq ?? 0) === read.seq && head?.exposure?.revision === read.exposure?.revision;
}

/** What the transaction writes once its conditions hold. */
export function write(items: SkuItems, posting: Posting): void {
  const { seen: _seen, listings: _listings, links: _links, ...head } = posting.after;
  items.head = head.seq === posting.before.seq ? items.head : kept(head);
  items.entries.push(...posting.entries.map(kept));
  for (const { now } of posting.seen) {
    items.seen.set(now.key, kept(now));
  }
  for (const { listing, checkAt, ...count } of posting.shown) {
    const stored = items.listings.get(listingId(listing));
    const evidence = { kind: 'count', asOf: posting.after.lastPostedAt } as const;
    if (stored !== undefined) {
      const moved = {
        ...withDeduction(stored, count),
        ...(count.by !== 0 && { evidence }),
        ...(checkAt && { checkAt }),
      };
      items.listings.set(listingId(listing), kept(moved));
    }
  }
}

/** What a check leaves on a listing (shared/aws/reconciling/check-store.ts). */
export function noted(stored: Listing, note: CheckNote): Listing {
  const { checkAt: _checkAt, suspicion, ...rest } = stored;
  switch (note.kind) {
    case 'agrees':
      return {
        ...withoutRecount(rest),
        agreedRevision: stored.revision,
        ...seenToShow(stored, stored.shown),
        evidence: note.evidence,
        comparedAt: note.evidence.asOf,
        ...(note.states && { agreedStates: note.states }),
      };
    case 'seen':
      return { ...withoutRecount(stored), evidence: note.evidence, comparedAt: note.evidence.asOf };
    case 'again':
      return { ...rest, checkAt: note.checkAt, ...(note.suspicion && { suspicion: note.suspicion }) };
    case 'adopted':
      return { ...rest, checkAt: note.checkAt, shownAsOf: note.asOf, ...(suspicion && { suspicion }) };
    case 'notListed':
      return { ...rest, problem: note.problem };
    default:
      return note satisfies never;
  }
}

export function taken(stored: Listing, suspected: Suspicion, asOf: string): Listing {
  const { actual, shown } = suspected;
  const { suspicion: _suspicion, checkAt: _checkAt, isRecounted: _isRecounted, ...rest } = stored;
  const revision = stored.revision + 1;
  const evidence = { kind: 'reading', asOf } as const;
  const figure = takenFigure(stored, seenOf(suspected, asOf), shown);
  const seen = { ...figure, evidence, comparedAt: asOf, revision, agreedRevision: revision };
  return { ...rest, ...seen, ...seenToShow(stored, actual) };
}

/** The condition and the write of shared/aws/reconciling/check-store.ts, `takeReading`. */
export function provenBy(stored: Listing, reading: Suspicion, read: Listing): Listing {
  const { actual } = reading;
  const { rise } = takenFigure(stored, seenOf(reading, reading.at), reading.shown);
  const { suspicion: _suspicion, checkAt: _checkAt, ...rest } = stored;
  const revision = stored.revision + 1;
  return {
    ...rest,
    push: pushOnceProven(stored, actual, settledByReading(read.push)),
    shown: actual,
    answered: actual,
    ...(rise && { rise }),
    revision,
    agreedRevision: revision,
  };
}

function pushOnceProven(stored: Listing, actual: number, setAgain: number | undefined): Listing['push'] {
  const { push } = stored;
  if (push.kind !== 'absolute') {
    return push;
  }
  const settled = { ...push, ...(setAgain !== undefined && { setAgain }) };
  return isStillOnDisplay(stored, actual) ? withoutClosedAt(settled) : settled;
}

function withoutClosedAt({ closedAt: _closedAt, ...push }: Extract<Listing['push'], { kind: 'absolute' }>) {
  return push;
}

function withoutRecount<Stored extends Listing>({ isRecounted: _isRecounted, ...rest }: Stored) {
  return rest;
}

function seenToShow({ answered }: Listing, units: number): Partial<Listing> {
  return answered === undefined ? {} : { answered: units };
}

/** What stays of a listing whose place another item of the channel has now. */
export function madeAgain(known: Listing, shows: number, now: Date): Listing {
  const {
    intent: _intent,
    problem: _problem,
    checkAt: _checkAt,
    suspicion: _suspicion,
    rise: _rise,
    ...others
  } = known;
  const {
    answered: _answered,
    agreedRevision: _agreed,
    pushedBelowZero: _below,
    isRecounted: _isRecounted,
    ...stays
  } = others;
  const asOf = now.toISOString();
  const seen = { shown: shows, shownAsOf: asOf, evidence: { kind: 'page', asOf } as const, comparedAt: asOf };
  return { ...stays, ...seen, revision: known.revision + 1 };
}

/** A frozen copy. What is frozen already came out of the table, or can be changed by nobody. */
export function kept<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) {
    return value;
  }
  if (Array.isArray(value)) {
    return Object.freeze(value.map(kept)) as T;
  }
  const copy: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) {
    copy[name] = kept(field);
  }
  return Object.freeze(copy) as T;
}
