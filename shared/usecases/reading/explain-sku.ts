/** Says why a SKU's figures are what they are, or were at a time: what moved, what was displayed, what was decided. */

import type { Displayed } from '../../domain/explaining/displayed.ts';
import { evidenceWords, type NoEvidence, oversaleSentences } from '../../domain/explaining/in-words.ts';
import { explainLack, lacksAmong, type Oversale } from '../../domain/explaining/oversale.ts';
import { type MovedBy, sumsByCause } from '../../domain/explaining/sums.ts';
import { currentExposure } from '../../domain/exposure/exposure.ts';
import { sellableOffered } from '../../domain/exposure/offered-stock.ts';
import type { Sku } from '../../domain/identifiers.ts';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import { type Evidence, type Listing, listingId } from '../../domain/listing/listing.ts';
import { type PushInputs, pushInputsOf } from '../../domain/pushing/push-inputs.ts';
import type { EndedPush, StockReader } from '../../ports/reading/stock-reader.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import { withConcurrency } from '../../with-concurrency.ts';
import { displayedBy, entriesSince, PUSHES_BEFORE, PUSHES_PER_READ, pushesBy, readEntries } from './displayed-at.ts';
import { readEntryAt, type StockFigures, stockFigures, type ViewSettings } from './read-stock.ts';

/** What a listing displayed at the moment, and what it was due to show where that is the present. */
export type DisplayedListing = Omit<Displayed, 'evidence'> & {
  readonly evidence: Displayed['evidence'] | Evidence | NoEvidence;
  /** What it may show now; absent of a moment that is past. */
  readonly sellable?: number;
  /** On what evidence, in words. */
  readonly says: string;
};

/** A push with what decided it. */
export type DecidedPush = Pick<EndedPush, 'listing' | 'endedAt' | 'answer' | 'inputs'> &
  Pick<EndedPush['intent'], 'seq' | 'startedAt'> & {
    /** Units by which it moved what the listing showed, and what it showed then. */
    readonly change: number;
    readonly shows: number;
  };

/** An oversale with its sentences, in order: both sales, the lag, what was displayed, what would have prevented it. */
export type ExplainedOversale = Oversale & { readonly says: readonly string[] };

/** Why: everything as of one moment, in units of the SKU. */
export type SkuExplanation = StockFigures & {
  /** The moment; ISO 8601. */
  readonly at: string;
  /** What moved, added up by channel and kind of entry, from entry `since` on. */
  readonly moved: readonly MovedBy[];
  readonly since: number;
  /** The last entries, oldest first. */
  readonly entries: readonly LedgerEntry[];
  readonly displayed: readonly DisplayedListing[];
  /** The last pushes, oldest first. */
  readonly decisions: readonly DecidedPush[];
  /** The last entries by which more was promised than there was, newest first. */
  readonly oversales: readonly ExplainedOversale[];
};

/** Entries that are added up at most. */
const ENTRIES_MOST = 10_000;
const READS_AT_ONCE = 4;
const ENTRIES_SHOWN = 20;
const DECISIONS_SHOWN = 20;
const OVERSALES_SHOWN = 5;

/**
 * Explains the SKU as of now, or as of a time; undefined where nothing was posted by then. Of a SKU with 10,000 entries it
 * takes 14 reads as of now, and twice as many as of any time: a search for the last entry, ten pages of entries, and the pushes of
 * the last of them.
 */
export async function explainSku(
  reader: StockReader,
  settings: ViewSettings,
  sku: Sku,
  asked: { readonly now: Date; readonly at?: Date | undefined },
): Promise<SkuExplanation | undefined> {
  const skuState = await reader.skuState(sku);
  const { now, at } = asked;
  const last = skuState && (await readEntryAt(reader, skuState, at ?? now));
  if (skuState === undefined || last === undefined) {
    return undefined;
  }
  const moment = (at ?? now).toISOString();
  const since = Math.max(1, last.seq - ENTRIES_MOST + 1);
  const entries = await readEntries(reader, sku, since, last.seq);
  const pushes = await pushesBy(reader, skuState, last.seq, moment);
  const later = at === undefined ? [] : await entriesSince(reader, skuState, { pushes, last: last.seq, moment });
  const past = pushes.filter(({ endedAt }) => endedAt <= moment);
  const lacks = lacksAmong(entries).slice(-OVERSALES_SHOWN).toReversed();
  const { policy } = currentExposure(skuState, settings.rules).rules;
  return {
    ...stockFigures(sku, last.seq, last.stockAfter),
    at: moment,
    moved: sumsByCause(entries),
    since,
    entries: entries.slice(-ENTRIES_SHOWN),
    displayed: skuState.listings.map((listing) =>
      withWords(
        at === undefined
          ? displayedNow(skuState, settings, listing)
          : displayedBy(listing, { entries, later, pushes }, moment),
      ),
    ),
    decisions: past.slice(-DECISIONS_SHOWN).map(decisionOf),
    oversales: await withConcurrency(READS_AT_ONCE, lacks, async (lack) => {
      const from = Math.max(1, (lack.other ?? lack.entry).seq - PUSHES_BEFORE);
      const around = await reader.pushes(sku, from, PUSHES_PER_READ);
      const known = { listings: skuState.listings, entries, pushes: around, isEscrow: policy === 'escrow' };
      const oversale = explainLack(lack, known);
      return { ...oversale, says: oversaleSentences(oversale) };
    }),
  };
}

function decisionOf({ listing, intent, endedAt, answer, inputs }: EndedPush): DecidedPush {
  const { seq, startedAt, delta, target } = intent;
  return { listing, seq, change: delta, shows: target, startedAt, endedAt, answer, ...(inputs && { inputs }) };
}

/** What we believe it shows, and what that rests on. */
function displayedNow(skuState: SkuState, { rules }: ViewSettings, listing: Listing): Omit<DisplayedListing, 'says'> {
  const exposure = currentExposure(skuState, rules);
  const { shown, evidence = evidenceBefore(listing) } = listing;
  const inputs: PushInputs = pushInputsOf(skuState.stock, listing, exposure);
  const sellable = sellableOffered(skuState, listing, exposure);
  return { listing: listingId(listing), units: shown, evidence, inputs, sellable };
}

function withWords(displayed: Omit<DisplayedListing, 'says'>): DisplayedListing {
  return { ...displayed, says: evidenceWords(displayed.evidence) };
}

/** Of a listing without evidence of its own: it was registered, and nothing was seen of it since but its last push. */
function evidenceBefore({ lastPushedAt }: Listing): Evidence | NoEvidence {
  return lastPushedAt === undefined ? { kind: 'none' } : { kind: 'count', asOf: lastPushedAt };
}
