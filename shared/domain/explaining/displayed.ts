/** Works out what a listing displayed at a time, from what was pushed to it and what its channel sold. */
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { unitsSold } from '../ledger/sale.ts';
import { type Listing, listingId } from '../listing/listing.ts';
import type { PushIntent } from '../listing/push-intent.ts';
import { wasTaken } from '../pushing/answer-words.ts';
import type { PushInputs } from '../pushing/push-inputs.ts';

/** A push that ended, as far as it explains a figure. */
export type KnownPush = {
  readonly listing: string;
  readonly intent: Pick<PushIntent, 'seq' | 'delta' | 'target' | 'startedAt'>;
  readonly endedAt: string;
  readonly answer: string;
  readonly inputs?: PushInputs;
};

/** What a listing displayed, in units of the SKU, and what says so. Nothing that was changed in the channel's admin is in it. */
export type Displayed = {
  readonly listing: string;
  readonly units: number;
  readonly evidence: /** The channel took this push, and sold nothing since that we know of. */
    | { readonly kind: 'push'; readonly asOf: string; readonly seq: number; readonly answer: string }
    /** A sale of its own, which it counted down itself. */
    | { readonly kind: 'sale'; readonly asOf: string; readonly seq: number; readonly order?: string }
    /** No push and no sale says so: what the first push after that time found, or what it shows now. */
    | { readonly kind: 'later'; readonly asOf: string };
  /** What decided the push, where it was kept. */
  readonly inputs?: PushInputs;
};

type History = { readonly entries: readonly LedgerEntry[]; readonly pushes: readonly KnownPush[] };

/** `entries`: those of the SKU in their order, from before that time on; `pushes`: those of the SKU, in any order. */
export function displayedAt(listing: Listing, { entries, pushes }: History, at: string): Displayed {
  const name = listingId(listing);
  const own = pushes
    .filter((push) => push.listing === name && wasTaken(push.answer))
    .toSorted((one, other) => (one.endedAt < other.endedAt ? -1 : 1));
  const sales = entries.filter((entry) => unitsSold(entry) !== 0 && isSaleOf(listing, entry));
  const push = own.findLast(({ endedAt }) => endedAt <= at);
  const sale = sales.findLast(({ occurredAt }) => occurredAt <= at);
  const said = { listing: name, units: 0, ...(push?.inputs && { inputs: push.inputs }) };
  // Of a listing that was not pushed by then, every push came later.
  const [next] = own;
  const units = push === undefined ? before(listing, sales, at, next) : after(push, sales, at);
  if (sale !== undefined && (push === undefined || sale.occurredAt > push.endedAt)) {
    const { order } = sale.source;
    const evidence = { kind: 'sale', asOf: sale.occurredAt, seq: sale.seq } as const;
    return { ...said, units, evidence: { ...evidence, ...(order !== undefined && { order }) } };
  }
  return { ...said, units, evidence: push === undefined ? laterEvidence(listing, next, at) : pushEvidence(push) };
}

/** A channel with several listings of the SKU sold from the one that draws where the units were taken. */
function isSaleOf({ channel, drawsOn }: Listing, { source, changes }: LedgerEntry): boolean {
  return source.channel === channel && changes.some(({ location }) => drawsOn.includes(location));
}

/** The figure that the push carried, less what the channel sold and the push did not know. */
function after({ intent }: KnownPush, sales: readonly LedgerEntry[], at: string): number {
  return (
    intent.target - sumOf(sales.filter(({ postedAt, occurredAt }) => postedAt > intent.startedAt && occurredAt <= at))
  );
}

/** What the next push found, or what is shown now, with what was sold in between put back. */
function before({ shown }: Listing, sales: readonly LedgerEntry[], at: string, next: KnownPush | undefined): number {
  const later = sales.filter(({ occurredAt }) => occurredAt > at);
  return next === undefined
    ? shown + sumOf(later)
    : next.intent.target - next.intent.delta + sumOf(later.filter(({ postedAt }) => postedAt <= next.intent.startedAt));
}

function sumOf(sales: readonly LedgerEntry[]): number {
  return sales.reduce((sum, sale) => sum + unitsSold(sale), 0);
}

function pushEvidence({ endedAt, intent, answer }: KnownPush): Displayed['evidence'] {
  return { kind: 'push', asOf: endedAt, seq: intent.seq, answer };
}

function laterEvidence({ evidence }: Listing, next: KnownPush | undefined, at: string): Displayed['evidence'] {
  return { kind: 'later', asOf: next?.intent.startedAt ?? evidence?.asOf ?? at };
}
