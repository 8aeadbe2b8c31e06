/** Entries of the ledger as sentences. */
import type { Entry } from '../live/answers.ts';

type Sums = {
  readonly onHand: number;
  readonly committed: number;
  readonly held: number;
  readonly unavailable: number;
};

/** What an entry changed over all locations. */
export function sumsOf(entry: Pick<Entry, 'changes'>): Sums {
  const sum = (name: keyof Sums) => entry.changes.reduce((total, change) => total + (change[name] ?? 0), 0);
  return { onHand: sum('onHand'), committed: sum('committed'), held: sum('held'), unavailable: sum('unavailable') };
}

/** An order, or the batch of an import or of a stock file, which stands in its place (docs/stock-files.md). */
export function orderInWords(order: string): string {
  return /^(?:import|receive|count|adjust|transfer|undo):/.test(order) ? `batch ${order}` : `order ${order}`;
}

/** What is available after an entry. */
export function availableAfter({ stockAfter }: Pick<Entry, 'stockAfter'>): number {
  return Object.values(stockAfter).reduce(
    (sum, { onHand, committed, held, unavailable }) => sum + onHand - committed - held - unavailable,
    0,
  );
}

export function onHandAfter({ stockAfter }: Pick<Entry, 'stockAfter'>): number {
  return Object.values(stockAfter).reduce((sum, { onHand }) => sum + onHand, 0);
}

/** What happened, as one sentence without a full stop: `2 sold on shopify`. */
export function sentenceOf(entry: Entry): string {
  const { kind, source, reason } = entry;
  const why = reason === undefined ? '' : ` (${reason})`;
  const sums = sumsOf(entry);
  switch (kind) {
    case 'order':
      return orderSentence(sums, source.channel);
    case 'sold':
      return `${Math.abs(sums.onHand || sums.held)} sold on ${source.channel}`;
    case 'baseline':
      return `Taken into the ledger with ${onHandAfter(entry)} on hand`;
    case 'counted':
      return `Counted: ${onHandAfter(entry)} on hand${differenceOf(sums.onHand)}`;
    case 'held':
      return `${sums.held} held for a checkout`;
    case 'transferred':
      return `${transferred(entry)} moved to another location${why}`;
    case 'takenOffSale':
      return `${sums.unavailable} taken off sale on ${source.channel}${why}`;
    case 'putBackOnSale':
      return `${-sums.unavailable} put back on sale on ${source.channel}${why}`;
    case 'corrected':
      return `Corrected by an operator${differenceOf(sums.onHand)}${why}`;
    case 'adopted':
      return `The figure of ${source.channel} was taken over${differenceOf(sums.onHand)}`;
    case 'captured':
      return `A checkout of ${-sums.held} became an order`;
    case 'voided':
    case 'cancelled':
    case 'expired':
      return `A checkout was ${kind}: ${Math.abs(sums.held || sums.committed)} given back`;
    case 'received':
    case 'shipped':
    case 'returned':
    case 'damaged':
    case 'adjusted':
      return `${Math.abs(sums.onHand || sums.unavailable || sums.committed)} ${kind}${why}`;
    default:
      return kind satisfies never;
  }
}

function orderSentence({ onHand, committed }: Sums, channel: string): string {
  if (committed > 0) {
    return onHand === 0
      ? `${committed} sold on ${channel}`
      : `${committed} committed and ${-onHand} shipped on ${channel}`;
  }
  if (committed < 0 && onHand === committed) {
    return `${-committed} shipped for ${channel}`;
  }
  if (committed < 0 && onHand === 0) {
    return `${-committed} cancelled on ${channel}`;
  }
  if (onHand === 0) {
    return `An order on ${channel} was reported again: nothing moved`;
  }
  return onHand > 0 ? `${onHand} returned to ${channel}` : `${-onHand} sold and handed over on ${channel}`;
}

function differenceOf(units: number): string {
  if (units === 0) {
    return ', as expected';
  }
  return units > 0 ? `, ${units} more than known` : `, ${-units} fewer than known`;
}

function transferred({ changes }: Pick<Entry, 'changes'>): number {
  return changes.reduce((sum, { onHand = 0 }) => sum + Math.max(0, onHand), 0);
}

/** Units by which an entry counted its own channel down: what that channel sold or took off sale itself. */
export function unitsSold(entry: Entry): number {
  const { onHand, committed } = sumsOf(entry);
  return entry.kind === 'order' || entry.kind === 'sold' ? committed - onHand : 0;
}
