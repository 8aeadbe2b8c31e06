/** Reads on-hand units from a CSV file. */
import {
  type LocationId,
  parseLocationId,
  parseQuantity,
  parseSku,
  type Quantity,
  type Sku,
} from '../../shared/domain/identifiers.ts';
import type { OnHand } from '../../shared/ports/importing/listing-registry.ts';
import { atLine, csvLines } from './csv-lines.ts';

/**
 * On hand by SKU from CSV text with the header `sku,location,quantity`.
 * Throws a sentence with the line number for whatever does not fit.
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
      const quantity = parseQuantity(cells.quantity === '' ? Number.NaN : Number(cells.quantity));
      onHand.set(sku, { ...places, [location]: quantity });
    });
  }
  return onHand;
}
