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
 * On hand by SKU from CSV text with the header `sku,location,quantity`; locations are those of the deployment, where given.
 * Throws a sentence with the line number for a row that does not fit.
 */
export function parseOnHand(text: string, locations?: readonly LocationId[]): ReadonlyMap<Sku, OnHand> {
  const onHand = new Map<Sku, Record<LocationId, Quantity>>();
  for (const { cells, line } of csvLines(text, ['sku', 'location', 'quantity'])) {
    atLine(line, () => {
      const [sku, location] = [parseSku(cells.sku), parseLocationId(cells.location)];
      if (locations?.includes(location) === false) {
        throw new Error(`“${location}” is no location of this deployment: use one of ${locations.join(', ')}.`);
      }
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
