/** The account whose call budget a channel's pushes use: all functions that push to one account share its budget. */

import { type Rate, withMargin } from '../domain/pushing/rate.ts';
import type { AnySellingChannel, SellingPlatform } from './platform.ts';

export type PushAccount = { readonly account?: string; readonly rate?: Rate };

/** The account whose calls a channel's pushes use up, and its rate; nothing, where the platform states no rate. */
export function pushAccountOf<Channel extends AnySellingChannel>(
  { facts, selling }: SellingPlatform<Channel>,
  channel: Channel,
): PushAccount {
  const { pushesPerSecond, burst } = facts.selling.capabilities;
  const perSecond = channel.pushesPerSecond ?? pushesPerSecond;
  return perSecond === 'unpublished' || burst === 'unpublished'
    ? {}
    : { account: selling.pushAccount(channel), rate: withMargin({ perSecond, burst: Math.max(burst, perSecond) }) };
}
