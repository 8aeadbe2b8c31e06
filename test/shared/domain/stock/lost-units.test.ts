import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseLocationId } from '../../../../shared/domain/identifiers.ts';
import { placeLostUnits } from '../../../../shared/domain/stock/lost-units.ts';
import type { OrderLineObservation } from '../../../../shared/domain/stock/observation.ts';
import { NO_ORDER_LINE, type OrderLineState, sumOf } from '../../../../shared/domain/stock/order-line.ts';
import { orderLine } from '../../../fakes/facts.ts';

const PLACES = ['here', 'there'] as const;
type Each<Of> = readonly [here: Of, there: Of];

/** One reading of a line: so many units to ship at each place, and so many lost units that it puts there. */
function reading(toShip: Each<number>, lost: Each<number>): readonly OrderLineObservation[] {
  return PLACES.map((place, index) => {
    const units = lost[index] ?? 0;
    const gone = { ordered: units, shipped: units, returned: 0, deducted: units };
    const owed = toShip[index] ?? 0;
    const line = orderLine({ location: parseLocationId(place), ordered: owed + units, shipped: units });
    const past = [{ at: line.occurredAt, shipped: units, returned: 0, deducted: owed + units }];
    return { ...line, past, source: { ...line.source, key: place }, ...(units > 0 && { lost: gone }) };
  });
}

function recorded(deducted: Each<number> | undefined, isPlaceAssumed?: true) {
  return ({ source }: OrderLineObservation) => {
    const units = deducted?.[source.key === 'here' ? 0 : 1];
    const state = { ...NO_ORDER_LINE, ordered: units ?? 0, deducted: units ?? 0 };
    return units === undefined ? undefined : { state, ...(isPlaceAssumed && { isPlaceAssumed }) };
  };
}

function shippedOf(lines: readonly OrderLineObservation[]) {
  return lines.map(({ state }) => state.shipped);
}

