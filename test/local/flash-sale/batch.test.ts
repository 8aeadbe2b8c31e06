import { describe, expect, it } from '@jest/globals';
import { replayUnderBatch } from '../../../local/flash-sale/batch.ts';
import { comparison } from '../../../local/flash-sale/comparison.ts';
import type { Purchase, SaleChannel } from '../../../local/flash-sale/purchases.ts';
import { oversold, totals } from '../../../local/flash-sale/sale.ts';

const MINUTES = 60_000;
const buys = (channel: SaleChannel, quantity: number, afterMs = 0): Purchase => ({ afterMs, channel, quantity });

describe('a flash sale under a batch', () => {
  it('sells on every channel what there is once, for none learns of the others', () => {
    const { state } = replayUnderBatch([buys('shopify', 5), buys('amazon', 4), buys('square', 3)], 5);
    expect(totals(state)).toEqual({ sold: 12, refused: 0 });
    expect([state.available, oversold(state.available)]).toEqual([-7, 7]);
  });

  it('refuses on a channel what that channel has sold itself', () => {
    const { state } = replayUnderBatch([buys('shopify', 4), buys('shopify', 2), buys('shopify', 1)], 5);
    expect(state.channels.shopify).toMatchObject({ sold: 5, refused: 2 });
  });

  it('learns of the others once the batch runs, every 30 minutes', () => {
    const before = replayUnderBatch([buys('shopify', 3), buys('amazon', 3, 30 * MINUTES - 1)], 5);
    expect(totals(before.state).sold).toBe(6);
    const after = replayUnderBatch([buys('shopify', 3), buys('amazon', 3, 30 * MINUTES)], 5);
    expect(after.state.channels.amazon).toMatchObject({ sold: 0, refused: 3 });
  });

  it('pushes to every channel at every run, the one after the sale too, which shows what is left', () => {
    const { state, pushes } = replayUnderBatch([buys('shopify', 1), buys('square', 1, 61 * MINUTES)], 5);
    expect(pushes).toBe(9);
    expect(Object.values(state.channels).map(({ shows }) => shows)).toEqual([3, 3, 3]);
  });
});

it('regimes are printed side by side', () => {
  const result = { sold: 300, refused: 0, oversold: 100, left: 0, pushes: 3, isAtSellable: true } as const;
  const [header = '', batch = ''] = comparison([{ regime: 'batch', ...result }]).split('\n');
  expect(header.trim().split(/\s+/)).toEqual(['sold', 'refused', 'oversold', 'left', 'pushes']);
  expect(batch).toMatch(/batch.* 300 +0 +100 +0 +3$/);
});
