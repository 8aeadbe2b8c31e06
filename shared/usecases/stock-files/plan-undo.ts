/** Plans how a batch is taken back: for each of its entries the reverse of the difference that it made, or why that would be wrong. */

import type { ChannelId, Sku } from '../../domain/identifiers.ts';
import type { AlreadyCounted, LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import { meaningOf } from '../../domain/ledger/meaning-of-entries.ts';
import { reasonOf } from '../../domain/ledger/outcome.ts';
import { isBundle, type RecordedCount, type SkuLedger } from '../../domain/ledger/sku-ledger.ts';
import type { Decision } from '../../domain/posting/decision.ts';
import type { MovementObservation } from '../../domain/stock/observation.ts';
import type { StockChange } from '../../domain/stock/stock.ts';
import { isImport, isUndo, OPERATOR, undoBatchId, undoKey, undoneKey } from '../../domain/stock/stock-file.ts';
import type { StockReader } from '../../ports/reading/stock-reader.ts';
import { foresee } from '../posting/decide-for.ts';
import { entriesAfter } from '../reading/entries-after.ts';
import { eachSku, type SkuProgress } from './each-sku.ts';
import { type SkuMove, skuMoveOf } from './foreseen-moves.ts';
import type { StockFilePorts } from './plan-stock-file.ts';

export type UndoPorts = StockFilePorts & {
  readonly reader: StockFilePorts['reader'] & Pick<StockReader, 'order'>;
  /** From where an import may have taken units on hand, beside the operator. */
  readonly channels: readonly ChannelId[];
};

/** What is to become of one entry of the batch. */
export type PlannedUndo = {
  readonly entry: LedgerEntry;
  readonly plan: /** `changes`: what the correction does now. */
    | {
        readonly kind: 'new';
        readonly observation: MovementObservation;
        readonly changes: readonly StockChange[];
      }
    /** It was taken back as this entry. */
    | { readonly kind: 'undone'; readonly seq: number }
    | { readonly kind: 'refused'; readonly reason: string };
};

/** How the batch is taken back at one SKU. */
export type SkuUndo = { readonly sku: Sku; readonly entries: readonly PlannedUndo[]; readonly move: SkuMove };

/** How the batch would be taken back, SKU by SKU; empty where the ledger has no entry of it. */
export async function planUndo(
  ports: UndoPorts,
  batchId: string,
  progress: SkuProgress = () => undefined,
): Promise<readonly SkuUndo[]> {
  const entries = await entriesOf(ports, batchId);
  const bySku = [...Map.groupBy(entries, ({ sku }) => sku)];
  return eachSku(bySku, progress, ([sku, own]) =>
    planSku(
      ports,
      batchId,
      sku,
      own.toSorted((a, b) => a.seq - b.seq),
    ),
  );
}

/** The entries of the batch. The baselines of an import are from where their units were read; the ends of cut-overs go with them. */
async function entriesOf({ reader, channels }: UndoPorts, batchId: string): Promise<readonly LedgerEntry[]> {
  const sources = isImport(batchId) ? [OPERATOR, ...channels] : [OPERATOR];
  const all = await Promise.all(sources.map((channel) => reader.order(channel, batchId)));
  const entries = all.flatMap((each) => each.entries);
  return isImport(batchId) ? entries.filter(({ kind }) => kind === 'baseline') : entries;
}

async function planSku(ports: UndoPorts, batchId: string, sku: Sku, entries: readonly LedgerEntry[]): Promise<SkuUndo> {
  const { seen } = await ports.ledger.load(
    sku,
    entries.map(({ source }) => undoKey(source.key)),
  );
  const later = await Array.fromAsync(entriesAfter(ports.reader, sku, entries[0]?.seq ?? 0));
  const uncounted = await countsTakenBack(ports.ledger, sku, later);
  const now = ports.clock().toISOString();
  const planned: PlannedUndo[] = [];
  const fresh: { readonly entry: LedgerEntry; readonly observation: MovementObservation }[] = [];
  for (const entry of entries) {
    const undone = seen.get(undoKey(entry.source.key));
    const reason = undone === undefined ? laterKnowledge(entry, later) : undefined;
    if (undone !== undefined) {
      planned.push({ entry, plan: { kind: 'undone', seq: undone.seq } });
    } else if (reason === undefined) {
      fresh.push({ entry, observation: undoOf(entry, uncounted, batchId, now) });
    } else {
      planned.push({ entry, plan: { kind: 'refused', reason } });
    }
  }
  const foreseen = await foresee(
    ports,
    sku,
    fresh.map(({ observation }) => observation),
  );
  for (const [index, { entry, observation }] of fresh.entries()) {
    planned.push({ entry, plan: planOf(foreseen.before, observation, foreseen.decided[index]?.decision) });
  }
  return {
    sku,
    entries: planned.toSorted((a, b) => a.entry.seq - b.entry.seq),
    move: skuMoveOf(foreseen, ports.rules),
  };
}

function planOf(
  before: SkuLedger,
  observation: MovementObservation,
  decision: Decision | undefined,
): PlannedUndo['plan'] {
  if (isBundle(before)) {
    return { kind: 'refused', reason: `${before.sku} is a bundle now, and has no stock of its own.` };
  }
  if (decision === undefined) {
    return { kind: 'refused', reason: 'It cannot be decided.' };
  }
  return decision.kind === 'append'
    ? { kind: 'new', observation, changes: decision.entry.changes }
    : { kind: 'refused', reason: reasonOf(decision.outcome) || 'It would change nothing.' };
}

/**
 * Why taking the entry back would be wrong: somebody said since what is on hand at its place, by a count, a correction or an
 * adopted edit. That figure contains the entry's units, or makes up for them already. A count from before the entry contains
 * nothing of it, and one that was taken back says nothing any more.
 */
function laterKnowledge(
  { seq, changes, alreadyCounted = [], source, occurredAt }: LedgerEntry,
  later: readonly LedgerEntry[],
): string | undefined {
  const places = new Set([...changes, ...alreadyCounted].map(({ location }) => location));
  const keys = new Set(later.map((entry) => entry.source.key));
  const isTakenBack = (entry: LedgerEntry) => keys.has(undoKey(entry.source.key));
  const isOfBefore = (entry: LedgerEntry) => entry.kind === 'counted' && entry.occurredAt < occurredAt;
  const knowledge = later.find(
    (entry) =>
      entry.seq > seq &&
      meaningOf(entry) === 'knowledge' &&
      !isOfSameBatch(entry, source.order) &&
      !isUndo(entry.source.order ?? '') &&
      !isTakenBack(entry) &&
      !isOfBefore(entry) &&
      // A count that found no difference names no place: it may be this one.
      (entry.changes.length === 0 || entry.changes.some(({ location }) => places.has(location))),
  );
  return knowledge === undefined
    ? undefined
    : `Entry ${knowledge.seq} of ${knowledge.occurredAt} says what is on hand there since (${knowledge.kind} by ${nameOf(knowledge.source)}): count again, or use \`npx stockline correct\`.`;
}

function isOfSameBatch({ source }: LedgerEntry, batchId = ''): boolean {
  return (source.channel === OPERATOR || isImport(batchId)) && source.order === batchId;
}

function nameOf({ channel, order }: { readonly channel: ChannelId; readonly order?: string }): string {
  return order === undefined ? channel : `${channel} ${order}`;
}

/** A count that was taken back, with the number of its entry and of the one that took it back. */
type TakenBack = { readonly count: RecordedCount; readonly seq: number; readonly takenBackBy: number };

/** The counts that these entries take back. */
async function countsTakenBack(
  ledger: Pick<StockFilePorts['ledger'], 'load'>,
  sku: Sku,
  later: readonly LedgerEntry[],
): Promise<readonly TakenBack[]> {
  const undone = new Map(
    later.flatMap(({ seq, source }) => {
      const key = undoneKey(source.key);
      return key === undefined ? [] : [[key, seq] as const];
    }),
  );
  const { seen } = await ledger.load(sku, [...undone.keys()]);
  return [...seen.values()].flatMap(({ key, count, seq }) =>
    count === undefined ? [] : [{ count, seq, takenBackBy: undone.get(key) ?? 0 }],
  );
}

/** Whether these units moved nothing because of the count, and are on hand since it was taken back (`decideUncount`). */
function isGivenBack(each: AlreadyCounted, { seq }: LedgerEntry, { count, ...taken }: TakenBack): boolean {
  const { location, countedAt, before = '' } = count;
  const isContained = location === each.location && each.occurredAt <= countedAt && each.occurredAt > before;
  return isContained && taken.seq < seq && taken.takenBackBy > seq;
}

/** The correction: on hand moves back by what the entry moved it, and by what a count gave back that had contained it. */
function undoOf(
  entry: LedgerEntry,
  uncounted: readonly TakenBack[],
  batchId: string,
  now: string,
): MovementObservation {
  const { sku, kind, changes, alreadyCounted = [], source, occurredAt } = entry;
  const givenBack = alreadyCounted.filter((each) => uncounted.some((taken) => isGivenBack(each, entry, taken)));
  // A count and a baseline moved nothing. What moved is taken back at its own time, so that a count of an earlier time has neither.
  const isStated = kind === 'counted' || kind === 'baseline';
  const time = isStated ? {} : { occurredAt };
  return {
    kind: 'movement',
    cause: 'corrected',
    sku,
    changes: [...changes, ...givenBack].map((change) => ({ ...reversed(change), ...time })),
    reason: `${batchId} is taken back`,
    source: { channel: OPERATOR, order: undoBatchId(batchId), key: undoKey(source.key) },
    occurredAt: now,
    receivedAt: now,
    ...(isStated && { uncounts: source.key }),
  };
}

/** What a baseline made unavailable is given back with its units. */
function reversed(change: StockChange | AlreadyCounted): StockChange {
  const { location, onHand = 0 } = change;
  const { unavailable = 0 } = 'unavailable' in change ? change : {};
  return { location, onHand: -onHand, ...(unavailable !== 0 && { unavailable: -unavailable }) };
}
