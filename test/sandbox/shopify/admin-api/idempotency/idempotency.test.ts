import { afterEach, describe, expect, it } from '@jest/globals';
import { createIdempotencyKeys } from '../../../../../sandbox/shopify/admin-api/idempotency/idempotency.ts';
import { ADJUST, adjustment, BAG_ID, change, openShopUnderTest, quantities } from '../../shop-under-test.ts';

describe('an idempotency key', () => {
  let at = new Date('2026-11-24T12:00:00Z');
  const keys = createIdempotencyKeys<string>(() => at);

  it('is in flight from the claim to the answer', () => {
    const first = keys.claim('k', 'a');
    expect(first.outcome).toBe('first');
    expect(keys.claim('k', 'a')).toEqual({ outcome: 'inFlight' });
    expect(keys.claim('k', 'b')).toEqual({ outcome: 'otherParameters' });
    if (first.outcome === 'first') first.complete('done', true);
    expect(keys.claim('k', 'a')).toEqual({ outcome: 'replay', answer: 'done' });
  });

  it('is forgotten after a day', () => {
    at = new Date(at.getTime() + 24 * 3_600_000);
    expect(keys.claim('k', 'b').outcome).toBe('first');
  });
});

describe('a shop that compares before it replays', () => {
  let close: () => Promise<void>;

  afterEach(() => close());

  it('answers stale to the retry of a change that it has applied', async () => {
    const shop = await openShopUnderTest({ replay: 'compareFirst' });
    close = shop.close;
    await shop.admin(ADJUST, adjustment('k', change(-3, 10)));
    const retried = await shop.admin(ADJUST, adjustment('k', change(-3, 10)));
    expect(retried.data?.['inventoryAdjustQuantities']).toMatchObject({
      userErrors: [{ code: 'CHANGE_FROM_QUANTITY_STALE' }],
    });
    expect(await quantities(shop, BAG_ID)).toMatchObject({ available: 7 });
  });
});

describe('a shop with mutations in flight', () => {
  let close: () => Promise<void>;

  afterEach(() => close());

  it('answers that a request with this key is in progress, and has applied nothing yet', async () => {
    const shop = await openShopUnderTest({ inFlightMs: 3_600_000 });
    close = shop.close;
    const call = () => shop.admin(ADJUST, adjustment('k', change(-3, 10)));
    const calls = [call(), call()];
    const { data } = await Promise.race(calls);
    expect(data?.['inventoryAdjustQuantities']).toMatchObject({
      userErrors: [{ code: 'IDEMPOTENCY_CONCURRENT_REQUEST' }],
    });
    expect(await quantities(shop, BAG_ID)).toMatchObject({ available: 10 });
    void Promise.allSettled(calls);
  });
});
