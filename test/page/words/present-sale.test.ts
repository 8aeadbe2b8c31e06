import { describe, expect, it } from '@jest/globals';
import { presentSale } from '../../../page/words/present-sale.ts';
import { parseChannelId } from '../../../shared/domain/identifiers.ts';
import { AMAZON, later, MAIN, SHOPIFY } from '../../fakes/facts.ts';
import { entry, sale } from './entries.ts';

const TILL = parseChannelId('pos');

/** So many came by an entry of this kind; `left` are available after it. */
const came = (kind: 'baseline' | 'received' | 'counted' | 'returned', seconds: number, left: number) =>
  entry({
    ...{ kind, postedAt: later(seconds), source: { channel: TILL, key: `${seconds}` } },
    stockAfter: { [MAIN]: { onHand: left, committed: 0, held: 0, unavailable: 0 } },
  });

describe('the sale that is on', () => {
  it('has what was sold since units last came', () => {
    const entries = [came('baseline', 0, 10), sale(4, SHOPIFY, 1, 6), came('received', 2, 20), sale(3, AMAZON, 3, 17)];
    expect(presentSale(entries)).toEqual({ entries: entries.slice(3), sold: 3, since: later(2) });
  });

  it('is not ended by a count that finds fewer, nor by what comes back from a customer', () => {
    const entries = [
      came('baseline', 0, 10),
      sale(4, SHOPIFY, 1, 6),
      came('counted', 2, 5),
      came('returned', 3, 6),
      sale(1, AMAZON, 4, 5),
    ];
    expect(presentSale(entries)).toMatchObject({ sold: 5, since: later(0) });
  });

  it('is as long as what is known, where that does not say when units came', () => {
    expect(presentSale([sale(4, SHOPIFY, 1, 6), sale(1, AMAZON, 2, 5)])).toMatchObject({ sold: 5 });
    expect(presentSale([sale(4, SHOPIFY, 1, 6)])).not.toHaveProperty('since');
    expect(presentSale([])).toEqual({ entries: [], sold: 0 });
  });
});
