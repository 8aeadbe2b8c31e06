/** Counts what is truly in stock in the simulation, by plain arithmetic and without the product. */
import type { LocationId, Sku } from '../../shared/domain/identifiers.ts';
import type { Component } from '../../shared/domain/stock/bundle.ts';

export type Figures = { onHand: number; committed: number; held: number; unavailable: number };

/**
 * What is true in the world, by plain arithmetic as things happen, in the order in which they happen. Nothing in here
 * comes from the product.
 */
export class TrueStock {
  readonly #figures = new Map<Sku, Map<LocationId, Figures>>();
  readonly #bundles = new Map<Sku, readonly Component[]>();

  /** From now on what happens to the bundle happens to its components. */
  makeBundle(bundle: Sku, components: readonly Component[]): void {
    this.#bundles.set(bundle, components);
  }

  /** What sells units of the SKU, with how many: itself, and the bundles that it is part of. */
  sellersOf(sku: Sku): readonly Component[] {
    const inBundles = [...this.#bundles].flatMap(([bundle, components]) =>
      components.filter((each) => each.sku === sku).map(({ quantity }) => ({ sku: bundle, quantity })),
    );
    return [{ sku, quantity: 1 }, ...inBundles];
  }

  at(sku: Sku, location: LocationId): Figures {
    const locations = this.#figures.get(sku) ?? new Map<LocationId, Figures>();
    const figures = locations.get(location) ?? { onHand: 0, committed: 0, held: 0, unavailable: 0 };
    this.#figures.set(sku, locations.set(location, figures));
    return figures;
  }

  add(sku: Sku, location: LocationId, change: Partial<Figures>): void {
    for (const { sku: each, quantity } of this.#bundles.get(sku) ?? [{ sku, quantity: 1 }]) {
      const figures = this.at(each, location);
      for (const name of ['onHand', 'committed', 'held', 'unavailable'] as const) {
        figures[name] += (change[name] ?? 0) * quantity;
      }
    }
  }

  /** Locations where anything ever was. */
  of(sku: Sku): ReadonlyMap<LocationId, Figures> {
    return this.#figures.get(sku) ?? new Map();
  }
}
