import { describe, expect, it } from '@jest/globals';
import { parseLocationId } from '../../../../shared/domain/identifiers.ts';
import { changesBetween, sumByLocation } from '../../../../shared/domain/stock/stock.ts';
import { later, MAIN } from '../../../fakes/facts.ts';

const STORE = parseLocationId('store');

describe('changes of stock', () => {
  it('are one for each location: one that stands alone keeps its time, a sum has none', () => {
    const alone = { location: STORE, onHand: -1, occurredAt: later(5) };
    const changes = [{ location: MAIN, onHand: -1, occurredAt: later(1) }, { location: MAIN, onHand: 3 }, alone];
    expect(sumByLocation(changes)).toEqual([
      { location: MAIN, onHand: 2, committed: 0, held: 0, unavailable: 0 },
      alone,
    ]);
  });

  it('say at each location what they say there beyond what was said before', () => {
    const before = [{ location: MAIN, onHand: -1 }];
    const now = [
      { location: MAIN, onHand: -3 },
      { location: STORE, onHand: 5 },
    ];
    expect(changesBetween(before, now)).toMatchObject([
      { location: MAIN, onHand: -2 },
      { location: STORE, onHand: 5 },
    ]);
  });
});
