import { describe, expect, it } from '@jest/globals';
import { type Hold, holdChange } from '../../../../shared/domain/stock/hold.ts';
import { later, MAIN } from '../../../fakes/facts.ts';

const HELD: Hold = { id: 'h1', quantity: 2, location: MAIN, expiresAt: later(600), status: 'open' };

describe('a change of a hold’s status', () => {
  it('has the time at which its units had left, where an order takes them over: they never left', () => {
    expect(holdChange({ ...HELD, status: 'sold', leftAt: later(60) }, 'takenOver')).toEqual({
      ...{ location: MAIN, onHand: 2, occurredAt: later(60) },
    });
  });

  it('has no time of its own where its units come back, or where they had not left', () => {
    const returned = holdChange({ ...HELD, status: 'sold', leftAt: later(60) }, 'returned');
    expect(returned).toStrictEqual({ location: MAIN, onHand: 2 });
    expect(holdChange({ ...HELD, status: 'captured' }, 'takenOver')).toStrictEqual({ location: MAIN, committed: -2 });
  });
});
