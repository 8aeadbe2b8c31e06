import { describe, expect, it } from '@jest/globals';
import { pushAccountOf } from '../../../shared/channels/push-account.ts';
import { parseConfig } from '../../../shared/config.ts';

const amazon = {
  platform: 'amazon' as const,
  sellerId: 'A2EXAMPLESELLER',
  region: 'na' as const,
  marketplaceIds: ['ATVPDKIKX0DER'],
  drawsOn: ['main'],
};

function accountOf(channel: object) {
  const config = parseConfig({ locations: ['main'], channels: [{ id: 'one', ...channel }] } as never);
  const [only] = config.channels;
  if (only === undefined || only.platform === 'pos') {
    throw new Error('A selling channel was meant.');
  }
  return pushAccountOf(only);
}

describe('the account that pushes use up', () => {
  it('of Amazon is the seller in his region, whatever the channel is called, at one call less than its burst', () => {
    expect(accountOf(amazon)).toEqual({ account: 'amazon#na#A2EXAMPLESELLER', rate: { perSecond: 5, burst: 4 } });
    expect(accountOf({ ...amazon, id: 'other', marketplaceIds: ['A2EUQ1WTGCTBG2'] })).toEqual(accountOf(amazon));
    expect(accountOf({ ...amazon, region: 'eu' }).account).not.toBe(accountOf(amazon).account);
  });

  it('of Shopify is the shop, at what the merchant says that its plan takes', () => {
    const shop = { platform: 'shopify', shop: 'mugs.myshopify.com', locations: { '1': ['main'] } };
    expect(accountOf(shop)).toEqual({ account: 'shopify#mugs.myshopify.com', rate: { perSecond: 10, burst: 99 } });
    expect(accountOf({ ...shop, pushesPerSecond: 20 }).rate).toEqual({ perSecond: 20, burst: 99 });
  });

  it('of Square has no rate that is known', () => {
    expect(accountOf({ platform: 'square', locations: { L1: ['main'] } })).toEqual({});
  });
});
