import { describe, expect, it } from '@jest/globals';
import { callsBefore, spentUntil } from '../../../../shared/domain/pushing/rate.ts';
import { pushStock } from '../../../../shared/usecases/pushing/push-stock.ts';
import { AMAZON, movement, NOON, SHOPIFY } from '../../../fakes/facts.ts';
import { memoryBudget } from '../../../fakes/ports/open-gates.ts';
import { shopWindow } from '../../../fakes/shops/shop-window.ts';

/** Four at once, five a second. */
const RATE = { perSecond: 5, burst: 4 };
const noon = new Date(NOON);

describe('the calls an account takes', () => {
  it('are so many at once, of which ordinary pushes leave one to what goes to nothing', () => {
    expect(callsBefore(RATE, undefined, 'ordinary', noon, 10)).toMatchObject({ calls: 3 });
    expect(callsBefore(RATE, undefined, 'urgent', noon, 10)).toMatchObject({ calls: 4 });
    const spent = spentUntil(RATE, undefined, noon, 3);
    expect(callsBefore(RATE, spent, 'ordinary', noon, 1)).toMatchObject({ calls: 0, retryAfterMs: 200 });
    expect(callsBefore(RATE, spent, 'urgent', noon, 2)).toMatchObject({ calls: 1, retryAfterMs: 200, perCallMs: 200 });
  });

  it('come back at their rate, and no more than the burst of them', () => {
    const spent = spentUntil(RATE, undefined, noon, 4);
    const at = (milliseconds: number) =>
      callsBefore(RATE, spent, 'urgent', new Date(noon.getTime() + milliseconds), 10).calls;
    expect([0, 199, 200, 600, 800, 60_000].map(at)).toEqual([0, 0, 1, 3, 4, 4]);
  });

  it('never exceed burst and rate over any stretch of time, however they are asked for', () => {
    let spent: number | undefined;
    let made = 0;
    for (let ms = 0; ms <= 10_000; ms += 70) {
      const now = new Date(noon.getTime() + ms);
      const { calls } = callsBefore(RATE, spent, ms % 3 === 0 ? 'urgent' : 'ordinary', now, 3);
      spent = calls > 0 ? spentUntil(RATE, spent, now, calls) : spent;
      made += calls;
      expect(made).toBeLessThanOrEqual(RATE.burst + (ms * RATE.perSecond) / 1_000);
    }
    expect(made).toBeGreaterThan(45);
  });
});

describe('pushes within a budget', () => {
  const mugs = [9, 3, 7, 5, 6, 8].map((onHand) => [onHand, 20] as const);

  it('go lowest first; the others are given back for just as long as it takes', async () => {
    const { reconcile, calls, journal } = await shopWindow({ mugs, gates: { budget: memoryBudget(RATE) } });
    const givenBack = await reconcile();
    expect(calls.map(({ intent }) => intent.target).sort()).toEqual([3, 5, 6]);
    expect(givenBack).toEqual([
      { id: 'MUG-3', retryAfterMs: 200, isExact: true },
      { id: 'MUG-6', retryAfterMs: 400, isExact: true },
      { id: 'MUG-1', retryAfterMs: 600, isExact: true },
    ]);
    expect(journal.counts.get('PushThrottled')).toBeUndefined();
  });

  it('wait without a trace on the listing: what goes out later is the figure of then', async () => {
    const { reconcile, listing, skus } = await shopWindow({ mugs, gates: { budget: memoryBudget(RATE) } });
    await reconcile();
    const [highest] = skus;
    expect(highest && (await listing(highest))).toMatchObject({ shown: 20, generation: 0 });
  });

  it('of two channels of one seller share it', async () => {
    const budget = memoryBudget(RATE);
    const [one, other] = [
      await shopWindow({ mugs, gates: { budget }, channel: AMAZON }),
      await shopWindow({ mugs, gates: { budget }, channel: SHOPIFY }),
    ];
    await one.reconcile();
    expect(await other.reconcile()).toHaveLength(mugs.length);
    expect(other.calls).toEqual([]);
  });

  it('take each further call of a push from it: a comparison that fails again and again is no way around it', async () => {
    const { reconcile, calls, state } = await shopWindow({ mugs: [[9, 20]], gates: { budget: memoryBudget(RATE) } });
    state.answers = () => ({ kind: 'spent' });
    expect(await reconcile()).toEqual([{ id: 'MUG-1', retryAfterMs: 200 }]);
    expect(calls).toHaveLength(3);
  });

  it('that the channel throttles all the same leave nothing behind: one call carries what all of it came to', async () => {
    const { reconcile, calls, state, post, first, shows } = await shopWindow({ mugs: [[9, 20]] });
    state.answers = () => ({ kind: 'throttled', retryAfterMs: 700 });
    await reconcile();
    for (const id of ['1', '2', '3']) {
      await post(first, movement('sold', -1, { sku: first, id }));
    }
    state.answers = () => undefined;
    await reconcile();
    expect(calls.map(({ intent }) => intent.delta)).toEqual([-11, -14]);
    expect(shows.get(first)).toBe(6);
  });
});

