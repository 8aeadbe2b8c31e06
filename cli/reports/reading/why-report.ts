/** Prints why a SKU's figures are what they are. */
import { inputsWords, lengthWords } from '../../../shared/domain/explaining/in-words.ts';
import type { MovedBy } from '../../../shared/domain/explaining/sums.ts';
import type { LedgerEntry } from '../../../shared/domain/ledger/ledger-entry.ts';
import { available, totalStock } from '../../../shared/domain/stock/stock.ts';
import type { DecidedPush, DisplayedListing, SkuExplanation } from '../../../shared/usecases/reading/explain-sku.ts';
import { paint } from '../../terminal/paint.ts';
import { printable } from '../../terminal/printable.ts';
import { signed } from '../signed.ts';
import { figureWords } from './stock-report.ts';
import { entryWords } from './trace-report.ts';

/** The figures, what moved them, what was displayed, what was decided, and why units were oversold. */
export function whyLines(why: SkuExplanation): readonly string[] {
  const { sku, seq, at, since, moved, entries, displayed, decisions, oversales } = why;
  const { strong, quiet } = paint();
  const from = since === 1 ? 'all entries' : `entries ${since} to ${seq}`;
  return [
    `${strong(printable(sku))}  ${figureWords(why)} ${quiet(`(entry ${seq}, as of ${at})`)}`,
    ...section(`What moved it (${from})`, moved.map(movedWords)),
    ...section(`The last ${entries.length} of ${seq} entries`, entries.map(entryLine)),
    ...section('What each channel showed', displayed.map(displayedLine)),
    ...section('What was decided', decisions.flatMap(decisionLines)),
    ...oversales.flatMap(({ seq: entry, units, says }) =>
      section(`Why ${units} ${units === 1 ? 'unit was' : 'units were'} oversold by entry ${entry}`, says),
    ),
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', paint().strong(title), ...lines.map((line) => `  ${printable(line)}`)];
}

function movedWords({ channel, kind, entries, onHand, committed, held, unavailable }: MovedBy): string {
  const figures = Object.entries({ 'on hand': onHand, committed, held, unavailable }).filter(
    ([, units]) => units !== 0,
  );
  const words = figures.map(([figure, units]) => `${figure} ${signed(units)}`).join(', ');
  return `${kind} of ${channel}: ${words === '' ? 'nothing moved' : words} (${entries} ${entries === 1 ? 'entry' : 'entries'})`;
}

function entryLine(entry: LedgerEntry): string {
  const { seq, kind, source, occurredAt, postedAt, reason, stockAfter } = entry;
  const by = source.order === undefined ? source.channel : `${source.channel} ${source.order}`;
  const late = lengthWords(Date.parse(postedAt) - Date.parse(occurredAt));
  const why = reason === undefined ? '' : `, ${reason}`;
  return `${occurredAt}  entry ${seq}, ${kind} by ${by}: ${entryWords(entry)}${why}; available ${available(totalStock(stockAfter))}, posted ${late} later`;
}

function displayedLine({ listing, units, sellable, says, inputs }: DisplayedListing): string {
  const due = sellable === undefined || sellable === units ? '' : `, may show ${sellable}`;
  const from = inputs === undefined ? '' : `. Decided from ${inputsWords(inputs)}`;
  return `${listing} ${units}${due}, ${says}${from}`;
}

function decisionLines({
  listing,
  seq,
  change,
  shows,
  startedAt,
  endedAt,
  answer,
  inputs,
}: DecidedPush): readonly string[] {
  const took = lengthWords(Date.parse(endedAt) - Date.parse(startedAt));
  return [
    `${endedAt}  ${listing} ${signed(change)} → ${shows} after entry ${seq}: ${answer}, in ${took}`,
    ...(inputs === undefined ? [] : [`  decided from ${inputsWords(inputs)}`]),
  ];
}
