import {
  currentExposure,
  type Exposure,
  type ExposureRules,
  type Policy,
  sellable,
} from '../../domain/exposure/exposure.ts';
import {
  areSameRules,
  exposureUnderRules,
  type PolicyGroups,
  resolveRules,
  type SkuPolicy,
} from '../../domain/exposure/policy.ts';
import {
  entryOf,
  groupsAfter,
  mayAffect,
  type PolicyEdit,
  policyAfter,
  skusNamedBy,
} from '../../domain/exposure/policy-edit.ts';
import { reviseExposure } from '../../domain/exposure/revise-exposure.ts';
import type { Sku } from '../../domain/identifiers.ts';
import { type Listing, listingId } from '../../domain/listing/listing.ts';
import { channelsToNotify } from '../../domain/pushing/channels-due.ts';
import { available, totalStock } from '../../domain/stock/stock.ts';
import type { PolicyBook } from '../../ports/policy-book.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { withConcurrency } from '../../with-concurrency.ts';
import { notifyPending, type SharePorts } from './rebalance-shares.ts';

export type PolicyPorts = SharePorts & {
  readonly book: PolicyBook;
  /** Every SKU of the ledger, without holding them all. */
  readonly everySku: () => AsyncIterable<Sku>;
};

/** What an edit of the policy book does to one SKU. */
export type PolicyMove = {
  readonly sku: Sku;
  /** Absent for a SKU that is not in the ledger yet: it begins with these rules. */
  readonly before?: Policy;
  readonly after: Policy;
  readonly rules: ExposureRules;
  /** What it may show follows from its components alone: of these rules only its buffers and caps say something. */
  readonly isBundle: boolean;
  /** Whether the card is written: it says other rules than these, or what follows from them is not worked out yet. */
  readonly isChanged: boolean;
  readonly listings: readonly ListingMove[];
};

/** A listing whose quantity moves. Units. */
export type ListingMove = {
  readonly listing: string;
  /** What it may show by the rules that hold now. */
  readonly before: number;
  readonly after: number;
  /** What we believe it shows. */
  readonly shown: number;
};

/** So many SKUs are worked on at once, and so many are held. */
const AT_ONCE = 16;

/**
 * What the edit would do, SKU by SKU; those for which it does nothing are left out. Changes nothing. Figures are those of
 * the moment each SKU is read.
 */
export async function* planPolicy(ports: PolicyPorts, edit: PolicyEdit): AsyncGenerator<PolicyMove> {
  const groups = groupsAfter(edit, await ports.book.readGroups());
  for await (const skus of inBatches(concernedSkus(ports, edit))) {
    const moves = await withConcurrency(AT_ONCE, skus, (sku) => planSku(ports, edit, groups, sku));
    yield* moves.filter((move) => move !== undefined);
  }
}

/**
 * Writes the edit into the book and applies it to the cards, SKU by SKU, as `planPolicy` says; yields what was done. The
 * book comes first: after a crash the same edit once more, or none (`kind: 'none'`), finishes what was begun. Rejects
 * when somebody else changed the same place of the book in between.
 */
