/** What the guarantee of escrow rests on, channel by channel. */

import { capabilitiesOf, type LoweringProof, loweringProof } from '../../shared/channels/capabilities.ts';
import { sellingChannels, sellingFactsOf } from '../../shared/channels/platform-of.ts';
import type { StocklineConfig } from '../../shared/config.ts';
import type { ChannelId } from '../../shared/domain/identifiers.ts';

/** How a channel proves that a lowered share is lowered: what the guarantee of escrow rests on there. */
export type EscrowProof = {
  readonly channel: ChannelId;
  readonly proof: LoweringProof;
  /** True: nothing beyond the channel's own answer is relied upon. */
  readonly isProven: boolean;
  readonly sentence: string;
};

/** One for each channel that shows quantities. */
export function escrowProofs(config: StocklineConfig): readonly EscrowProof[] {
  return sellingChannels(config).map((channel) => {
    const { id } = channel;
    const proof = loweringProof(
      capabilitiesOf(sellingFactsOf(channel).capabilities, 'takes' in channel ? channel : {}),
    );
    return { channel: id, proof, isProven: proof !== 'readBack', sentence: sentence(id, proof, config.settleSeconds) };
  });
}

function sentence(channel: ChannelId, proof: EscrowProof['proof'], settleSeconds: number): string {
  switch (proof) {
    case 'compareAndSwap':
      return `${channel}: proven. It is read after each push.`;
    case 'resultingCount':
      return `${channel}: proven. It answers with the count that results.`;
    case 'readBack':
      return (
        `${channel}: on a condition. It only accepts figures, so what was taken from it is freed by reading it back ` +
        `after ${settleSeconds} s (settleSeconds): by then it must have applied the figure and reported its sales.`
      );
    default:
      return proof satisfies never;
  }
}
