/** Stock: the units of one SKU at each location, what is available of them, and how changes add up. */

import { keysOf, type LocationId } from '../identifiers.ts';

/** Units of one SKU at one location. All whole numbers; none is ever clamped. */
export type LocationStock = {
  /** Units physically there. */
  readonly onHand: number;
  /** Units in placed orders, not yet shipped. */
  readonly committed: number;
  /** Units promised to a checkout for a limited time. */
  readonly held: number;
  /** On hand but not sellable: damaged, quality control. */
  readonly unavailable: number;
};

/** The stock of one SKU, by location. */
export type Stock = Readonly<Record<LocationId, LocationStock>>;

/** How one movement changes the stock at one location: signed units, absent means 0. */
export type StockChange = Partial<LocationStock> & {
  readonly location: LocationId;
  /** When these units left or entered the location, where that is not the time of the whole entry; ISO 8601. */
  readonly occurredAt?: string;
};

export const NO_STOCK: LocationStock = { onHand: 0, committed: 0, held: 0, unavailable: 0 };

/** What can be sold: on hand − committed − held − unavailable. Negative means oversold: a fact, never clamped. */
export function available(stock: LocationStock): number {
  return stock.onHand - stock.committed - stock.held - stock.unavailable;
}

/** The stock after the changes; the given stock is left as it was. */
export function changeStock(stock: Stock, changes: readonly StockChange[]): Stock {
  const after: Record<LocationId, LocationStock> = { ...stock };
  for (const change of changes) {
    after[change.location] = addStock(after[change.location] ?? NO_STOCK, change);
  }
  return after;
}

/**
 * One change for each location, with the sum of its units. A change that stands alone keeps its time; a sum has none,
 * because what came and went between two times cancels out.
 */
export function sumByLocation(changes: readonly StockChange[]): readonly StockChange[] {
  return [...Map.groupBy(changes, ({ location }) => location)].flatMap(([location, group]) =>
    group.length === 1 ? group : [{ location, ...group.reduce<LocationStock>(addStock, NO_STOCK) }],
  );
}

/** The sum over the given locations, or over all of them. */
export function totalStock(stock: Stock, locations?: readonly LocationId[]): LocationStock {
  const summed = locations ?? keysOf(stock);
  return summed.reduce((total, location) => addStock(total, stock[location] ?? NO_STOCK), NO_STOCK);
}

/** Whether the change changes nothing: all its numbers are 0. */
export function isNoChange(change: StockChange): boolean {
  return !(change.onHand || change.committed || change.held || change.unavailable);
}

/** What the changes say now beyond what they said before, location by location. */
export function changesBetween(
  before: readonly StockChange[],
  now: readonly StockChange[],
): readonly (LocationStock & Pick<StockChange, 'location'>)[] {
  const locations = new Set([...before, ...now].map(({ location }) => location));
  const sumAt = (changes: readonly StockChange[], location: LocationId) =>
    changes.filter((each) => each.location === location).reduce(addStock, NO_STOCK);
  return [...locations].map((location) => {
    const [was, is] = [sumAt(before, location), sumAt(now, location)];
    return {
      location,
      onHand: is.onHand - was.onHand,
      committed: is.committed - was.committed,
      held: is.held - was.held,
      unavailable: is.unavailable - was.unavailable,
    };
  });
}

function addStock(stock: LocationStock, change: Partial<LocationStock>): LocationStock {
  return {
    onHand: stock.onHand + (change.onHand ?? 0),
    committed: stock.committed + (change.committed ?? 0),
    held: stock.held + (change.held ?? 0),
    unavailable: stock.unavailable + (change.unavailable ?? 0),
  };
}

/** Whether every number of every location is a safe integer, so that arithmetic with it is exact. */
export function isCountable(stock: Stock): boolean {
  return Object.values(stock).every((at: LocationStock) =>
    [at.onHand, at.committed, at.held, at.unavailable, available(at)].every(Number.isSafeInteger),
  );
}
