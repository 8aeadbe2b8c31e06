// Changes the policy book, plans what the change would do to each SKU, and applies it SKU by SKU.
import { type EndgameLimit, endgameLimit, type SlowEndgame, slowEndgame } from '../../domain/exposure/endgame.ts';
import {
  currentExposure,
  type Exposure,
  type ExposureRules,
  type Policy,
  withToNotify,
} from '../../domain/exposure/exposure.ts';
import { sellableOffered } from '../../domain/exposure/offered-stock.ts';
import {
  areSameRules,
  exposureUnderRules,
  type PolicyGroups,
  resolveRules,
  type SkuPolicy,
} from '../../domain/exposure/policy.ts';
import {
  groupsAfter,
  mayAffect,
  type PolicyEdit,
  policyAfter,
  policyEntryOf,
  skusNamedBy,
} from '../../domain/exposure/policy-edit.ts';
import { reviseExposure } from '../../domain/exposure/revise-exposure.ts';
import { tooManyForEscrow } from '../../domain/exposure/share-pools.ts';
import { newlyKept } from '../../domain/exposure/shares.ts';
import type { Sku } from '../../domain/identifiers.ts';
import { sellsWithoutStock } from '../../domain/listing/catalogue-note.ts';
import { type Listing, listingId } from '../../domain/listing/listing.ts';
import { channelsToNotify } from '../../domain/pushing/channels-due.ts';
import { OPERATOR_COMMANDS } from '../../operator-commands.ts';
import type { PolicyBook } from '../../ports/exposure/policy-book.ts';
import type { CheckQueue } from '../../ports/reconciling/checks.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { retryConflict } from '../../retry-conflict.ts';
import { withConcurrency } from '../../with-concurrency.ts';
import { scheduleCheck } from '../reconciling/schedule-check.ts';
import { notifyPending, stockChanged } from './notify-channels.ts';
import type { SharePorts } from './rebalance-shares.ts';

export type PolicyPorts = SharePorts & {
  readonly book: PolicyBook;
  readonly checks: CheckQueue;
  /** Every SKU of the ledger, page by page: they are never all in memory. */
  readonly everySku: () => AsyncIterable<Sku>;
};

/** What an edit of the policy book does to one SKU. */
export type PolicyMove = {
  readonly sku: Sku;
  /** Absent for a SKU that is not in the ledger yet: it will begin with these rules. */
  readonly before?: Policy;
  readonly after: Policy;
  readonly rules: ExposureRules;
  /** A bundle shows what its components allow: only the buffers and caps of its rules apply. */
  readonly isBundle: boolean;
  /** Whether the SKU is written: it has other rules than these, or its shares or endgame are not computed yet. */
  readonly isChanged: boolean;
  readonly listings: readonly ListingMove[];
  /** Under escrow: its listings that are sold on when nothing is left. No share limits what they sell. */
  readonly withoutStock: readonly string[];
  /** Under endgame: up to which demand it keeps to its risk. Absent where that has no limit. */
  readonly endgameLimit?: EndgameLimit;
  /** The rules say `endgame`, and a lag is too long for it: the SKU is offered under escrow. */
  readonly endgameTooSlow?: SlowEndgame;
  /** Under escrow: more listings than it can divide the stock among. The SKU is offered under `endgame`. */
  readonly tooManyListings?: number;
};

/** A listing whose quantity moves. In units. */
export type ListingMove = {
  readonly listing: string;
  /** What it may show under the rules that hold now. */
  readonly before: number;
  readonly after: number;
  /** What we believe it shows. */
  readonly shown: number;
};

/** SKUs worked on at a time, and held in memory. */
const SKUS_AT_ONCE = 16;

/**
 * What the edit would do, SKU by SKU, without the SKUs that it does not change. Writes nothing. The quantities are those at
 * the moment when each SKU is read.
 */
export async function* planPolicy(ports: PolicyPorts, edit: PolicyEdit): AsyncGenerator<PolicyMove> {
  const groups = groupsAfter(edit, await ports.book.readGroups());
  for await (const skus of inBatches(affectedSkus(ports, edit))) {
    const moves = await withConcurrency(SKUS_AT_ONCE, skus, (sku) => planSku(ports, edit, groups, sku));
    yield* moves.filter((move) => move !== undefined);
  }
}

