import { describe, expect, it } from '@jest/globals';
import { withoutCounted } from '../../../../shared/domain/ledger/counted.ts';
import { emptyLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { later, MAIN, MUG, movement, NOON } from '../../../fakes/facts.ts';

const ledger = { ...emptyLedger(MUG), countedAt: { [MAIN]: later(60) } };
const reported = movement('sold', -1);

describe('what a count contains', () => {
  it('is left out of the change, and returned beside it', () => {
    expect(withoutCounted(ledger, [{ location: MAIN, onHand: -2, committed: -1 }], reported)).toEqual({
      changes: [{ location: MAIN, onHand: 0, committed: -1 }],
      alreadyCounted: [{ location: MAIN, onHand: -2, occurredAt: NOON, countedAt: later(60) }],
    });
  });

  it('is nothing of a change that moves no unit on hand', () => {
    const change = { location: MAIN, committed: 1 };
    expect(withoutCounted(ledger, [change], reported)).toEqual({ changes: [change] });
  });
});
