/** Counts what is truly in stock in the simulation, by plain arithmetic and without the product. */
import type { LocationId, Sku } from '../../shared/domain/identifiers.ts';

export type Figures = { onHand: number; committed: number; held: number; unavailable: number };

/**
 * What is true in the world, by plain arithmetic as things happen, in the order in which they happen. Nothing in here
 * comes from the product.
 */
export class TrueStock {
  readonly #figures = new Map<Sku, Map<LocationId, Figures>>();

  at(sku: Sku, location: LocationId): Figures {
    const locations = this.#figures.get(sku) ?? new Map<LocationId, Figures>();
    const figures = locations.get(location) ?? { onHand: 0, committed: 0, held: 0, unavailable: 0 };
    this.#figures.set(sku, locations.set(location, figures));
    return figures;
  }

  add(sku: Sku, location: LocationId, change: Partial<Figures>): void {
    const figures = this.at(sku, location);
    for (const name of ['onHand', 'committed', 'held', 'unavailable'] as const) {
      figures[name] += change[name] ?? 0;
    }
  }

  /** Locations where anything ever was. */
  of(sku: Sku): ReadonlyMap<LocationId, Figures> {
    return this.#figures.get(sku) ?? new Map();
  }
}