/**
 * Writes the edit into the book and applies it SKU by SKU, as `planPolicy` says; yields what was done. The book is written
 * first: after a crash the same edit again, or the edit `none`, finishes what was begun. Rejects when somebody else
 * changed the same place in the book in between.
 */
export async function* applyPolicy(ports: PolicyPorts, edit: PolicyEdit): AsyncGenerator<PolicyMove> {
  const groups = await writeGroups(ports.book, edit);
  for await (const skus of inBatches(affectedSkus(ports, edit))) {
    const moves = await withConcurrency(SKUS_AT_ONCE, skus, async (sku) => {
      const own = await writeSku(ports.book, edit, sku);
      return mayAffect(edit, sku, own) ? applyToSku(ports, edit, groups, own, sku) : undefined;
    });
    yield* moves.filter((move) => move !== undefined);
  }
}

async function planSku(
  ports: PolicyPorts,
  edit: PolicyEdit,
  groups: PolicyGroups,
  sku: Sku,
): Promise<PolicyMove | undefined> {
  const own = policyAfter(edit, sku, await ports.book.readSku(sku));
  if (!mayAffect(edit, sku, own)) {
    return undefined;
  }
  return moveOf(ports, edit, await ports.store.read(sku), { sku, groups, own }).move;
}

/** What the book says about the SKU after the edit. */
type BookAfter = { readonly sku: Sku; readonly groups: PolicyGroups; readonly own: SkuPolicy };

function moveOf(
  { rules: config, settleMs, clock }: PolicyPorts,
  edit: PolicyEdit,
  read: SkuState | undefined,
  { sku, groups, own }: BookAfter,
): { readonly move: PolicyMove | undefined; readonly exposure?: Exposure } {
  const { rules } = resolveRules(config, groups, own, sku);
  if (read === undefined) {
    const isNamed = skusNamedBy(edit) !== undefined;
    return {
      move: isNamed
        ? { sku, after: rules.policy, rules, isBundle: false, isChanged: false, listings: [], withoutStock: [] }
        : undefined,
    };
  }
  const present = currentExposure(read, config);
  // When the configuration says escrow or endgame, a SKU without an exposure of its own has no shares or finisher yet.
  const isNotComputed =
    read.exposure === undefined &&
    reviseExposure(present, read, clock(), { release: 'keep', settleMs }).exposure !== present;
  const isChanged = isNotComputed || !areSameRules(present.rules, rules);
  const exposure = isChanged ? exposureUnderRules(present, rules, read, clock(), settleMs) : present;
  const listings = read.listings
    .filter(({ managed }) => managed)
    .map((each) => listingMove(read, each, present, exposure));
  // Without a change of rules, a listing moves when the configuration changed and its channel was not notified yet.
  const moving = listings.filter(({ before, after, shown }) =>
    isChanged ? before !== after : edit.kind === 'none' && after !== shown,
  );
  const isDone = !isChanged && moving.length === 0 && (present.toNotify ?? []).length === 0;
  const policies = { before: present.rules.policy, after: rules.policy };
  const isBundle = present.madeOf !== undefined;
  const unlimited = rules.policy === 'shared' ? [] : read.listings.filter(sellsWithoutStock);
  const withoutStock = unlimited.map(listingId);
  const tooMany = rules.policy === 'escrow' && !isBundle ? tooManyForEscrow(present, read.listings) : undefined;
  const slow = isBundle ? undefined : slowEndgame(exposure, { ...read, settleMs });
  const isEndgame = (rules.policy === 'endgame' && slow === undefined) || tooMany !== undefined;
  const limit =
    isEndgame && !isBundle ? endgameLimit({ ...exposure, rules }, { ...read, settleMs }, clock()) : undefined;
  const move = {
    ...{ sku, ...policies, rules, isBundle, isChanged, listings: moving, withoutStock },
    ...(tooMany !== undefined && { tooManyListings: tooMany }),
    ...(limit !== undefined && { endgameLimit: limit }),
    ...(slow !== undefined && { endgameTooSlow: slow }),
  };
  return isDone ? { move: undefined } : { move, exposure };
}

function listingMove(read: SkuState, listing: Listing, before: Exposure, after: Exposure): ListingMove {
  return {
    listing: listingId(listing),
    before: sellableOffered(read, listing, before),
    after: sellableOffered(read, listing, after),
    shown: listing.shown,
  };
}

