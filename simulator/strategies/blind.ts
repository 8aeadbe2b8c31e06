import { sellable } from '../../shared/domain/exposure/exposure.ts';
import type { Strategy } from '../market/market.ts';
import { postSale, type Shelf } from './sku-state.ts';

/**
 * At each sale every other channel is set to what the ledger knows then, as a simple tool does it: the figure wipes
 * out whatever that channel has sold meanwhile and the ledger has not heard of.
 */
export function blind(opened: Shelf): Strategy {
  return {
    showsFirst: opened.listings.map(({ shown }) => shown),
    begin: (market) => {
      let shelf = opened;
      return {
        hear: (sale) => {
          shelf = postSale(shelf, sale, market.now());
          const { stock, exposure } = shelf;
          shelf.listings.forEach((listing, channel) => {
            if (channel !== sale.channel) {
              const figure = sellable(stock, listing, exposure);
              market.later(market.lag.push, () => market.storefronts[channel]?.set(figure));
            }
          });
        },
      };
    },
  };
}
