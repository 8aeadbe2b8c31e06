/** What a platform's inventory API can do, declared as data. */
import type { PushMode } from '../domain/listing/listing-push.ts';

/** Rules read these capabilities and never ask which platform it is. */
export type ChannelCapabilities = {
  readonly pushMode: PushMode;
  /** Whether a call is applied only while the platform shows what the call is compared with. */
  readonly comparesPushes: boolean;
  /** Pushes a second that the platform takes from one merchant, where it says so. */
  readonly pushesPerSecond: number | 'unpublished';
  /** Pushes that it takes at once on top, where it says so. */
  readonly burst: number | 'unpublished';
  /**
   * How what staff do with units in the platform's admin is found, where it can be: as a difference between the states of a
   * place's units and those last seen; or as changes that the platform reports, each with an id of its own.
   */
  readonly stockWork?: 'byStates' | 'byChanges';
  /** Where the figures come from. */
  readonly source: string;
};

/**
 * How a platform proves that it shows no more than a lowered figure: it could compare before it writes, and is read after its
 * answer because under escrow nothing is compared; it answers with the count that results; or it only accepts and must be read
 * back after a while. The guarantee of escrow rests on it.
 */
export type LoweringProof = 'compareAndSwap' | 'resultingCount' | 'readBack';

/** What proves a lowering on a platform that can do this. */
export function loweringProof({ pushMode, comparesPushes }: ChannelCapabilities): LoweringProof {
  if (pushMode === 'absolute') {
    return 'readBack';
  }
  return comparesPushes ? 'compareAndSwap' : 'resultingCount';
}

/**
 * What an account can do, where the accounts of its platform differ: one that takes figures only compares nothing, and proves
 * nothing by its answer.
 */
export function capabilitiesOf(
  capabilities: ChannelCapabilities,
  { takes }: { readonly takes?: 'differences' | 'figures' | undefined },
): ChannelCapabilities {
  return takes === 'figures' ? { ...capabilities, pushMode: 'absolute', comparesPushes: false } : capabilities;
}

/** Whether stock work on a channel is found by the states of its units. */
export function followsStates(
  { stockWork: found }: Pick<ChannelCapabilities, 'stockWork'>,
  { stockWork = false }: { readonly stockWork?: boolean | undefined },
): boolean {
  return stockWork && found === 'byStates';
}
