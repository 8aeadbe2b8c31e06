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
import { wholeUnits } from './whole-units.ts';

/**
 * On hand by SKU from CSV text with the header `sku,location,quantity`; locations are those of the deployment, where given.
 * Lines of one SKU at one location add up, as counts of two bins do at every door; `onSum` is called for each with a sentence.
 * Throws a sentence with the line number for a row that does not fit.
 */
export function parseOnHand(
  text: string,
  locations?: readonly LocationId[],
  onSum: (sentence: string) => void = () => undefined,
): ReadonlyMap<Sku, OnHand> {
  const onHand = new Map<Sku, Record<LocationId, Quantity>>();
  for (const { cells, line, separator } of csvLines(text, ['sku', 'location', 'quantity'])) {
    atLine(line, () => {
      const [sku, location] = [parseSku(cells.sku), parseLocationId(cells.location)];
      if (locations?.includes(location) === false) {
        throw new Error(`“${location}” is no location of this deployment: use one of ${locations.join(', ')}.`);
      }
      const places = onHand.get(sku) ?? {};
      const before = places[location];
      const units = parseQuantity(wholeUnits(cells.quantity, separator));
      const quantity = parseQuantity((before ?? 0) + units);
      if (before !== undefined) {
        onSum(`Line ${line}: ${sku} at ${location} again, ${before} + ${units} = ${quantity} on hand.`);
      }
      onHand.set(sku, { ...places, [location]: quantity });
    });
  }
  return onHand;
}