/** A SKU in a flash sale is written many times a second, so most attempts meet a posting. */
const ATTEMPTS = 40;
const CAUSE = 'rules of its exposure';

/** Writes the rules with the list of channels to notify, then notifies them: after a crash in between, a later run does. */
async function applyToSku(
  ports: PolicyPorts,
  edit: PolicyEdit,
  groups: PolicyGroups,
  own: SkuPolicy,
  sku: Sku,
): Promise<PolicyMove | undefined> {
  const { store, pause } = ports;
  const givenUp = (attempts: number) =>
    `SKU ${sku}: ${attempts} writes of its policy in a row met another writer: run the same again to finish.`;
  return retryConflict<PolicyMove | undefined>({ attempts: ATTEMPTS, pause, givenUp }, async () => {
    const read = await store.read(sku);
    const { move, exposure } = moveOf(ports, edit, read, { sku, groups, own });
    if (read === undefined || exposure === undefined || move === undefined) {
      return move;
    }
    if (!move.isChanged) {
      await notifyUnchanged(ports, read, exposure);
      return move;
    }
    const channels = read.listings.filter(({ managed }) => managed).map(({ channel }) => channel);
    const listed = withToNotify(exposure, channels);
    // Asked for before the write: a crash in between leaves a check too many, never one too few.
    await checkKept(ports, newlyKept(read.listings, read.exposure, listed));
    if ((await store.writeKeeping(read, { exposure: listed, demand: read.demand })) === 'conflict') {
      return 'conflict';
    }
    await notifyPending(ports, read, listed, CAUSE);
    return move;
  });
}

/** Asks for a check of each: its share goes on once that proves what the channel shows. */
async function checkKept({ checks, clock, settleMs }: PolicyPorts, kept: readonly Listing[]): Promise<void> {
  for (const listing of kept) {
    await scheduleCheck({ queue: checks, settleMs }, listing, clock(), settleMs);
  }
}

/** Notifies channels of an earlier change that they were not notified of, or of a change of the configuration. */
async function notifyUnchanged(ports: PolicyPorts, read: SkuState, exposure: Exposure): Promise<void> {
  await notifyPending(ports, read, exposure, CAUSE);
  const channels = channelsToNotify(read, read, ports.rules);
  if (channels.due.length + channels.urgent.length > 0) {
    await ports.events.emit([stockChanged(read, channels, CAUSE, ports.clock())], []);
  }
}

/** Writes the edit of a group, if it is one; resolves with the groups after it. */
async function writeGroups(book: PolicyBook, edit: PolicyEdit): Promise<PolicyGroups> {
  const before = await book.readGroups();
  const after = groupsAfter(edit, before);
  if (edit.kind !== 'group') {
    return after;
  }
  const entry = policyEntryOf(after, edit.group);
  if (entry !== policyEntryOf(before, edit.group) && !(await book.writeGroup(edit.group, entry))) {
    throw new Error(
      `Somebody else changed the same rules meanwhile. Check them with \`${OPERATOR_COMMANDS.showPolicy()}\`, then run this again.`,
    );
  }
  return after;
}

/** Writes the edit of the SKU's policy, if it has one; resolves with the policy after it. */
async function writeSku(book: PolicyBook, edit: PolicyEdit, sku: Sku): Promise<SkuPolicy> {
  const before = await book.readSku(sku);
  const after = policyAfter(edit, sku, before);
  if (after !== before && !(await book.writeSku(sku, after))) {
    throw new Error(
      `${sku}: somebody else changed its rules meanwhile. Check them with \`${OPERATOR_COMMANDS.showPolicy(sku)}\`, then run this again.`,
    );
  }
  return after;
}

async function* affectedSkus(ports: PolicyPorts, edit: PolicyEdit): AsyncGenerator<Sku> {
  for await (const sku of skusNamedBy(edit) ?? ports.everySku()) {
    const isElsewhere = edit.kind === 'group' && edit.group.kind === 'prefix' && !sku.startsWith(edit.group.name);
    if (!isElsewhere) {
      yield sku;
    }
  }
}

async function* inBatches(skus: AsyncIterable<Sku>): AsyncGenerator<readonly Sku[]> {
  let batch: Sku[] = [];
  for await (const sku of skus) {
    batch.push(sku);
    if (batch.length === SKUS_AT_ONCE) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) {
    yield batch;
  }
}
