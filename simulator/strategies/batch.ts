/** A shop without Stockline: a batch job sets every channel every so often. */
import { sellable } from '../../shared/domain/exposure/exposure.ts';
import type { Strategy } from '../market/market.ts';
import { postSale, type SkuState } from './sku-state.ts';

/**
 * A job that runs every so often, at a phase independent of the sale, and sets every channel to what the ledger knows
 * then. As every absolute figure, it wipes out sales that the ledger does not know yet.
 */
export function batch(opened: SkuState, periodSeconds: number): Strategy {
  return {
    showsFirst: opened.listings.map(({ shown }) => shown),
    movesUnits: false,
    begin: (market) => {
      let state = opened;
      const run = () => {
        const { stock, exposure } = state;
        const figures = state.listings.map((listing) => sellable(stock, listing, exposure));
        market.later(market.lag.push, () => {
          figures.forEach((figure, channel) => {
            market.set(channel, figure);
          });
        });
        runAfter(periodSeconds);
      };
      const runAfter = (seconds: number) => {
        if (market.now() + seconds <= market.endsAt) {
          market.later(seconds, run);
        }
      };
      runAfter(market.random() * periodSeconds);
      return {
        onSale: (sale) => {
          state = postSale(state, sale, market.now());
        },
      };
    },
  };
}
