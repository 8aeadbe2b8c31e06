/** A shop without Stockline: a simple tool sets every other channel at each sale. */
import { sellable } from '../../shared/domain/exposure/exposure.ts';
import type { Strategy } from '../market/market.ts';
import { postSale, type SkuState } from './sku-state.ts';

/**
 * At each sale it sets every other channel to what the ledger knows then, as a simple tool does: the figure wipes out
 * what that channel has sold meanwhile and the ledger does not know yet.
 */
export function blind(opened: SkuState): Strategy {
  return {
    showsFirst: opened.listings.map(({ shown }) => shown),
    movesUnits: false,
    begin: (market) => {
      let state = opened;
      return {
        onSale: (sale) => {
          state = postSale(state, sale, market.now());
          const { stock, exposure } = state;
          state.listings.forEach((listing, channel) => {
            if (channel !== sale.channel) {
              const figure = sellable(stock, listing, exposure);
              market.later(market.lag.push, () => market.set(channel, figure));
            }
          });
        },
      };
    },
  };
}
