/** Reads on-hand units from a CSV file. */
import {
  type LocationId,
  parseLocationId,
  parseQuantity,
  parseSku,
  type Quantity,
  quoted,
  type Sku,
} from '../../shared/domain/identifiers.ts';
import type { OnHand } from '../../shared/ports/importing/listing-registry.ts';
import { atLine, csvLines } from './csv-lines.ts';

/**
 * On hand by SKU from CSV text with the header `sku,location,quantity`.
 * Throws a sentence with the line number for a row that does not fit.
 */
export function parseOnHand(text: string): ReadonlyMap<Sku, OnHand> {
  const onHand = new Map<Sku, Record<LocationId, Quantity>>();
  for (const { cells, line } of csvLines(text, ['sku', 'location', 'quantity'])) {
    atLine(line, () => {
      const [sku, location] = [parseSku(cells.sku), parseLocationId(cells.location)];
      const places = onHand.get(sku) ?? {};
      if (places[location] !== undefined) {
        throw new Error(`${sku} at ${location} stands in the file twice.`);
      }
      const quantity = unitsIn(cells.quantity);
      onHand.set(sku, { ...places, [location]: quantity });
    });
  }
  return onHand;
}

/**
 * Decimal digits only, or `12.0` as spreadsheets write it: JavaScript also reads `0x10` and `1E+05` as numbers, which nobody
 * counted.
 */
function unitsIn(text: string): Quantity {
  if (!/^\d{1,12}(?:\.0+)?$/.test(text)) {
    throw new Error(`${quoted(text)} is not a quantity: use a whole number of units, in decimal digits.`);
  }
  return parseQuantity(Number(text));
}