export async function* applyPolicy(ports: PolicyPorts, edit: PolicyEdit): AsyncGenerator<PolicyMove> {
  const groups = await writeGroups(ports.book, edit);
  for await (const skus of inBatches(concernedSkus(ports, edit))) {
    const moves = await withConcurrency(AT_ONCE, skus, async (sku) => {
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

/** What the book says of the SKU from now on. */
type Said = { readonly sku: Sku; readonly groups: PolicyGroups; readonly own: SkuPolicy };

function moveOf(
  { rules: config, clock }: PolicyPorts,
  edit: PolicyEdit,
  read: SkuState | undefined,
  { sku, groups, own }: Said,
): { readonly move: PolicyMove | undefined; readonly exposure?: Exposure } {
  const { rules } = resolveRules(config, groups, own, sku);
  if (read === undefined) {
    const isNamed = skusNamedBy(edit) !== undefined;
    return {
      move: isNamed ? { sku, after: rules.policy, rules, isBundle: false, isChanged: false, listings: [] } : undefined,
    };
  }
  const present = currentExposure(read, config);
  // A card that follows a configuration which calls for shares, or an endgame, has none until they are worked out.
  const isUnworked = read.exposure === undefined && reviseExposure(present, read, clock(), 'keep').exposure !== present;
  const isChanged = isUnworked || !areSameRules(present.rules, rules);
  const exposure = isChanged ? exposureUnderRules(present, rules, read, clock()) : present;
  const listings = read.listings.filter(({ managed }) => managed).map((each) => movesTo(read, each, present, exposure));
  // Without a change of rules a listing moves by what the configuration says now, or nobody was told of it.
  const moving = listings.filter(({ before, after, shown }) =>
    isChanged ? before !== after : edit.kind === 'none' && after !== shown,
  );
  const isDone = !isChanged && moving.length === 0 && (present.untold ?? []).length === 0;
  const policies = { before: present.rules.policy, after: rules.policy };
  const isBundle = present.madeOf !== undefined;
  const move = { sku, ...policies, rules, isBundle, isChanged, listings: moving };
  return isDone ? { move: undefined } : { move, exposure };
}

function movesTo({ stock }: SkuState, listing: Listing, before: Exposure, after: Exposure): ListingMove {
  return {
    listing: listingId(listing),
    before: sellable(stock, listing, before),
    after: sellable(stock, listing, after),
    shown: listing.shown,
  };
}

/** A SKU in a flash sale is written many times a second: most attempts meet a posting, one in so many does not. */
const ATTEMPTS = 40;
const CAUSE = 'rules of its exposure';

/** The card says the rules, and then its channels are told: `untold` on the card lets a later run make good a crash. */
async function applyToSku(
  ports: PolicyPorts,
  edit: PolicyEdit,
  groups: PolicyGroups,
  own: SkuPolicy,
  sku: Sku,
): Promise<PolicyMove | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const read = await ports.store.read(sku);
    const { move, exposure } = moveOf(ports, edit, read, { sku, groups, own });
    if (read === undefined || exposure === undefined || move === undefined) {
      return move;
    }
    if (!move.isChanged) {
      await tell(ports, read, exposure);
      return move;
    }
    const channels = read.listings.filter(({ managed }) => managed).map(({ channel }) => channel);
    const untold = [...new Set([...(exposure.untold ?? []), ...channels])].sort();
    const noted: Exposure = { ...exposure, untold };
    if ((await ports.store.writeKeeping(read, { exposure: noted, demand: read.demand })) === 'committed') {
      await notifyPending(ports, read, noted, CAUSE);
      return move;
    }
    await ports.pause(attempt);
  }
  throw new Error(`SKU ${sku}: its policy met another writer ${ATTEMPTS} times: run the same again to finish.`);
}

/** Nothing is to be written, but channels may not have been told: of the change, or of what the configuration says. */
async function tell(ports: PolicyPorts, read: SkuState, exposure: Exposure): Promise<void> {
  await notifyPending(ports, read, exposure, CAUSE);
  const { due, urgent } = channelsToNotify(read, read, ports.rules);
  if (due.length + urgent.length > 0) {
    const at = ports.clock().toISOString();
    const { sku, seq, stock } = read;
    const figures = { sku, seq, due, urgent, available: available(totalStock(stock)) };
    await ports.events.emit([{ ...figures, cause: CAUSE, receivedAt: at, postedAt: at }], []);
  }
}

/** Resolves with what the book says of groups from now on. */
async function writeGroups(book: PolicyBook, edit: PolicyEdit): Promise<PolicyGroups> {
  const before = await book.readGroups();
  const after = groupsAfter(edit, before);
  if (edit.kind !== 'group') {
    return after;
  }
  const said = entryOf(after, edit.group);
  if (said !== entryOf(before, edit.group) && !(await book.writeGroup(edit.group, said))) {
    throw new Error(
      'Somebody else changed the same rules meanwhile: look at `stockline policy show` and run it again.',
    );
  }
  return after;
}

/** Resolves with what the book says of the SKU from now on. */
async function writeSku(book: PolicyBook, edit: PolicyEdit, sku: Sku): Promise<SkuPolicy> {
  const before = await book.readSku(sku);
  const after = policyAfter(edit, sku, before);
  if (after !== before && !(await book.writeSku(sku, after))) {
    throw new Error(`${sku}: somebody else changed its rules meanwhile: look at \`stockline policy show ${sku}\`.`);
  }
  return after;
}

async function* concernedSkus(ports: PolicyPorts, edit: PolicyEdit): AsyncGenerator<Sku> {
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
    if (batch.length === AT_ONCE) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) {
    yield batch;
  }
}
