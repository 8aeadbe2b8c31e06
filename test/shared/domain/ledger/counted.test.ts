import { describe, expect, it } from '@jest/globals';
import { withoutCounted } from '../../../../shared/domain/ledger/counted.ts';
import { emptyLedger } from '../../../../shared/domain/ledger/sku-ledger.ts';
import { later, listing, MAIN, MUG, movement, NOON, POS, SHOPIFY } from '../../../fakes/facts.ts';

const ledger = { ...emptyLedger(MUG), countedAt: { [MAIN]: later(60) } };
const reported = movement('sold', -1);

describe('what a count contains', () => {
  it('is left out of the change, and returned beside it', () => {
    expect(withoutCounted(ledger, [{ location: MAIN, onHand: -2, committed: -1 }], reported)).toEqual({
      changes: [{ location: MAIN, onHand: 0, committed: -1 }],
      alreadyCounted: [{ location: MAIN, onHand: -2, occurredAt: NOON, countedAt: later(60) }],
    });
  });

  it.each([
    ['is contained where the channel lists the SKU', POS, true],
    ['is not contained where it does not: no channel’s figure has a till’s sales', SHOPIFY, false],
  ])('at the cut-over, what a channel sold before %s', (_, listed, isContained) => {
    const cutOver = { ...emptyLedger(MUG), cutOverAt: { [MAIN]: later(60) }, listings: [listing(listed, 10)] };
    const { changes } = withoutCounted(cutOver, [{ location: MAIN, onHand: -2 }], reported);
    expect(changes).toEqual([{ location: MAIN, onHand: isContained ? 0 : -2 }]);
  });

  it('is nothing of a change that moves no unit on hand', () => {
    const change = { location: MAIN, committed: 1 };
    expect(withoutCounted(ledger, [change], reported)).toEqual({ changes: [change] });
  });
});
