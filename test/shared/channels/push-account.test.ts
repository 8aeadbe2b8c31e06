import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { amazon } from '../../../shared/channels/amazon/platform.ts';
import type { AnySellingChannel, SellingPlatform } from '../../../shared/channels/platform.ts';
import { pushAccountOf } from '../../../shared/channels/push-account.ts';
import { shopify } from '../../../shared/channels/shopify/platform.ts';
import { square } from '../../../shared/channels/square/platform.ts';

const seller = {
  platform: 'amazon' as const,
  sellerId: 'A2EXAMPLESELLER',
  region: 'na' as const,
  marketplaceIds: ['ATVPDKIKX0DER'],
  drawsOn: ['main'],
};

function accountOf<Channel extends AnySellingChannel>(platform: SellingPlatform<Channel>, channel: object) {
  return pushAccountOf(platform, v.parse(platform.channel, { id: 'one', ...channel }));
}

describe('the account that pushes use up', () => {
  it('of Amazon is the seller in his region, whatever the channel is called, at one call less than its burst', () => {
    expect(accountOf(amazon, seller)).toEqual({
      account: 'amazon#na#A2EXAMPLESELLER',
      rate: { perSecond: 5, burst: 4 },
    });
    expect(accountOf(amazon, { ...seller, id: 'other', marketplaceIds: ['A2EUQ1WTGCTBG2'] })).toEqual(
      accountOf(amazon, seller),
    );
    expect(accountOf(amazon, { ...seller, region: 'eu' }).account).not.toBe(accountOf(amazon, seller).account);
  });

  it('of Shopify is the shop, at what the merchant says that its plan takes', () => {
    const shop = { platform: 'shopify', shop: 'mugs.myshopify.com', locations: { '1': ['main'] } };
    expect(accountOf(shopify, shop)).toEqual({
      account: 'shopify#mugs.myshopify.com',
      rate: { perSecond: 10, burst: 99 },
    });
    expect(accountOf(shopify, { ...shop, pushesPerSecond: 20 }).rate).toEqual({ perSecond: 20, burst: 99 });
  });

  it('of Square has no rate that is known', () => {
    expect(accountOf(square, { platform: 'square', locations: { L1: ['main'] } })).toEqual({});
  });
});
