import { describe, expect, it } from '@jest/globals';
import { untilHalfFullMs } from '../../../../../shared/channels/shopify/client/call-budget.ts';

const said = (currentlyAvailable: number, restoreRate = 100) => ({
  cost: { requestedQueryCost: 900, throttleStatus: { maximumAvailable: 2_000, currentlyAvailable, restoreRate } },
});

describe('a shop’s call budget', () => {
  it.each([
    ['is not waited for where it is over half full', said(1_400), 0],
    ['is waited for until it is half full', said(700), 3_000],
    ['is as fast as the shop’s plan', said(700, 1_000), 300],
    ['is unknown where Shopify says nothing of it', undefined, undefined],
    ['is unknown where it never fills', said(700, 0), undefined],
  ])('%s', (_, extensions, waitMs) => {
    expect(untilHalfFullMs(extensions)).toBe(waitMs);
  });
});
