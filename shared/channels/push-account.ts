import type { ChannelConfig } from '../config.ts';
import { type Rate, withMargin } from '../domain/pushing/rate.ts';
import { AMAZON_CAPABILITIES } from './amazon/capabilities.ts';
import type { ChannelCapabilities } from './capabilities.ts';
import { SHOPIFY_CAPABILITIES } from './shopify/capabilities.ts';

export type PushAccount = { readonly account?: string; readonly rate?: Rate };

/**
 * The account whose calls a channel's pushes use up, and its rate, where the platform states one. Amazon counts per
 * seller and region: two channels of one seller share it.
 */
export function pushAccountOf(channel: Exclude<ChannelConfig, { platform: 'pos' }>): PushAccount {
  switch (channel.platform) {
    case 'amazon':
      return accountOf(`amazon#${channel.region}#${channel.sellerId}`, AMAZON_CAPABILITIES, channel.pushesPerSecond);
    case 'shopify':
      return accountOf(`shopify#${channel.shop}`, SHOPIFY_CAPABILITIES, channel.pushesPerSecond);
    case 'square':
      return {};
    default:
      return channel satisfies never;
  }
}

function accountOf(
  account: string,
  { pushesPerSecond, burst }: ChannelCapabilities,
  own: number | undefined,
): PushAccount {
  const perSecond = own ?? pushesPerSecond;
  return perSecond === 'unpublished' || burst === 'unpublished'
    ? {}
    : { account, rate: withMargin({ perSecond, burst: Math.max(burst, perSecond) }) };
}
