/** A bundle of the SKU of a simulated sale, which the channels list too. */
import { bundledUnits } from '../../shared/domain/exposure/bundled-units.ts';
import { type Exposure, sellable, withheldFromBundles } from '../../shared/domain/exposure/exposure.ts';
import { parseSku } from '../../shared/domain/identifiers.ts';
import { listingId } from '../../shared/domain/listing/listing.ts';
import { bundleStock, type Component } from '../../shared/domain/stock/bundle.ts';
import { changeStock, type Stock } from '../../shared/domain/stock/stock.ts';
import type { Market } from '../market/market.ts';
import type { SkuState } from './sku-state.ts';

const BUNDLE = parseSku('BUNDLE');

/** What connects a SKU with a bundle of it, or the bundle with the SKU (stockline-with-bundle.ts). */
export type Relations = {
  /** The SKU as it is read: a bundle has the stock that its component allows. */
  readonly read?: (state: SkuState) => SkuState;
  /** The exposure that a rebalance begins with: what bundles may still sell is counted. */
  readonly counted?: (state: SkuState) => Exposure;
  /** What bundles may show has changed. */
  readonly onChanged?: (since: number) => void;
  /** A rebalance after what the channel proved has ended. */
  readonly onRebalanced?: (channel: number) => void;
  /** Of a bundle: it has no shares, its component has. */
  readonly rebalance?: (channel: number) => void;
};

/** The SKU, which a bundle contains, and the bundle, both with every listing at its sellable. */
export type BundledOpening = { readonly component: SkuState; readonly bundle: SkuState };

/** A bundle of so many units, listed on every channel of the SKU, shows what the SKU allows. */
export function withBundle(opened: SkuState, quantity: number): BundledOpening {
  const component = { ...opened, exposure: { ...opened.exposure, partOf: [BUNDLE], ...countedIf(opened.exposure) } };
  const made: Component = { sku: opened.listings[0]?.sku ?? BUNDLE, quantity };
  const exposure: Exposure = { rules: opened.exposure.rules, revision: 0, madeOf: [made] };
  const stock = stockOfBundle(component, quantity);
  const listings = opened.listings.map((each) => {
    const listing = { ...each, sku: BUNDLE, externalId: `${each.externalId}-bundle`, shown: 0 };
    const shown = sellable(stock, listing, exposure);
    // Its figure was read before the sale.
    return {
      ...listing,
      shown,
      comparedAt: opened.demand?.lastAt ?? '',
      ...(each.answered !== undefined && { answered: shown }),
    };
  });
  return { component, bundle: { seq: 1, stock, listings, exposure } };
}

/** Under escrow from the beginning the bundle shows nothing, and that is known. */
function countedIf({ shares }: Exposure): Pick<Exposure, 'bundled'> {
  return shares === undefined ? {} : { bundled: 0 };
}

/** What can be sold of a bundle of so many units, as the product's store reads it. */
export function stockOfBundle({ stock, exposure }: SkuState, quantity: number): Stock {
  const component = { sku: BUNDLE, quantity, stock, withheldFromBundles: withheldFromBundles(exposure) };
  return bundleStock([component]);
}

/** The SKU's exposure with what its bundle may still sell of it, as a rebalance counts it before anything moves. */
export function withBundleCounted(component: SkuState, { listings, exposure }: SkuState): Exposure {
  const { bundled: before, ...others } = component.exposure;
  const sku = component.listings[0]?.sku ?? BUNDLE;
  const counted =
    component.exposure.shares === undefined ? undefined : bundledUnits(sku, [{ madeOf: exposure.madeOf, listings }]);
  const bundled = counted?.kind === 'counted' ? counted.units : undefined;
  return bundled === before ? component.exposure : { ...others, ...(bundled !== undefined && { bundled }) };
}

/** Whether a check must still prove what the bundle's listing shows, as shared/usecases/exposure/rebalance-shares.ts asks it. */
export function mustBeProven(component: SkuState, { listings, exposure }: SkuState, channel: number): boolean {
  const listing = listings[channel];
  const sku = component.listings[0]?.sku ?? BUNDLE;
  const counted =
    component.exposure.shares === undefined ? undefined : bundledUnits(sku, [{ madeOf: exposure.madeOf, listings }]);
  return (
    listing !== undefined &&
    counted?.kind === 'unproven' &&
    counted.listings.some((each) => each.intent === undefined && listingId(each) === listingId(listing))
  );
}

/** The SKU's state after so many bundles of `quantity` were sold: no listing of its own sold anything. */
export function withBundlesSold(component: SkuState, channel: number, bundles: number, quantity: number): SkuState {
  const [location] = component.listings[channel]?.drawsOn ?? [];
  const committed = bundles * quantity;
  const stock = location === undefined ? component.stock : changeStock(component.stock, [{ location, committed }]);
  return { ...component, seq: component.seq + 1, stock };
}

/** The market as the bundle's listings see it: their storefronts come after those of the SKU. */
export function marketOfBundle(market: Market, channels: number): Market {
  return {
    ...market,
    storefronts: market.storefronts.slice(channels),
    set: (channel, figure) => market.set(channels + channel, figure),
    now: () => market.now(),
  };
}