describe('a batch whose account has not a call for each of its SKUs', () => {
  /** So many mugs to push, and a batch that may wait; `read`: SKUs that were read, each time. */
  async function waiting(mugs: number, onHand = 9) {
    const budget = memoryBudget(RATE);
    const window = await shopWindow({ mugs: Array.from({ length: mugs }, () => [onHand, 20]), gates: { budget } });
    const { ports, pass } = window;
    const { store } = ports;
    const read: string[] = [];
    const waits: number[] = [];
    Object.assign(ports, {
      store: {
        ...store,
        readEach: (skus: readonly (typeof window.first)[]) => {
          read.push(...skus);
          return store.readEach(skus);
        },
      },
      wait: async (milliseconds: number) => {
        waits.push(milliseconds);
        pass(milliseconds / 1_000);
      },
    });
    return { ...window, read, waits };
  }

  it('waits for the calls, and reads each SKU once, when there is a call for it', async () => {
    const { reconcile, calls, read, waits, journal, skus, shown } = await waiting(10);
    expect(await reconcile()).toEqual([]);
    expect([calls.length, read]).toEqual([10, [...skus]]);
    expect(await Promise.all(skus.map(shown))).toEqual(skus.map(() => 9));
    // Three calls a draw, the last for one: seven calls take 1.4 s.
    expect(waits).toEqual([600, 600, 200]);
    expect(journal.counts.get('PushWaited')).toBeUndefined();
  });

  it('gives back unread what gets no call within five seconds, each for the time of its call', async () => {
    const { reconcile, calls, read, waits, journal } = await waiting(40);
    const givenBack = await reconcile();
    const waitedMs = waits.reduce((sum, each) => sum + each, 0);
    expect(waitedMs).toBeLessThanOrEqual(5_000);
    expect(calls).toHaveLength(3 + waitedMs / 200);
    expect([read.length, givenBack.length]).toEqual([calls.length, 40 - calls.length]);
    expect(givenBack.slice(0, 2).map(({ retryAfterMs, isExact }) => [retryAfterMs, isExact])).toEqual([
      [200, true],
      [400, true],
    ]);
    expect(journal.counts.get('PushWaited')).toBe(givenBack.length);
  });

  it('uses the call of a SKU that needs none for the next one', async () => {
    const { reconcile, calls, read, waits } = await waiting(5, 20);
    expect(await reconcile()).toEqual([]);
    expect([calls.length, read.length, waits]).toEqual([0, 5, []]);
  });

  it('takes the call that is kept for what falls to nothing, where it came by that queue', async () => {
    const { ports, calls, skus, waits } = await waiting(5, 0);
    const requests = skus.map((sku) => ({ id: sku, sku, receivedAt: NOON, isUrgent: true as const }));
    expect(await pushStock(ports, requests)).toEqual([]);
    expect([calls.length, waits]).toEqual([5, [200]]);
  });
});