describe('lost units of an order line', () => {
  // recorded deductions, to ship as it is read, lost as it is read, and where they belong
  it.each<[string, Each<number> | undefined, Each<number>, Each<number>, Each<number>]>([
    ['are where the ledger had them', [2, 0], [1, 0], [0, 1], [1, 0]],
    ['are where the ledger had them, though others were moved since', [2, 0], [0, 1], [0, 1], [1, 0]],
    ['are where the ledger had them: elsewhere', [1, 1], [1, 0], [1, 0], [0, 1]],
    ['of two places are of both', [1, 1], [0, 0], [2, 0], [1, 1]],
    ['stay as they were read where no place lacks them', [1, 0], [2, 0], [0, 1], [0, 1]],
    ['stay as they were read where nothing is recorded yet', undefined, [1, 0], [0, 1], [0, 1]],
    ['that are recorded already stay', [2, 1], [1, 1], [0, 1], [1, 0]],
  ])('%s', (_, before, toShip, lost, expected) => {
    expect(shippedOf(placeLostUnits(reading(toShip, lost), recorded(before)))).toEqual(expected);
  });

  it('stay as they were read where the recorded place was itself assumed', () => {
    expect(shippedOf(placeLostUnits(reading([1, 0], [0, 1]), recorded([2, 0], true)))).toEqual([0, 1]);
  });

  it('are where the ledger had them, though units were assumed at that place before it was read', () => {
    const recordedOf = (line: OrderLineObservation) => {
      const known = recorded([2, 0], true)(line);
      return known && { ...known, readAt: 1 };
    };
    expect(shippedOf(placeLostUnits(reading([1, 0], [0, 1]), recordedOf))).toEqual([1, 0]);
  });

  it('stay as they were read where nothing is recorded yet, though more was added back to a place than was taken there', () => {
    const lines = reading([0, 0], [0, 1]).map((line) =>
      line.source.key === 'here' ? { ...line, state: { ...NO_ORDER_LINE, deducted: -1 } } : line,
    );
    expect(shippedOf(placeLostUnits(lines, recorded(undefined)))).toEqual([0, 1]);
  });

  it('are not where units were shipped and are to be shipped again: nothing is lacking there', () => {
    const shipped = { ordered: 1, shipped: 1, returned: 0, deducted: 1 };
    const recordedOf = ({ source }: OrderLineObservation) =>
      source.key === 'here' ? { state: shipped } : { state: { ...shipped, shipped: 0 } };
    expect(shippedOf(placeLostUnits(reading([1, 0], [0, 1]), recordedOf))).toEqual([0, 1]);
  });

  it.each<[string, OrderLineState]>([
    ['gone', { ordered: 1, shipped: 1, returned: 0, deducted: 1 }],
    ['staying on hand', { ...NO_ORDER_LINE, deducted: 1 }],
  ])('are where they were recorded as lost already: %s', (_, lost) => {
    const placed = (line: OrderLineObservation, here: OrderLineState, there: OrderLineState) =>
      line.source.key === 'here' ? here : there;
    const toShip = { ...NO_ORDER_LINE, ordered: 1, deducted: 1 };
    const lines = reading([0, 0], [1, 0]).map((line) => ({
      ...line,
      state: placed(line, lost, NO_ORDER_LINE),
      ...(line.lost && { lost }),
    }));
    const recordedOf = (line: OrderLineObservation) => ({ state: placed(line, toShip, lost) });
    expect(placeLostUnits(lines, recordedOf).map(({ state }) => state)).toEqual([NO_ORDER_LINE, lost]);
  });

  it('that were added since the last reading, and only assumed at a place, are where the reading puts them', () => {
    const gone = { ordered: 2, shipped: 2, returned: 0, deducted: 2 };
    // 2 were lost here as it was read; then 2 were added, assumed here as well, and lost: there.
    const recordedOf = ({ source }: OrderLineObservation) =>
      source.key === 'here'
        ? { state: { ...sumOf(gone, gone) }, lostHere: 2, assumedHere: 2, isPlaceAssumed: true as const, readAt: 1 }
        : undefined;
    expect(shippedOf(placeLostUnits(reading([0, 0], [2, 2]), recordedOf))).toEqual([2, 2]);
  });

  it('are where they are recorded as lost, though another place lacks a unit that has shipped from there since', () => {
    const units = (ordered: number, shipped: number) => ({ ordered, shipped, returned: 0, deducted: ordered });
    // 2 lost here, 1 to ship there; then that one is moved here and shipped.
    const lines = reading([0, 0], [2, 0]).map((line) =>
      line.source.key === 'here' ? { ...line, state: units(3, 3), lostHere: 2 } : line,
    );
    const recordedOf = ({ source }: OrderLineObservation) =>
      source.key === 'here' ? { state: units(2, 2), lostHere: 2 } : { state: units(1, 0) };
    const placed = placeLostUnits(lines, recordedOf);
    expect(placed.map(({ state, lostHere }) => [state, lostHere])).toEqual([
      [units(3, 3), 2],
      [NO_ORDER_LINE, undefined],
    ]);
  });

  it('that the channel is certain of are none of those that are still to be placed', () => {
    const units = (shipped: number) => ({ ordered: shipped, shipped, returned: 0, deducted: shipped });
    // 1 was lost here for certain; the one that is lost since is guessed to be here too, and there lacks one.
    const lines = reading([0, 0], [1, 0]).map((line) =>
      line.source.key === 'here' ? { ...line, state: units(2), lostHere: 2 } : line,
    );
    const recordedOf = ({ source }: OrderLineObservation) =>
      source.key === 'here' ? { state: units(1), lostHere: 1 } : { state: { ...units(0), ordered: 1, deducted: 1 } };
    const placed = placeLostUnits(lines, recordedOf);
    expect(placed.map(({ state, lostHere }) => [state.shipped, lostHere])).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });

  it('that stay on hand leave their order, and count as shipped nowhere', () => {
    const stay = reading([1, 0], [0, 1]).map((line) =>
      line.lost ? { ...line, state: { ...NO_ORDER_LINE, deducted: 1 }, lost: { ...NO_ORDER_LINE, deducted: 1 } } : line,
    );
    expect(placeLostUnits(stay, recorded([2, 0])).map(({ state }) => state)).toEqual([
      { ordered: 1, shipped: 0, returned: 0, deducted: 2 },
      NO_ORDER_LINE,
    ]);
  });

  it('that change their place take the earlier states of both places with them, which were of other units', () => {
    const moved = placeLostUnits(reading([1, 0], [0, 1]), recorded([2, 0]));
    expect(moved.map(({ past, lostHere }) => [past, lostHere])).toEqual([
      [undefined, 1],
      [undefined, undefined],
    ]);
    const kept = placeLostUnits(reading([1, 0], [1, 0]), recorded([2, 0]));
    expect(kept.every(({ past }) => past !== undefined)).toBe(true);
  });

  it('are as many as before over all places, and no line becomes another', () => {
    const units = fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 4 }));
    fc.assert(
      fc.property(fc.option(units, { nil: undefined }), units, units, (before, toShip, lost) => {
        const lines = reading(toShip, lost);
        const placed = placeLostUnits(lines, recorded(before));
        const total = (of: readonly OrderLineObservation[]) =>
          of.map(({ state }) => state).reduce<OrderLineState>(sumOf, NO_ORDER_LINE);
        expect(total(placed)).toEqual(total(lines));
        expect(placed.map(({ source }) => source)).toEqual(lines.map(({ source }) => source));
        for (const { state } of placed) {
          expect(Math.min(state.ordered, state.shipped, state.deducted)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
