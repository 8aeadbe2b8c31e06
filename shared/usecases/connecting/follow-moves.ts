// Says what became of the listings that a command on a channel moves.
import { currentExposure, type ExposureRules } from '../../domain/exposure/exposure.ts';
import type { Sku } from '../../domain/identifiers.ts';
import { listingId } from '../../domain/listing/listing.ts';
import { dueOn } from '../../domain/pushing/unplaced.ts';
import type { SkuState } from '../../ports/sku-state.ts';
import type { CommandedMove } from './control-channel.ts';

/** `shows`: it shows what it should. `refused`: its channel refused the last push. `waits`: it is still to be pushed. */
export type FollowedMove = Pick<CommandedMove, 'sku' | 'listing'> & {
  readonly became: 'shows' | 'refused' | 'waits';
  /** What we believe it shows now, in units. */
  readonly shown: number;
  /** Why the channel refused. */
  readonly problem?: string;
};

type Ports = {
  readonly skuState: (sku: Sku) => Promise<SkuState | undefined>;
  readonly rules: ExposureRules;
};

/** What became of it by now. What is sold meanwhile moves the listing further: it waits until that is pushed too. */
export async function followMove({ skuState, rules }: Ports, move: CommandedMove): Promise<FollowedMove> {
  const { sku, listing: name, before } = move;
  const state = await skuState(sku);
  const listing = state?.listings.find((each) => listingId(each) === name);
  if (state === undefined || listing === undefined) {
    return { sku, listing: name, became: 'waits', shown: before };
  }
  const { shown, problem, intent } = listing;
  if (intent === undefined && dueOn(state, listing, currentExposure(state, rules)) === 0) {
    return { sku, listing: name, became: 'shows', shown };
  }
  return problem === undefined
    ? { sku, listing: name, became: 'waits', shown }
    : { sku, listing: name, became: 'refused', shown, problem };
}
