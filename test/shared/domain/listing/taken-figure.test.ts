import { describe, expect, it } from '@jest/globals';
import { seenOf, takenFigure } from '../../../../shared/domain/listing/taken-figure.ts';
import { NOTHING_OFF_SALE } from '../../../../shared/domain/stock/off-sale.ts';
import { later, NOON } from '../../../fakes/facts.ts';

const SUSPICION = { actual: 40, shown: 10, revision: 1, at: NOON };

describe('a figure of the channel that takes the place of what was believed', () => {
  it('is what is shown as of then', () => {
    expect(takenFigure({ foundMore: 2 }, seenOf(SUSPICION, later(9)), 10)).toEqual({ shown: 40, shownAsOf: later(9) });
  });

  it('stays as a question where somebody is asked about the rise', () => {
    expect(takenFigure({}, seenOf({ ...SUSPICION, isAsked: true }, later(9)), 10)).toEqual({
      ...{ shown: 40, shownAsOf: later(9), rise: { shows: 40, believed: 10, at: later(9) } },
    });
  });

  it('adds up what it differs by where stock work may be behind it, and what was sold before still moves it', () => {
    const seen = seenOf({ ...SUSPICION, offSale: NOTHING_OFF_SALE }, later(9));
    expect(takenFigure({ foundMore: 2 }, seen, 10)).toEqual({ shown: 40, foundMore: 32 });
    expect(takenFigure({}, seen, 45)).toEqual({ shown: 40, foundMore: -5 });
  });
});
