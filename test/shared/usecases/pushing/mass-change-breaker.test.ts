import { describe, expect, it } from '@jest/globals';
import { later, movement, NOON, orderLine, SHOPIFY, SQUARE } from '../../../fakes/facts.ts';
import { shopWindow } from '../../../fakes/shops/shop-window.ts';

const FEW = { zeroListings: 2, raiseListings: 2, adoptListings: 2, withinSeconds: 600 };

const five = (onHand: number, shows: number) =>
  shopWindow({ mugs: Array.from({ length: 5 }, () => [onHand, shows] as const), gates: { breaker: FEW } });

describe('the breaker of zeros', () => {
  const zeroed = async () => {
    const window = await five(10, 10);
    for (const sku of window.skus) {
      await window.post(sku, movement('adjusted', -10, { sku }));
    }
    return window;
  };

  it('stops at one listing too many, logs it once, and neither sends nor keeps what comes after', async () => {
    const { reconcile, skus, shown, journal, states } = await zeroed();
    for (const sku of skus) {
      expect(await reconcile(sku)).toEqual([]);
    }
    expect(await Promise.all(skus.map(shown))).toEqual([0, 0, 10, 10, 10]);
    expect(journal.counts.get('BreakerTripped')).toBe(1);
    expect((await states.read(SHOPIFY)).breakers.zeros.trippedAt).toBe(NOON);
  });

  it('lets all go that an operator confirmed, and counts anew what comes after that', async () => {
    const { reconcile, skus, shown, states, post, pass, journal } = await zeroed();
    for (const sku of skus) {
      await reconcile(sku);
    }
    await states.confirm(SHOPIFY, 'zeros', later(5));
    pass(10);
    await reconcile();
    expect(await Promise.all(skus.map(shown))).toEqual([0, 0, 0, 0, 0]);
    for (const sku of skus) {
      await post(sku, movement('adjusted', 7, { sku, id: '2' }));
    }
    await states.confirm(SHOPIFY, 'raises', later(20));
    await reconcile();
    pass(10);
    for (const sku of skus) {
      await post(sku, movement('adjusted', -7, { sku, id: '3' }));
      await reconcile(sku);
    }
    expect(await Promise.all(skus.map(shown))).toEqual([0, 0, 7, 7, 7]);
    expect(journal.counts.get('BreakerTripped')).toBe(2);
  });

  it('does not count one listing twice, nor what happened in another window', async () => {
    const { reconcile, skus, shown, pass } = await zeroed();
    await reconcile(...skus.slice(0, 2));
    await reconcile(...skus.slice(0, 2));
    pass(601);
    await reconcile(...skus.slice(2, 4));
    expect(await Promise.all(skus.map(shown))).toEqual([0, 0, 0, 0, 10]);
  });

  it.each([
    ['orders', (sku: Parameters<typeof movement>[2]) => orderLine({ ...sku, channel: SQUARE, ordered: 10 })],
    ['sales at the till', (sku: Parameters<typeof movement>[2]) => movement('sold', -10, sku)],
  ])('does not hold a flash sale that empties the catalogue: %s', async (_name, sale) => {
    const { reconcile, skus, shown, post, journal } = await five(10, 10);
    for (const sku of skus) {
      await post(sku, sale({ sku }));
    }
    await reconcile();
    expect(await Promise.all(skus.map(shown))).toEqual([0, 0, 0, 0, 0]);
    expect(journal.counts.get('BreakerTripped')).toBeUndefined();
  });

  it('lets what was sold go to zero also while it is tripped', async () => {
    const { reconcile, skus, shown, post } = await zeroed();
    await reconcile(...skus.slice(0, 3));
    const [, , , fourth] = skus;
    if (fourth !== undefined) {
      await post(fourth, movement('adjusted', 10, { sku: fourth, id: 'back' }), movement('sold', -10, { sku: fourth }));
      await reconcile(fourth);
      expect(await shown(fourth)).toBe(0);
    }
  });
});

describe('the breaker of raises', () => {
  it('stops raises that no receipt or return explains', async () => {
    const { reconcile, skus, shown, post, journal } = await five(10, 10);
    for (const sku of skus) {
      await post(sku, movement('adjusted', 90, { sku }));
      await reconcile(sku);
    }
    expect(await Promise.all(skus.map(shown))).toEqual([100, 100, 10, 10, 10]);
    expect(journal.counts.get('BreakerTripped')).toBe(1);
  });

  it('does not hold a delivery that fills every location', async () => {
    const { reconcile, skus, shown, post } = await five(10, 10);
    for (const sku of skus) {
      await post(sku, movement('received', 90, { sku }));
    }
    await reconcile();
    expect(await Promise.all(skus.map(shown))).toEqual([100, 100, 100, 100, 100]);
  });
});
