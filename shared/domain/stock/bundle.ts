/** Bundles: what can be sold of one, and what an observation of one means for its components. */

import { type ChannelId, keysOf, type LocationId, type Sku } from '../identifiers.ts';
import { holdKey } from './hold.ts';
import type { MovementObservation, Observation, OrderLineObservation, PastState } from './observation.ts';
import { available, type LocationStock, NO_STOCK, type Stock } from './stock.ts';

/** A SKU that a bundle contains, and how many units of it go into one bundle; 1 or more. */
export type Component = { readonly sku: Sku; readonly quantity: number };

/** Components in words: `2 × CUP, 1 × PLATE`. */
export function componentsInWords(madeOf: readonly Component[]): string {
  return madeOf.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(', ');
}

/** A component as it is now: its stock, and its units that must not go into bundles. */
export type ComponentStock = Component & { readonly stock: Stock; readonly withheldFromBundles: WithheldFromBundles };

/** So many units of a component must not go into bundles; under escrow none may. */
export type WithheldFromBundles = number | 'all';

/**
 * What can be sold of a bundle, as if it were stock of its own: at each location as many as the scarcest component there
 * allows. A bundle is assembled at one location, so one location cannot supply what another lacks.
 */
export function bundleStock(components: readonly ComponentStock[]): Stock {
  const locations = [...new Set(components.flatMap(({ stock }) => keysOf(stock)))];
  return Object.fromEntries(
    locations.map((location): [LocationId, LocationStock] => [
      location,
      { ...NO_STOCK, onHand: bundlesAt(components, location) },
    ]),
  );
}

/** How many bundles the scarcest of these components allows at the location; infinitely many where there is none. */
export function bundlesAt(components: readonly Omit<ComponentStock, 'sku'>[], location: LocationId): number {
  const whole = components.map(({ stock, quantity, withheldFromBundles }) =>
    Math.floor(leftForBundles(available(stock[location] ?? NO_STOCK), withheldFromBundles) / quantity),
  );
  return Math.min(...whole);
}

function leftForBundles(units: number, withheld: WithheldFromBundles): number {
  return withheld === 'all' ? Math.min(0, units) : units - withheld;
}

/** Observations of a bundle that move its components. A bundle has no stock of its own that others could move. */
export type BundleObservation = OrderLineObservation | (MovementObservation & { readonly cause: 'sold' | 'returned' });

/** Whether an observation of a bundle moves the bundle's components. */
export function takesComponents(observation: Observation): observation is BundleObservation {
  return (
    observation.kind === 'orderLine' ||
    (observation.kind === 'movement' && (observation.cause === 'sold' || observation.cause === 'returned'))
  );
}

/**
 * What an observation of a bundle means for its components: the same fact, multiplied by each quantity, under a key of its
 * own. The channel subtracted from the bundle's listing and not from the component's, so nothing is deducted there.
 */
export function ofComponents(
  bundle: BundleObservation,
  components: readonly Component[],
): readonly (OrderLineObservation | MovementObservation)[] {
  // The components' own listings may sell packs: these units are not theirs.
  const { listingUnits = 1 } = bundle;
  return components.map(({ sku, quantity }) => {
    const source = { ...bundle.source, key: `${bundle.source.key}${OF_BUNDLE}${bundle.sku}` };
    const times = (units = 0) => units * quantity;
    if (bundle.kind === 'movement') {
      const { deducted: _deducted, channelLocation: _location, soldAs: _soldAs, changes, ...movement } = bundle;
      return {
        ...movement,
        sku,
        source,
        listingUnits,
        changes: changes.map(({ onHand, committed, ...at }) => ({
          ...at,
          onHand: times(onHand),
          committed: times(committed),
        })),
      };
    }
    const { channelLocation: _location, soldAs: _soldAs, past, whole, ...line } = bundle;
    const { ordered, shipped, returned } = bundle.state;
    const crossed = (state: Pick<PastState, 'shipped' | 'returned'>) => ({
      shipped: times(state.shipped),
      returned: times(state.returned),
      deducted: 0,
    });
    return {
      ...line,
      sku,
      source,
      listingUnits,
      state: { ordered: times(ordered), ...crossed({ shipped, returned }) },
      ...(whole && { whole: { ordered: times(whole.ordered), ...crossed(whole) } }),
      ...(past && { past: past.map(({ at, ...then }) => ({ at, ...crossed(then) })) }),
    };
  });
}

/** The key of a component's movement names the bundle after this. */
const OF_BUNDLE = ':in:';

/** Whether an entry under this key was posted because of a bundle that contains the SKU. A hold's id may have the same letters. */
export function isOfBundle(key: string): boolean {
  return key.includes(OF_BUNDLE) && !key.startsWith(holdKey(''));
}

/** The components with each SKU once: what is named several times adds up, as the lines of a count or a hold do. */
export function addedUp(components: readonly Component[]): readonly Component[] {
  return [...Map.groupBy(components, ({ sku }) => sku)].map(([sku, group]) => ({
    sku,
    quantity: group.reduce((sum, { quantity }) => sum + quantity, 0),
  }));
}

/** Why these components make no valid bundle, in a sentence for the operator; undefined when they do. */
export function problemOf(bundle: Sku, components: readonly Component[]): string | undefined {
  const skus = components.map(({ sku }) => sku);
  if (components.length === 0) {
    return `${bundle} is made of nothing: name at least one component.`;
  }
  if (skus.includes(bundle)) {
    return `${bundle} cannot be made of itself.`;
  }
  const twice = skus.find((sku, index) => skus.indexOf(sku) !== index);
  if (twice !== undefined) {
    return `${bundle} names its component ${twice} twice: add the quantities up.`;
  }
  const wrong = components.find(({ quantity }) => !Number.isInteger(quantity) || quantity < 1);
  return wrong && `${bundle} has ${wrong.quantity} of ${wrong.sku}: use a whole number of 1 or more.`;
}

/** The channels that may list a bundle, in order: a change of its components concerns all of them. */
export function channelsOf(channels: Readonly<Record<ChannelId, unknown>>): readonly ChannelId[] {
  return keysOf(channels).sort();
}
