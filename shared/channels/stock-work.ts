/** Which rules hold for a channel in whose admin staff work with the stock. */
import { type DriftPolicy, whereWorkIsFollowed } from '../domain/reconciling/drift-policy.ts';
import type { AnySellingChannel, SellingPlatform } from './platform.ts';

/** Whether stock work on the channel is found by the states of its units. */
export function followsStates<Channel extends AnySellingChannel>(
  { facts }: SellingPlatform<Channel>,
  { stockWork = false }: Channel,
): boolean {
  return stockWork && facts.selling.capabilities.stockWork === 'byStates';
}

/** What is done about differences on the channel. */
export function driftPolicyOf<Channel extends AnySellingChannel>(
  platform: SellingPlatform<Channel>,
  channel: Channel,
): DriftPolicy {
  const policy = channel.onDrift ?? 'overwrite';
  return followsStates(platform, channel) ? whereWorkIsFollowed(policy) : policy;
}
