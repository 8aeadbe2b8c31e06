/** Says what is parked, and what became of it. */

import type { Outcome } from '../../shared/domain/ledger/outcome.ts';
import { reasonOf } from '../../shared/domain/ledger/outcome.ts';
import type { Observation } from '../../shared/domain/stock/observation.ts';
import type { OrderLineState } from '../../shared/domain/stock/order-line.ts';
import type { StockChange } from '../../shared/domain/stock/stock.ts';
import type { Parked } from '../../shared/ports/posting/posting.ts';
import { printable } from '../terminal/printable.ts';
import { signed } from './signed.ts';

/** A parked observation; of a conflicting one also what the ledger has under its key. */
export type ParkedView = Parked & { readonly recorded?: string };

/** The lines of one parked observation: what and why, its key, its contents, and those it conflicts with. */
export function parkedLines({ observation, outcome, parkedAt, fact, recorded }: ParkedView): readonly string[] {
  const { sku, source } = observation;
  return [
    `${parkedAt}  ${sku}  ${source.channel}  ${source.order ?? source.key}  ${outcome.kind}: ${reasonOf(outcome)}`,
    `    key       ${source.key}`,
    ...(fact === undefined ? [] : [`    fact      ${fact}`]),
    ...(recorded === undefined ? [] : [`    recorded  ${recorded}`]),
    `    now       ${contentsOf(observation)}`,
  ].map(printable);
}

/** What became of a parked observation that was replayed. */
export function replayedLine({ sku, source }: Observation, outcome: Outcome): string {
  const reason = reasonOf(outcome);
  const entry = 'seq' in outcome ? ` (entry ${outcome.seq})` : '';
  return printable(`${sku}  ${source.key}  ${outcome.kind}${entry}${reason === '' ? '' : `: ${reason}`}`);
}

/** What the observation says, in a few words. */
export function contentsOf(observation: Observation): string {
  const when = `of ${observation.statedAt ?? observation.occurredAt}`;
  switch (observation.kind) {
    case 'orderLine':
      return `${stateWords(observation.state)} at ${observation.location}, version ${observation.version}, ${when}`;
    case 'movement':
      return `${observation.cause} ${changeWords(observation.changes)}, ${when}`;
    case 'count':
      return `counted ${observation.counted} at ${observation.location}, ${when}`;
    default:
      return `${observation.kind}, ${when}`;
  }
}

export function stateWords({ ordered, shipped, returned }: OrderLineState): string {
  return `ordered ${ordered}, shipped ${shipped}, returned ${returned}`;
}

export function changeWords(changes: readonly StockChange[]): string {
  const words = changes.map(({ location, onHand = 0, committed = 0, held = 0, unavailable = 0 }) => {
    const moved = [
      ...(onHand === 0 ? [] : [`on hand ${signed(onHand)}`]),
      ...(committed === 0 ? [] : [`committed ${signed(committed)}`]),
      ...(held === 0 ? [] : [`held ${signed(held)}`]),
      ...(unavailable === 0 ? [] : [`unavailable ${signed(unavailable)}`]),
    ];
    return `${moved.length === 0 ? 'nothing' : moved.join(', ')} at ${location}`;
  });
  return words.length === 0 ? 'nothing' : words.join('; ');
}
