import { describe, expect, it } from '@jest/globals';
import { channelsToNotify } from '../../shared/domain/pushing/channels-due.ts';
import { AMAZON, listing, MAIN, movement, orderLine, SHARED_RULES, SQUARE } from '../fakes/facts.ts';
import { memoryBudget } from '../fakes/ports/open-gates.ts';
import { shopWindow } from '../fakes/shops/shop-window.ts';

/** What went wrong in other systems between the ledger and the channel, named after their issues. */

describe('selling-partner-api-models 4823: a zero was stuck for 12 hours behind other quantities', () => {
  it('zero overtakes: it goes by a queue of its own', () => {
    const inputs = (onHand: number, shown: number) => ({
      stock: { [MAIN]: { onHand, committed: 0, held: 0, unavailable: 0 } },
      listings: [listing(AMAZON, shown)],
    });
    expect(channelsToNotify(inputs(9, 9), inputs(0, 9), SHARED_RULES)).toEqual({ due: [], urgent: [AMAZON] });
    expect(channelsToNotify(inputs(9, 9), inputs(8, 9), SHARED_RULES)).toEqual({ due: [AMAZON], urgent: [] });
  });

  it('zero overtakes: a call is left to it when all others have used theirs up', async () => {
    const budget = memoryBudget({ perSecond: 5, burst: 4 });
    const backlog = await shopWindow({
      mugs: Array.from({ length: 40 }, () => [9, 20] as const),
      channel: AMAZON,
      gates: { budget },
    });
    expect(await backlog.reconcile()).toHaveLength(37);
    const soldOut = await shopWindow({ mugs: [[0, 1]], channel: AMAZON, gates: { budget } });
    expect(await soldOut.reconcile()).toEqual([]);
    expect(soldOut.shows.get(soldOut.first)).toBe(0);
  });

  it('zero overtakes: within a batch it goes first', async () => {
    const { reconcile, calls, first } = await shopWindow({
      mugs: [
        [9, 20],
        [8, 20],
        [7, 20],
        [6, 20],
        [0, 20],
      ],
      gates: { budget: memoryBudget({ perSecond: 1, burst: 2 }) },
    });
    await reconcile();
    expect(calls[0]?.intent.target).toBe(0);
    expect(calls.map(({ listing: { sku } }) => sku)).not.toContain(first);
  });
});

describe('woocommerce-square 19, 529: an integration zeroed the stock by mistake', () => {
  const catalogue = () => shopWindow({ mugs: Array.from({ length: 40 }, () => [10, 10] as const) });

  it('a mass zero that no sale explains stops after 25 listings, and waits for a person', async () => {
    const { skus, post, reconcile, shown, journal } = await catalogue();
    for (const sku of skus) {
      await post(sku, movement('adjusted', -10, { sku }));
      await reconcile(sku);
    }
    const figures = await Promise.all(skus.map(shown));
    expect(figures.filter((figure) => figure === 0)).toHaveLength(25);
    expect(journal.lines.find((line) => line.includes('stockline resume shopify --confirm zeros'))).toBeDefined();
  });

  it('the first flash sale that honestly empties the catalogue does not', async () => {
    const { skus, post, reconcile, shown } = await catalogue();
    for (const sku of skus) {
      await post(sku, orderLine({ sku, channel: SQUARE, ordered: 10 }));
      await reconcile(sku);
    }
    expect(await Promise.all(skus.map(shown))).toEqual(skus.map(() => 0));
  });
});

describe('ordoro: a SKU silently left the sync after three failures', () => {
  it('a listing whose channel gives no answer never leaves: its message comes back until it does', async () => {
    const { reconcile, state, pass, shown, first, journal } = await shopWindow({ mugs: [[8, 10]] });
    state.answers = () => new Error('socket hang up');
    for (let time = 0; time < 50; time += 1) {
      expect(await reconcile()).toMatchObject([{ id: first }]);
      pass(60);
    }
    expect(journal.counts.get('CircuitOpened')).toBeGreaterThan(1);
    expect(journal.counts.get('PushUnanswered')).toBeGreaterThan(3);
    state.answers = () => undefined;
    pass(300);
    expect(await reconcile()).toEqual([]);
    expect(await shown(first)).toBe(8);
  });
});
