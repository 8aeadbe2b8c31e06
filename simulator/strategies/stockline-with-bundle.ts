/** Stockline's strategy for a SKU that the channels also list in a bundle. */
import type { LedgerSale, Market } from '../market/market.ts';
import {
  type BundledOpening,
  marketOfBundle,
  mustBeProven,
  stockOfBundle,
  withBundleCounted,
  withBundlesSold,
} from './bundle.ts';
import { Stockline, type StocklineStrategy } from './stockline.ts';
import type { Channels } from './takes.ts';

/**
 * The SKU and a bundle of `quantity` of it on each channel: the storefronts of the bundle come after those of the SKU. A sale of a
 * bundle takes units of the SKU, and whatever changes the SKU changes what the bundle may show. Under escrow the bundle
 * shows nothing, and what it may still sell is in no share.
 */
export function stocklineWithBundle(opened: BundledOpening, channels: Channels, quantity: number): StocklineStrategy {
  const { component, bundle } = opened;
  return {
    showsFirst: [...component.listings, ...bundle.listings].map(({ shown }) => shown),
    movesUnits: component.exposure.shares !== undefined || channels.willMoveUnits === true,
    begin: (market) => begun(opened, channels, quantity, market),
  };
}

function begun(opened: BundledOpening, channels: Channels, quantity: number, market: Market) {
  const count = opened.component.listings.length;
  const component: Stockline = new Stockline(opened.component, channels, market, {
    counted: (state) => withBundleCounted(state, bundle.state),
    onChanged: (since) => bundle.reconcileAll(since),
    onRebalanced: (channel) => {
      if (mustBeProven(component.state, bundle.state, channel)) {
        bundle.checkForProof(channel);
      }
    },
  });
  const bundle: Stockline = new Stockline(opened.bundle, channels, marketOfBundle(market, count), {
    read: (state) => ({
      ...state,
      stock: stockOfBundle(component.state, quantity),
      components: [component.state.exposure.shares === undefined ? {} : { isUnderEscrow: true }],
    }),
    rebalance: (channel) => component.rebalance(channel),
  });
  return {
    beside: component.beside,
    onSale: (sale: LedgerSale) => {
      if (sale.channel < count) {
        component.onSale(sale);
        return;
      }
      const channel = sale.channel - count;
      component.post(withBundlesSold(component.state, channel, sale.units, quantity), sale.soldAt);
      bundle.onSale({ ...sale, channel });
    },
    get state() {
      return component.state;
    },
  };
}
