/** Says at which place the lost units of an order line were, where the ledger knows it better than the channel says it. */

import type { OrderLineObservation } from './observation.ts';
import { NO_ORDER_LINE, type OrderLineState, restOf, sumOf } from './order-line.ts';

/** What the ledger has of a line at one of its places (`RecordedLine`). */
type Recorded = {
  readonly state: OrderLineState;
  readonly lostHere?: number;
  readonly assumedHere?: number;
  readonly isPlaceAssumed?: true;
  readonly readAt?: number;
};

/**
 * Lost units left their order unshipped and were not put back. The channel has still subtracted them where they were, so
 * a place whose recorded deduction is greater than what the reading has there without them is where they belong; what no
 * place lacks stays where the reading puts it. `lines` are one reading of an order, all places of each line. The sums
 * over the places never change.
 *
 * | recorded deductions, here and there | read without the lost unit | it belongs     |
 * |-------------------------------------|----------------------------|----------------|
 * | 2, 0                                | 1, 0                       | here           |
 * | 2, 0                                | 0, 1: one was moved there  | here           |
 * | 1, 1                                | 1, 0                       | there          |
 * | nothing yet                         | 1, 0                       | as it was read |
 *
 * Units that the ledger has as lost at a place already stay there, whatever else moved since. Units that an edit added since
 * the last reading were assumed where the line's others were: where they are lost before they were read, the reading says
 * where.
 */
export function placeLostUnits(
  lines: readonly OrderLineObservation[],
  recordedOf: (line: OrderLineObservation) => Recorded | undefined,
): readonly OrderLineObservation[] {
  const groups = Map.groupBy(lines, ({ sku, source }) => JSON.stringify([sku, source.order, source.line]));
  return [...groups.values()].flatMap((parts) => placed(parts, recordedOf));
}

function placed(
  parts: readonly OrderLineObservation[],
  recordedOf: (line: OrderLineObservation) => Recorded | undefined,
): readonly OrderLineObservation[] {
  const known = parts.map((part) => recordedOf(part));
  if (known.every((each) => each === undefined) || known.some(isOnlyAssumed)) {
    return parts;
  }
  const rests = parts.map(({ state, lost = NO_ORDER_LINE }) => restOf(state, lost));
  const units = parts.flatMap(({ lost }) => (lost === undefined ? [] : unitsOf(lost)));
  const lacking = rests.map((rest, index) => readDeduction(known[index]) - rest.deducted);
  // What is certainly lost at a place is in its rest.
  const certain = parts.map(({ lostHere = 0, lost = NO_ORDER_LINE }) => Math.max(0, lostHere - lost.deducted));
  const areKnown = known.some((each) => each?.lostHere !== undefined);
  const lostBefore = rests.map((rest, index) =>
    areKnown
      ? (known[index]?.lostHere ?? 0) - (certain[index] ?? 0)
      : lostIn(known[index]?.state ?? NO_ORDER_LINE, rest),
  );
  const given: OrderLineState[][] = parts.map(() => []);
  const stays = parts.map(({ lost }) => lost?.deducted ?? 0);
  for (const unit of units) {
    const again = lacking.findIndex((lack, index) => (areKnown || lack > 0) && (lostBefore[index] ?? 0) > 0);
    const most = lacking.indexOf(Math.max(...lacking));
    const to = again >= 0 ? again : (lacking[most] ?? 0) > 0 ? most : stays.findIndex((left) => left > 0);
    given[to]?.push(unit);
    lacking[to] = (lacking[to] ?? 0) - 1;
    lostBefore[to] = (lostBefore[to] ?? 0) - 1;
    stays[to] = (stays[to] ?? 0) - 1;
  }
  return parts.map((part, index) =>
    withUnits(part, rests[index] ?? part.state, given[index] ?? [], certain[index] ?? 0),
  );
}

/**
 * How many lost units a place has in the ledger already where its record does not say it, and the reading has `rest` without any: those that are gone were
 * recorded as shipped, and those that stay on hand as deducted and of no order.
 */
function lostIn(recorded: OrderLineState, rest: OrderLineState): number {
  const gone = Math.max(0, recorded.shipped - rest.shipped);
  return gone + Math.max(0, recorded.deducted - Math.max(0, recorded.ordered - recorded.returned));
}

/** What was subtracted at a place as it was last read: units that were only assumed there since prove nothing of it. */
function readDeduction(recorded: Recorded | undefined): number {
  return (recorded?.state.deducted ?? 0) - (recorded?.assumedHere ?? 0);
}

/** No reading has ever said where the line's units are. */
function isOnlyAssumed(recorded: Recorded | undefined): boolean {
  return recorded?.isPlaceAssumed === true && recorded.readAt === undefined;
}

/** Each lost unit by itself: they are all alike. */
function unitsOf({ ordered, shipped, deducted }: OrderLineState): readonly OrderLineState[] {
  const unit = { ordered: ordered / deducted, shipped: shipped / deducted, returned: 0, deducted: 1 };
  return Array.from({ length: deducted }, () => unit);
}

/** The earlier states of a place whose units change are of other units: they are left out. */
function withUnits(
  part: OrderLineObservation,
  rest: OrderLineState,
  given: readonly OrderLineState[],
  certain: number,
): OrderLineObservation {
  const lost = given.reduce(sumOf, NO_ORDER_LINE);
  if (lost.deducted === (part.lost?.deducted ?? 0)) {
    return part;
  }
  const { past: _past, lostHere: _lostHere, ...same } = part;
  const lostHere = certain + lost.deducted;
  return { ...same, state: sumOf(rest, lost), lost, ...(lostHere > 0 && { lostHere }) };
}
