/** Prints what became of an order, in the order of time. */
import { lengthWords } from '../../../shared/domain/explaining/in-words.ts';
import type { LedgerEntry } from '../../../shared/domain/ledger/ledger-entry.ts';
import type { TraceView } from '../../../shared/usecases/reading/read-stock.ts';
import { printable } from '../../terminal/printable.ts';
import { changeWords } from '../parked-report.ts';

type Observed = TraceView['observations'][number];

/** A line for the order, one for each of its observations, and one for each push that followed. */
export function traceLines({ channel, order, observations }: TraceView): readonly string[] {
  return [`${channel} ${printable(order)}`, ...observations.flatMap(observedLines)];
}

function observedLines(observed: Observed): readonly string[] {
  if (!('entry' in observed)) {
    const { observation, outcome, reason, parkedAt } = observed;
    return [`  ${parkedAt}  ${printable(observation.sku)}  ${outcome}, parked: ${printable(reason)}`];
  }
  const { entry, pushes } = observed;
  return [
    `  ${entry.postedAt}  ${printable(entry.sku)}  entry ${entry.seq}, ${entry.kind}: ${entryWords(entry)}, ${lagWords(entry.receivedAt, entry.postedAt)} after it was received`,
    ...pushes.map(
      ({ listing, change, shows, endedAt, answer }) =>
        `  ${endedAt}    ${printable(listing)} ${change > 0 ? '+' : '−'}${Math.abs(change)} → ${shows}: ${printable(answer)}, ${lagWords(entry.receivedAt, endedAt)} after it was received`,
    ),
  ];
}

/** What an entry changed, in words. */
export function entryWords({ changes, alreadyCounted }: LedgerEntry): string {
  return changes.length > 0 ? changeWords(changes) : alreadyCounted === undefined ? 'nothing moved' : 'counted already';
}

function lagWords(from: string, to: string): string {
  return lengthWords(Date.parse(to) - Date.parse(from));
}
