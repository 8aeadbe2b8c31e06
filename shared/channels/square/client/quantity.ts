/** Square's quantities: decimal strings that must be whole units. */

import * as v from 'valibot';
import { QUANTITY_MAX } from '../../../domain/identifiers.ts';

const EXPECTED = 'Expected a whole number as a decimal string.';

/**
 * A quantity as Square writes it, a decimal string with up to 5 places, where it is a whole number of units. It may be
 * below 0: Square oversells too.
 */
export const squareUnits = v.pipe(
  v.string(EXPECTED),
  v.regex(/^-?\d{1,15}(\.0{1,5})?$/, EXPECTED),
  v.transform(Number),
  v.check((units) => Math.abs(units) <= QUANTITY_MAX, `Expected at most ${QUANTITY_MAX}.`),
);

/** The units of a change: which way they go is in its states. Source: `quantity` of `InventoryAdjustment`, npm square 46.0.0. */
export const squareUnitsMoved = v.pipe(squareUnits, v.minValue(0, 'Expected a whole number, 0 or more.'));

/** The state that is counted down by a sale and shown to customers. */
export const IN_STOCK = 'IN_STOCK';
