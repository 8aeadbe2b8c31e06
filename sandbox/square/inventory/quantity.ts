/** Quantities as Square has them: decimal strings with up to five places. */
import * as v from 'valibot';

const PLACES = 100_000;

/** A quantity of a request. Source: `InventoryAdjustment.quantity` of npm square 46.0.0. */
export const quantityField = v.pipe(
  v.string(),
  v.regex(/^\d{1,15}(\.\d{1,5})?$/, 'must be a decimal string with up to 5 places'),
);

/** A quantity of a control call: a number, or text as Square writes it. */
export const quantityOfPeople = v.pipe(
  v.union([v.number(), v.pipe(quantityField, v.transform(Number))]),
  v.finite(),
  v.minValue(0),
  v.transform(exactly),
);

/** Keeps sums of fractions at five places: 0.1 and 0.2 are 0.3. */
export function exactly(quantity: number): number {
  return Math.round(quantity * PLACES) / PLACES;
}
