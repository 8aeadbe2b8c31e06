import { sellable } from '../../shared/domain/exposure/exposure.ts';
import type { Strategy } from '../market/market.ts';
import { postSale, type Shelf } from './sku-state.ts';

/**
 * A job that comes every so often, at a phase that has nothing to do with the sale, and sets every channel to what the
 * ledger knows then. Sales that the ledger has not heard of are wiped out, as with every absolute figure.
 */
export function batch(opened: Shelf, periodSeconds: number): Strategy {
  return {
    showsFirst: opened.listings.map(({ shown }) => shown),
    begin: (market) => {
      let shelf = opened;
      const run = () => {
        const { stock, exposure } = shelf;
        const figures = shelf.listings.map((listing) => sellable(stock, listing, exposure));
        market.later(market.lag.push, () => {
          figures.forEach((figure, channel) => {
            market.storefronts[channel]?.set(figure);
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
        hear: (sale) => {
          shelf = postSale(shelf, sale, market.now());
        },
      };
    },
  };
}
